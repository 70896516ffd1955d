import { Secret, TOTP } from 'otpauth';
import type { ClientAccount } from '../../simulator/simulator.ts';
import { type Answer, type ProxyClient, readConfig, readForm } from './proxy-client.ts';

const login = 'https://login.microsoftonline.com';

/** The code of an account, `steps` time steps away from `at`. */
export function codeOf(account: ClientAccount, at = Date.now(), steps = 0): string {
  return new TOTP({ secret: Secret.fromBase32(account.totp) }).generate({ timestamp: at + steps * 30_000 });
}

/** Opens the admin center and goes to where its script goes. */
export async function openSignIn(client: ProxyClient, host = 'admin.microsoft.com'): Promise<Answer> {
  const signedOut = await client.get(`https://${host}/`);
  const quoted = /var loginURL = '([^']+)'/.exec(signedOut.body)?.[1] ?? '';
  const address: string = JSON.parse(`"${quoted}"`);
  return client.get(address);
}

/** Posts user name and password as the page does. */
export function postPassword(
  client: ProxyClient,
  page: Answer,
  username: string,
  password: string,
  changes: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const config = readConfig(page.body);
  return client.postForm(new URL(String(config['urlPost']), login).href, {
    login: username,
    loginfmt: username,
    passwd: password,
    type: '11',
    LoginOptions: '3',
    ps: '2',
    i13: '0',
    ctx: String(config['sCtx']),
    flowToken: String(config['sFT']),
    canary: String(config['canary']),
    hpgrequestid: String(config['sessionId']),
    ...changes,
  });
}

/** Begins a second factor and answers it with a code. */
export async function tryCode(
  client: ProxyClient,
  page: Answer,
  code: string,
  method = 'PhoneAppOTP',
): Promise<Record<string, unknown>> {
  const config = readConfig(page.body);
  const begun = await client.postJson(String(config['urlBeginAuth']), {
    AuthMethodId: method,
    Method: 'BeginAuth',
    ctx: config['sCtx'],
    flowToken: config['sFT'],
  });
  return client.postJson(String(config['urlEndAuth']), {
    Method: 'EndAuth',
    SessionId: begun['SessionId'],
    FlowToken: begun['FlowToken'],
    Ctx: begun['Ctx'],
    AuthMethodId: method,
    AdditionalAuthData: code,
    PollCount: 1,
  });
}

/** Posts the form that follows an accepted code. */
export function processAuth(
  client: ProxyClient,
  page: Answer,
  accepted: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const config = readConfig(page.body);
  return client.postForm(String(config['urlPost']), {
    type: '19',
    request: String(accepted['Ctx']),
    mfaAuthMethod: 'PhoneAppOTP',
    login: String(config['sPOST_Username']),
    flowToken: String(accepted['FlowToken']),
    canary: String(config['canary']),
    hpgrequestid: String(config['sessionId']),
    sacxt: '',
  });
}

/** Answers "Stay signed in?". */
export function postKmsi(client: ProxyClient, page: Answer, yes = false): Promise<Answer> {
  const config = readConfig(page.body);
  return client.postForm(new URL(String(config['urlPost']), login).href, {
    LoginOptions: yes ? '1' : '0',
    type: '28',
    ctx: String(config['sCtx']),
    flowToken: String(config['sFT']),
    canary: String(config['canary']),
    hpgrequestid: String(config['sessionId']),
  });
}

/** The whole way up to the form that goes back to the application. */
export async function walkToHandover(
  client: ProxyClient,
  account: ClientAccount,
  options: { readonly host?: string; readonly at?: number; readonly stay?: boolean } = {},
): Promise<{ action: string; fields: Record<string, string> }> {
  const first = await openSignIn(client, options.host);
  const second = await postPassword(client, first, account.username, account.password);
  const accepted = await tryCode(client, second, codeOf(account, options.at));
  const third = await processAuth(client, second, accepted);
  const last = await postKmsi(client, third, options.stay);
  return readForm(last.body);
}
