import { existsSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { numberedAccounts } from '../../simulator/accounts.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/simulator.ts';
import { ProxyClient, readConfig } from './proxy-client.ts';
import { codeOf, openSignIn, postPassword, processAuth, tryCode, walkToHandover } from './sign-in-by-http.ts';

let running: Simulator | undefined;

async function start(options?: SimulatorOptions) {
  const simulator = await startSimulator(options);
  running = simulator;
  const [monitor, expired] = simulator.accounts;
  if (monitor === undefined || expired === undefined) throw new Error('The demo accounts are missing');
  return { simulator, monitor, expired, client: new ProxyClient(simulator.proxy, simulator.ca) };
}

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

test.each(['admin.microsoft.com', 'admin.cloud.microsoft'])(
  'a program without a browser gets into %s',
  async host => {
    const { client, monitor } = await start();
    const shellinfo = `https://${host}/admin/api/coordinatedbootstrap/shellinfo`;
    expect((await client.get(shellinfo)).status).toBe(401);

    const handover = await walkToHandover(client, monitor, { host });
    expect(handover.action).toBe(`https://${host}/landing`);
    expect(Object.keys(handover.fields)).toEqual(['code', 'id_token', 'state', 'session_state']);

    const landed = await client.postForm(handover.action, handover.fields);
    expect(landed.status).toBe(302);
    const shell = await client.follow(landed);
    expect(shell.status).toBe(200);
    expect(new URL(shell.url).search).toBe('?ref=/homepage');

    const info = await client.get(shellinfo);
    expect(info.status).toBe(200);
    expect(JSON.parse(info.body)).toMatchObject({ UPN: monitor.username });
    expect((await client.get(`https://${host}/admin/api/navigation`)).status).toBe(200);
  },
);

test('the pages come in their order, each named in its meta and in $Config alike', async () => {
  const { client, monitor } = await start();
  const first = await openSignIn(client);
  const second = await postPassword(client, first, monitor.username, monitor.password);
  const third = await processAuth(client, second, await tryCode(client, second, codeOf(monitor)));
  const names = [first, second, third].map(page => ({
    meta: /<meta name="PageID" content="(\w+)"/.exec(page.body)?.[1],
    pgid: readConfig(page.body)['pgid'],
    hpgid: readConfig(page.body)['hpgid'],
    requestId: readConfig(page.body)['sessionId'] === page.headers['x-ms-request-id'],
  }));
  expect(names).toEqual([
    { meta: 'ConvergedSignIn', pgid: 'ConvergedSignIn', hpgid: 1104, requestId: true },
    { meta: 'ConvergedTFA', pgid: 'ConvergedTFA', hpgid: 1114, requestId: true },
    { meta: 'KmsiInterrupt', pgid: 'KmsiInterrupt', hpgid: 1115, requestId: true },
  ]);
});

test('the raw HTML holds no control, and only scripts with the nonce of the answer', async () => {
  const { client, monitor } = await start();
  const first = await openSignIn(client);
  const second = await postPassword(client, first, monitor.username, monitor.password);
  for (const page of [first, second]) {
    expect(page.body, page.url).not.toMatch(/<(input|button|form)\b|i0116|i0118|idSIButton9|SAOTCC/);
    const policy = String(page.headers['content-security-policy']);
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    expect(policy, page.url).not.toMatch(/script-src[^;]*unsafe-/);
    const scripts = page.body.match(/<script\b[^>]*>/g) ?? [];
    expect(scripts.length, page.url).toBeGreaterThan(2);
    for (const script of scripts) expect(script, page.url).toContain(`nonce="${nonce}"`);
  }
});

test('a fresh page says 50058; in awkward-config it holds values that mislead careless readers', async () => {
  const { client } = await start({ scenario: 'awkward-config' });
  const page = await openSignIn(client);
  const config = readConfig(page.body);
  expect(config['sErrorCode']).toBe('50058');
  const line = page.body.split('\n').find(text => text.startsWith('$Config=')) ?? '';
  expect(line.indexOf('};')).toBeLessThan(line.lastIndexOf('};'));
  // Programs that take the first line with braces take this one.
  expect(page.body.split('\n').find(text => /\{.*\}/.test(text))).toBe(line);
});

test('Next asks GetCredentialType: known, unknown, and without a sign-in under way', async () => {
  const { client, monitor } = await start();
  const config = readConfig((await openSignIn(client)).body);
  const ask = (username: string, flowToken?: unknown) =>
    client.postJson(String(config['urlGetCredentialType']), { username, flowToken });
  expect(await ask(monitor.username, config['sFT'])).toMatchObject({
    IfExistsResult: 0,
    Credentials: { PrefCredential: 1, HasPassword: true },
    FlowToken: expect.any(String),
  });
  expect(await ask(`nobody@contoso.onmicrosoft.com`, config['sFT'])).toMatchObject({ IfExistsResult: 1 });
  const bare = await ask(monitor.username);
  expect(bare).toMatchObject({ IfExistsResult: 0 });
  expect(bare).not.toHaveProperty('FlowToken');
});

test('with a session at Entra the browser returns at once, and after signing out it does not', async () => {
  const { client, monitor } = await start();
  const handover = await walkToHandover(client, monitor, { stay: true });
  await client.postForm(handover.action, handover.fields);
  expect(client.cookie('login.microsoftonline.com', 'ESTSAUTHPERSISTENT')).toBeDefined();

  const stolen = {
    entra: client.cookie('login.microsoftonline.com', 'ESTSAUTH') ?? '',
    portal: client.cookie('admin.microsoft.com', 'RootAuthToken') ?? '',
  };

  const silent = await openSignIn(client, 'admin.cloud.microsoft');
  expect(silent.body).toContain('name="hiddenform"');

  const out = await client.follow(await client.get('https://admin.microsoft.com/signout'));
  expect(out.status).toBe(200);
  expect((await client.get('https://admin.microsoft.com/admin/api/navigation')).status).toBe(401);
  expect(readConfig((await openSignIn(client)).body)['pgid']).toBe('ConvergedSignIn');

  // The sessions are over for everybody, not only forgotten by this browser.
  client.setCookie('login.microsoftonline.com', 'ESTSAUTH', stolen.entra);
  client.setCookie('admin.microsoft.com', 'RootAuthToken', stolen.portal);
  expect((await client.get('https://admin.microsoft.com/admin/api/navigation')).status).toBe(401);
  expect(readConfig((await openSignIn(client)).body)['pgid']).toBe('ConvergedSignIn');
});

test('signing out at Entra returns to the address in the request', async () => {
  const { client } = await start();
  const back = encodeURIComponent('https://admin.microsoft.com/bye');
  const out = await client.get(
    `https://login.microsoftonline.com/common/oauth2/v2.0/logout?post_logout_redirect_uri=${back}`,
  );
  expect(out.status).toBe(302);
  expect(out.headers['location']).toBe('https://admin.microsoft.com/bye');
});

test('twenty accounts with their own secrets sign in side by side', async () => {
  const { simulator } = await start({ accounts: numberedAccounts(20) });
  const crowd = simulator.accounts.filter(account => account.username.startsWith('load-'));
  expect(new Set(crowd.map(account => account.totp)).size).toBe(20);
  const handovers = await Promise.all(
    crowd.map(account => walkToHandover(new ProxyClient(simulator.proxy, simulator.ca), account)),
  );
  expect(new Set(handovers.map(handover => handover.fields['session_state'])).size).toBe(20);
});

test('the journal holds what arrived, and no secret', async () => {
  const { simulator, client, monitor } = await start();
  const code = codeOf(monitor);
  const handover = await walkToHandover(client, monitor);
  await client.follow(await client.postForm(handover.action, handover.fields));
  expect(simulator.journal.map(entry => entry.kind)).toEqual([
    'authorize',
    'password',
    'beginAuth',
    'code',
    'processAuth',
    'kmsi',
    'granted',
    'landing',
    'session',
  ]);
  const written = JSON.stringify(simulator.journal);
  for (const secret of [monitor.password, monitor.totp, code, handover.fields['code'] ?? '']) {
    expect(written).not.toContain(JSON.stringify(secret).slice(1, -1));
  }
});

test('stop() closes every connection and removes the authority', async () => {
  const { simulator, client } = await start();
  await client.get('https://admin.microsoft.com/');
  expect(existsSync(simulator.ca)).toBe(true);
  await simulator.stop();
  expect(existsSync(simulator.ca)).toBe(false);
  await expect(client.get('https://admin.microsoft.com/')).rejects.toThrow(/ECONNREFUSED/);
});

test('without a question about staying signed in the way is one page shorter', async () => {
  const { client, monitor } = await start({ scenario: 'kmsi-absent' });
  const first = await openSignIn(client);
  const second = await postPassword(client, first, monitor.username, monitor.password);
  const third = await processAuth(client, second, await tryCode(client, second, codeOf(monitor)));
  expect(third.body).toContain('name="hiddenform"');
});

/** How programs of other people find `$Config`, each of them seen to sign in at Microsoft. */
const simpleReaders: Readonly<Record<string, RegExp>> = {
  'to the first end of an object': /\$Config=(\{.*?\});/s,
  'to the last end in the line': /\$Config=(.*);/,
  'to the end of the script': /\/\/<!\[CDATA\[\n\$Config=(.*);\n\/\/\]\]><\/script>/,
  'without a semicolon': /\$Config=(\{[^;]+\});/,
};

test('$Config can be read by simple means, but not in awkward-config', async () => {
  const { client, monitor } = await start();
  const first = await openSignIn(client);
  const second = await postPassword(client, first, monitor.username, monitor.password);
  const third = await processAuth(client, second, await tryCode(client, second, codeOf(monitor)));
  const error = await client.get('https://login.microsoftonline.com/common/oauth2/v2.0/authorize');
  for (const page of [first, second, third, error])
    for (const [way, reader] of Object.entries(simpleReaders)) {
      const found = JSON.parse(reader.exec(page.body)?.[1] ?? 'null');
      expect(found, way).toEqual(readConfig(page.body));
    }
  await running?.stop();

  const awkward = await openSignIn((await start({ scenario: 'awkward-config' })).client);
  const found = simpleReaders['to the first end of an object']?.exec(awkward.body)?.[1] ?? '';
  expect(() => JSON.parse(found)).toThrow(SyntaxError);
  expect(simpleReaders['to the end of the script']?.exec(awkward.body)).toBeNull();
  expect(readConfig(awkward.body)['pgid']).toBe('ConvergedSignIn');
});
