import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ClientAccount, type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { type Answer, ProxyClient, readConfig } from './proxy-client.ts';
import { codeOf, openSignIn, postPassword, processAuth, tryCode, walkToHandover } from './sign-in-by-http.ts';

// The middle of a time step, so that one step earlier or later is what it says.
const noon = Date.UTC(2026, 10, 23, 12, 0, 15);
let now = noon;
let simulator: Simulator;
let client: ProxyClient;
let monitor: ClientAccount;
let expired: ClientAccount;

beforeEach(async () => {
  now = noon;
  simulator = await startSimulator({ clock: () => now });
  const [first, second] = simulator.accounts;
  if (first === undefined || second === undefined) throw new Error('The demo accounts are missing');
  monitor = first;
  expired = second;
  client = new ProxyClient(simulator.proxy, simulator.ca);
});

afterEach(() => simulator.stop());

async function reachSecondFactor(program = client): Promise<Answer> {
  return postPassword(program, await openSignIn(program), monitor.username, monitor.password);
}

function errorOf(page: Answer): unknown {
  const config = readConfig(page.body);
  return config['pgid'] === 'ConvergedError' ? config['iErrorCode'] : config['pgid'];
}

test('a wrong password is a 200 with the same page, back at the password', async () => {
  const page = await postPassword(client, await openSignIn(client), monitor.username, 'not it');
  expect(page.status).toBe(200);
  expect(readConfig(page.body)).toMatchObject({
    pgid: 'ConvergedSignIn',
    hpgact: 2000,
    sErrorCode: '50126',
    sPOST_PaginatedLoginState: 2,
    sPOST_Username: monitor.username,
  });
  // The page that came back is good for another attempt.
  const second = await postPassword(client, page, monitor.username, monitor.password);
  expect(readConfig(second.body)['pgid']).toBe('ConvergedTFA');
});

test('ten different wrong passwords lock the account for a minute; the same one again does not', async () => {
  const attempt = async (password: string) => {
    const page = await postPassword(client, await openSignIn(client), monitor.username, password);
    return readConfig(page.body)['sErrorCode'] ?? 'accepted';
  };
  for (let count = 0; count < 12; count += 1) expect(await attempt('the same'), `${count}`).toBe('50126');
  for (let count = 0; count < 9; count += 1)
    expect(await attempt(`guess ${count}`), `guess ${count}`).toBe('50126');
  expect(await attempt(monitor.password)).toBe('50053');
  now += 61_000;
  expect(await attempt(monitor.password)).toBe('accepted');
});

test('the account that is announced to fail fails as announced', async () => {
  expect(expired.announced).toEqual({ verdict: 'down', cause: 'password_wrong' });
  const page = await postPassword(client, await openSignIn(client), expired.username, expired.password);
  expect(readConfig(page.body)['sErrorCode']).toBe('50126');
});

test('an unknown account is also refused after the password', async () => {
  const page = await postPassword(client, await openSignIn(client), 'nobody@contoso.onmicrosoft.com', 'x');
  expect(readConfig(page.body)['sErrorCode']).toBe('50034');
});

test.each([
  ['one step early', -1, 'Success'],
  ['one step late', 1, 'Success'],
  ['two steps early', -2, 'OathCodeOld'],
  ['two steps late', 2, 'OathCodeIncorrect'],
])('a code %s: %s', async (_name, steps, result) => {
  const page = await reachSecondFactor();
  expect(await tryCode(client, page, codeOf(monitor, now, steps))).toMatchObject({
    Success: result === 'Success',
    ResultValue: result,
    ErrCode: result === 'Success' ? 0 : 500121,
  });
});

test('a code is good once, for this sign-in and for the next, until its step is over', async () => {
  const code = codeOf(monitor, now);
  expect(await tryCode(client, await reachSecondFactor(), code)).toMatchObject({ Success: true });
  const again = new ProxyClient(simulator.proxy, simulator.ca);
  const page = await reachSecondFactor(again);
  expect(await tryCode(again, page, code)).toMatchObject({
    Success: false,
    ResultValue: 'PhoneAppOtpAuthFailedDuplicateCodeEntered',
  });
  now += 30_000;
  expect(await tryCode(again, page, codeOf(monitor, now))).toMatchObject({ Success: true });
});

test('after ten wrong codes the right one is refused as well', async () => {
  const page = await reachSecondFactor();
  for (let count = 0; count < 10; count += 1) {
    expect(await tryCode(client, page, 'abcdef'), `${count}`).toMatchObject({
      ResultValue: 'OathCodeIncorrect',
    });
  }
  expect(await tryCode(client, page, codeOf(monitor, now))).toMatchObject({
    ResultValue: 'OathCodeFailedMaxAllowedRetryReached',
  });
});

test('ProcessAuth accepts nobody whose code was not accepted', async () => {
  const page = await reachSecondFactor();
  const refused = await tryCode(client, page, '000000x');
  expect(errorOf(await processAuth(client, page, refused))).toBe(500121);
});

test('ProcessAuth takes a form, not JSON', async () => {
  const page = await reachSecondFactor();
  const accepted = await tryCode(client, page, codeOf(monitor, now));
  const url = String(readConfig(page.body)['urlPost']);
  const body = JSON.stringify({ type: 22, FlowToken: accepted['FlowToken'], request: accepted['Ctx'] });
  expect(errorOf(await client.send('POST', url, body, 'application/json'))).toBe(90014);
  // Nothing was used up by it.
  expect(errorOf(await processAuth(client, page, accepted))).toBe('KmsiInterrupt');
});

test('a second factor cannot be begun before the password', async () => {
  const config = readConfig((await openSignIn(client)).body);
  const answer = await client.postJson('https://login.microsoftonline.com/common/SAS/BeginAuth', {
    AuthMethodId: 'PhoneAppOTP',
    Method: 'BeginAuth',
    ctx: config['sCtx'],
    flowToken: config['sFT'],
  });
  expect(answer).toMatchObject({ error: { code: '6000' }, isFatal: true });
});

test('"Stay signed in?" cannot be answered before the second factor', async () => {
  const config = readConfig((await reachSecondFactor()).body);
  const answer = await client.postForm('https://login.microsoftonline.com/kmsi', {
    LoginOptions: '1',
    type: '28',
    ctx: String(config['sCtx']),
    flowToken: String(config['sFT']),
    canary: String(config['canary']),
  });
  expect(errorOf(answer)).toBe(90013);
});

test.each([
  ['no flow token', { flowToken: '' }, 900144],
  ['a flow token of its own making', { flowToken: 'AQABIQEAAADxyz' }, 90013],
  ['a context of its own making', { ctx: 'rQQIARAAxyz' }, 90013],
  ['a canary of its own making', { canary: 'x=1:1:CANARY:y' }, 165900],
])('a password posted with %s ends on the error page', async (_name, changes, code) => {
  const page = await openSignIn(client);
  const answer = await postPassword(client, page, monitor.username, monitor.password, changes);
  expect(errorOf(answer)).toBe(code);
  const config = readConfig(answer.body);
  expect(config['strServiceExceptionMessage']).toMatch(
    /^AADSTS\d+: .+\r\nTrace ID: [\w-]{36}\r\nCorrelation ID: [\w-]{36}\r\nTimestamp: 2026-11-23 12:00:15Z$/,
  );
  expect(config['sessionId']).toBe(answer.headers['x-ms-request-id']);
});

test('a form that was posted before is refused', async () => {
  const page = await openSignIn(client);
  await postPassword(client, page, monitor.username, monitor.password);
  expect(errorOf(await postPassword(client, page, monitor.username, monitor.password))).toBe(50089);
});

test('a page that was left open too long is refused', async () => {
  const page = await openSignIn(client);
  now += 16 * 60_000;
  expect(errorOf(await postPassword(client, page, monitor.username, monitor.password))).toBe(50089);
});

test('reloading the answer to a form is refused', async () => {
  expect(errorOf(await client.get('https://login.microsoftonline.com/common/login'))).toBe(900561);
});

test.each([
  ['state', (value: string) => `${value.slice(0, -2)}xx`, 'state'],
  ['code', (value: string) => `${value.slice(0, -2)}xx`, 'c_hash'],
  ['id_token', (value: string) => value.replace(/\.[^.]+$/, `.${'A'.repeat(342)}`), 'id_token'],
  ['id_token', (value: string) => `e30${value.slice(value.indexOf('.'))}`, 'id_token'],
])('the admin center turns away a tampered %s', async (field, tamper, detail) => {
  const handover = await walkToHandover(client, monitor, { at: now });
  const fields = { ...handover.fields, [field]: tamper(handover.fields[field] ?? '') };
  const answer = await client.postForm(handover.action, fields);
  expect(answer.status).toBe(400);
  expect(simulator.journal.at(-1)).toMatchObject({ kind: 'landing', ok: false, detail });
  expect(client.cookie('admin.microsoft.com', 'RootAuthToken')).toBeUndefined();
});

test("the admin center turns away another sign-in's token, an old one, and one for another host", async () => {
  const mine = await walkToHandover(client, monitor, { at: now });
  now += 30_000;
  const other = new ProxyClient(simulator.proxy, simulator.ca);
  const theirs = await walkToHandover(other, monitor, { at: now });
  const mixed = { ...mine.fields, id_token: theirs.fields['id_token'] ?? '' };
  expect((await client.postForm(mine.action, mixed)).status).toBe(400);
  expect(simulator.journal.at(-1)).toMatchObject({ detail: 'nonce' });

  expect((await other.postForm('https://admin.cloud.microsoft/landing', theirs.fields)).status).toBe(400);

  now += 30_000;
  const late = await walkToHandover(new ProxyClient(simulator.proxy, simulator.ca), monitor, { at: now });
  now += 59 * 60_000;
  expect((await client.postForm(late.action, late.fields)).status).toBe(400);
  expect(simulator.journal.at(-1)).toMatchObject({ kind: 'landing', ok: false });
});

test('a session of the admin center ends: 440', async () => {
  const handover = await walkToHandover(client, monitor, { at: now });
  await client.postForm(handover.action, handover.fields);
  const url = 'https://admin.microsoft.com/admin/api/navigation';
  expect((await client.get(url)).status).toBe(200);
  now += 9 * 60 * 60_000;
  expect((await client.get(url)).status).toBe(440);
});

test('an application is answered only at its own address', async () => {
  const address = 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=';
  const adminCenter = '00000006-0000-0ff1-ce00-000000000000';
  const elsewhere = encodeURIComponent('https://elsewhere.example/landing');
  const page = await client.get(`${address}${adminCenter}&redirect_uri=${elsewhere}`);
  expect(errorOf(page)).toBe(50011);
});
