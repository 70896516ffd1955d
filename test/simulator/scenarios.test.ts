import { afterEach, expect, test, vi } from 'vitest';
import { scenarios } from '../../simulator/scenarios.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/simulator.ts';
import { ProxyClient, readConfig } from './proxy-client.ts';
import { codeOf, openSignIn, postPassword, tryCode, walkToHandover } from './sign-in-by-http.ts';

let running: Simulator | undefined;

async function start(options: SimulatorOptions) {
  const simulator = await startSimulator(options);
  running = simulator;
  return { simulator, client: new ProxyClient(simulator.proxy, simulator.ca) };
}

function accountOf(simulator: Simulator, username: string) {
  const account = simulator.accounts.find(candidate => candidate.username === username);
  if (account === undefined) throw new Error(`No account ${username}`);
  return account;
}

afterEach(async () => {
  vi.useRealTimers();
  await running?.stop();
  running = undefined;
});

const monitor = 'monitor@contoso.onmicrosoft.com';

test('slow-password delays the answer to the password by a second, and no other', async () => {
  const { simulator, client } = await start({ scenario: 'slow-password' });
  const { password } = accountOf(simulator, monitor);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const page = await openSignIn(client);
  expect(vi.getTimerCount()).toBe(0);
  const answer = postPassword(client, page, monitor, password);
  while (vi.getTimerCount() === 0) await new Promise(setImmediate);
  vi.advanceTimersByTime(999);
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(1);
  expect((await answer).status).toBe(200);
});

test('an account can have a scenario of its own', async () => {
  const locked = 'locked@contoso.onmicrosoft.com';
  const { simulator, client } = await start({ accounts: [{ username: locked, scenario: 'account-locked' }] });
  const outcome = async (username: string) => {
    const { password } = accountOf(simulator, username);
    return readConfig((await postPassword(client, await openSignIn(client), username, password)).body);
  };
  expect(await outcome(locked)).toMatchObject({ pgid: 'ConvergedSignIn', sErrorCode: '50053' });
  expect(await outcome(monitor)).toMatchObject({ pgid: 'ConvergedTFA' });
});

test.each(['code-rejected', 'code-reused'])('%s refuses even a fresh code', async scenario => {
  const { simulator, client } = await start({ scenario });
  const account = accountOf(simulator, monitor);
  const page = await postPassword(client, await openSignIn(client), monitor, account.password);
  expect(await tryCode(client, page, codeOf(account))).toMatchObject({
    Success: false,
    ResultValue: scenarios[scenario]?.signIn?.codeResult,
  });
});

test.each(['sign-in-503', 'admin-503'])('%s answers with 503', async scenario => {
  const { client } = await start({ scenario });
  const url =
    scenario === 'admin-503'
      ? 'https://admin.microsoft.com/'
      : 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=x&redirect_uri=https://x.example';
  expect((await client.get(url)).status).toBe(503);
});

test('admin-data-500 lets everybody in and then fails', async () => {
  const { simulator, client } = await start({ scenario: 'admin-data-500' });
  const handover = await walkToHandover(client, accountOf(simulator, monitor));
  await client.postForm(handover.action, handover.fields);
  const base = 'https://admin.microsoft.com/admin/api';
  expect((await client.get(`${base}/coordinatedbootstrap/shellinfo`)).status).toBe(500);
  expect((await client.get(`${base}/tenant/datalocationandcommitments`)).status).toBe(200);
});

test('page-hangs takes the password and never answers it', async () => {
  const { simulator, client } = await start({ scenario: 'page-hangs' });
  const { password } = accountOf(simulator, monitor);
  const hanging = postPassword(client, await openSignIn(client), monitor, password);
  const ended = expect(hanging).rejects.toThrow(/socket|ECONNRESET/);
  while (!simulator.journal.some(entry => entry.kind === 'rejected')) await new Promise(setImmediate);
  expect(simulator.journal.slice(-2)).toMatchObject([
    { kind: 'password', ok: true },
    { kind: 'rejected', detail: 'login' },
  ]);
  await simulator.stop();
  await ended;
});

test('moved-address sends every visitor of the old address to the new one, path and all', async () => {
  const { simulator, client } = await start({ scenario: 'moved-address' });
  const moved = await client.get('https://admin.microsoft.com/adminportal/home?ref=/users');
  expect(moved.status).toBe(302);
  expect(moved.headers['location']).toBe('https://admin.cloud.microsoft/adminportal/home?ref=/users');
  const account = accountOf(simulator, monitor);
  const handover = await walkToHandover(client, account, { host: 'admin.cloud.microsoft' });
  const shell = await client.follow(await client.postForm(handover.action, handover.fields));
  expect(shell.status).toBe(200);
  expect(new URL(shell.url).host).toBe('admin.cloud.microsoft');
});

test('only swallowed-press makes the pages swallow a click', async () => {
  const { simulator, client } = await start({ scenario: 'swallowed-press' });
  expect(readConfig((await openSignIn(client)).body)['fSwallowFirstClick']).toBe(true);
  simulator.setScenario('ordinary');
  expect(readConfig((await openSignIn(client)).body)).not.toHaveProperty('fSwallowFirstClick');
});

test('an answer that hangs ends with the simulator', async () => {
  const { simulator, client } = await start({ scenario: 'admin-data-hangs' });
  const hanging = client.get('https://admin.microsoft.com/admin/api/navigation');
  const ended = expect(hanging).rejects.toThrow(/socket|ECONNRESET/);
  // The request is with the simulator once the journal has it.
  while (!simulator.journal.some(entry => entry.kind === 'rejected')) await new Promise(setImmediate);
  await simulator.stop();
  await ended;
});

test('an account without a role gets no data', async () => {
  const guest = 'guest@contoso.onmicrosoft.com';
  const { simulator, client } = await start({ accounts: [{ username: guest, roles: [] }] });
  const handover = await walkToHandover(client, accountOf(simulator, guest));
  await client.postForm(handover.action, handover.fields);
  expect((await client.get('https://admin.microsoft.com/admin/api/navigation')).status).toBe(403);
});

test('an account of the same name takes the place of a demo account', async () => {
  const { simulator } = await start({ accounts: [{ username: monitor, password: 'its own' }] });
  expect(simulator.accounts.filter(account => account.username === monitor)).toHaveLength(1);
  expect(accountOf(simulator, monitor).password).toBe('its own');
});

test('secrets are fresh at every start', async () => {
  const { simulator } = await start({});
  const other = await startSimulator();
  await other.stop();
  const all = [...simulator.accounts, ...other.accounts];
  expect(new Set(all.map(account => account.password)).size).toBe(all.length);
  expect(new Set(all.map(account => account.totp)).size).toBe(all.length);
});

test.each(Object.entries(scenarios))(
  '%s says what it is, and what a monitor should say',
  (name, scenario) => {
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(scenario.description).toMatch(/\.$|\)\.$/);
    const { description, cause, isForEverybody, ...effects } = scenario;
    const { connections, redirects } = scenario.network ?? {};
    if (connections !== undefined || redirects !== undefined) expect(isForEverybody).toBe(true);
    expect(description).toBeDefined();
    expect(cause ?? 'none').toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(Object.keys(effects).length > 0).toBe(name !== 'ordinary');
  },
);
