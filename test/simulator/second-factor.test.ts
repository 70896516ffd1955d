import { afterEach, expect, test } from 'vitest';
import type { SimulatedAccount } from '../../simulator/accounts.ts';
import { type ClientAccount, type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { type Answer, ProxyClient, readConfig } from './proxy-client.ts';
import { codeOf, openSignIn, postPassword, processAuth, tryCode } from './sign-in-by-http.ts';

const username = 'proofs@contoso.onmicrosoft.com';
let running: Simulator | undefined;

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

/** Signs in as an account of that kind, up to its second factor. */
async function reach(kind: Partial<SimulatedAccount>) {
  const simulator = await startSimulator({ accounts: [{ username, ...kind }] });
  running = simulator;
  const account = simulator.accounts.find(candidate => candidate.username === username);
  if (account === undefined) throw new Error(`No account ${username}`);
  const client = new ProxyClient(simulator.proxy, simulator.ca);
  const page = await postPassword(client, await openSignIn(client), username, account.password);
  return { simulator, account, client, page };
}

/** The proofs of the page, the default with a star. */
function proofsOf(page: Answer): string[] {
  const proofs = readConfig(page.body)['arrUserProofs'] as { authMethodId: string; isDefault: boolean }[];
  return proofs.map(proof => `${proof.authMethodId}${proof.isDefault ? '*' : ''}`);
}

async function begin(client: ProxyClient, page: Answer, method: string) {
  const config = readConfig(page.body);
  return client.postJson(String(config['urlBeginAuth']), {
    AuthMethodId: method,
    Method: 'BeginAuth',
    ctx: config['sCtx'],
    flowToken: config['sFT'],
  });
}

async function getsIn(client: ProxyClient, page: Answer, account: ClientAccount): Promise<unknown> {
  const accepted = await tryCode(client, page, codeOf(account));
  return readConfig((await processAuth(client, page, accepted)).body)['pgid'];
}

test.each<[string, Partial<SimulatedAccount>, string[]]>([
  ['only the code', {}, ['PhoneAppOTP*']],
  [
    'several without a default',
    { scenario: 'method-list' },
    ['PhoneAppOTP', 'OneWaySMS', 'TwoWayVoiceMobile'],
  ],
  ['push first', { scenario: 'push-first' }, ['PhoneAppNotification*', 'PhoneAppOTP']],
  ['a text message first', { scenario: 'sms-first' }, ['OneWaySMS*', 'PhoneAppOTP']],
  ['only push', { scenario: 'push-only' }, ['PhoneAppNotification*']],
  ['only a phone', { scenario: 'sms-only' }, ['OneWaySMS*', 'TwoWayVoiceMobile']],
  [
    'an account of its own kind',
    { proofs: ['PhoneAppOTP', 'OneWaySMS'], defaultProof: 'OneWaySMS' },
    ['PhoneAppOTP', 'OneWaySMS*'],
  ],
])('the page names its proofs and their default: %s', async (_name, kind, proofs) => {
  const { page } = await reach(kind);
  expect(proofsOf(page)).toEqual(proofs);
});

test('a default that is not among the proofs is an error', async () => {
  await expect(reach({ proofs: ['OneWaySMS'], defaultProof: 'PhoneAppOTP' })).rejects.toThrow(
    /'proofs@contoso\.onmicrosoft\.com', PhoneAppOTP/,
  );
});

test('nobody approves a push: its number stays, every poll is answered with wait, and the code still counts', async () => {
  const { simulator, account, client, page } = await reach({ scenario: 'push-first' });
  const begun = await begin(client, page, 'PhoneAppNotification');
  expect(begun).toMatchObject({ Success: true });
  expect(begun['Entropy']).toBeGreaterThanOrEqual(10);
  expect(begun['Entropy']).toBeLessThan(100);
  for (let poll = 1; poll <= 12; poll += 1) {
    const answer = await client.postJson('https://login.microsoftonline.com/common/SAS/EndAuth', {
      Method: 'EndAuth',
      SessionId: begun['SessionId'],
      FlowToken: begun['FlowToken'],
      Ctx: begun['Ctx'],
      AuthMethodId: 'PhoneAppNotification',
      PollCount: poll,
    });
    expect(answer, `poll ${poll}`).toMatchObject({
      Success: false,
      ResultValue: 'AuthenticationPending',
      Retry: true,
    });
    expect(answer['Entropy'], `poll ${poll}`).toBe(begun['Entropy']);
  }
  // Not even a code ends a push, and no poll counted as a wrong one.
  expect(await tryCode(client, page, codeOf(account), 'PhoneAppNotification')).toMatchObject({
    Success: false,
  });
  expect(await getsIn(client, page, account)).toBe('KmsiInterrupt');
  expect(simulator.journal.filter(entry => entry.kind === 'poll')).toHaveLength(13);
  expect(simulator.journal.filter(entry => entry.kind === 'code')).toMatchObject([{ ok: true }]);
});

test('the code of the app is not accepted where a text message was sent', async () => {
  const { simulator, account, client, page } = await reach({ scenario: 'sms-first' });
  const code = codeOf(account);
  expect(await tryCode(client, page, code, 'OneWaySMS')).toMatchObject({ ResultValue: 'OathCodeIncorrect' });
  // It was not used up by that.
  expect(await getsIn(client, page, account)).toBe('KmsiInterrupt');
  expect(simulator.journal.filter(entry => entry.kind === 'beginAuth').map(entry => entry.detail)).toEqual([
    'OneWaySMS',
    'PhoneAppOTP',
  ]);
});

test.each(['push-only', 'sms-only'])('%s has no code at all', async scenario => {
  const { simulator, client, page } = await reach({ scenario });
  expect(await begin(client, page, 'PhoneAppOTP')).toMatchObject({
    Success: false,
    ResultValue: 'AuthenticationMethodNotConfigured',
  });
  expect(simulator.journal.at(-1)).toMatchObject({ kind: 'beginAuth', ok: false, detail: 'PhoneAppOTP' });
});
