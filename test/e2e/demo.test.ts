import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Bench, type Ended } from './genkan.ts';

describe('genkan run, with nothing configured', () => {
  const bench = new Bench();
  let ended: Ended;
  beforeAll(async () => {
    ended = await bench.run('run');
  });
  afterAll(() => bench.remove());

  test('signs in to the demo tenant, says that it is simulated, and ends well', () => {
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout).toMatch(/^ SIMULATED/);
    expect(ended.stdout).toMatch(
      /✔ up +monitor +Microsoft 365 admin center +chromium +\d+\.\d s .* as expected$/m,
    );
    expect(ended.stdout).toMatch(/✘ down +expired-secret .* password_wrong +as expected$/m);
  });

  test('leaves history, metrics and the evidence of the failure, for the owner only, and names them', () => {
    const files = bench.files('reports');
    const failed = files.filter(file => /^evidence\/\d{4}-\d\d-\d\d\/\w+-\w+\//.test(file));
    expect(failed.map(file => file.replace(/.*\//, ''))).toEqual([
      '01-email.jpg',
      '02-password.jpg',
      '03-stop.jpg',
      'digest.json',
      'index.html',
      'manifest.json',
      'network.har',
      'page.html',
      'run.json',
    ]);
    expect(files.filter(file => !file.startsWith('evidence/'))).toEqual(['genkan.prom', 'history.sqlite']);
    const [screenshot = '', index = ''] = failed.filter(file => /-stop\.jpg|index/.test(file));
    expect(ended.stdout).toContain(`reports/${index}`);
    expect(ended.stdout).toContain(`reports/${screenshot}`);
    for (const named of ['reports/history.sqlite', 'reports/genkan.prom'])
      expect(ended.stdout).toContain(named);
    for (const file of files.filter(name => name !== 'genkan.prom')) {
      expect(statSync(bench.path('reports', file)).mode & 0o077, file).toBe(0);
    }
    expect(readFileSync(bench.path('reports', 'genkan.prom'), 'utf8')).toMatch(/^genkan_signin_up\{.*\} 1$/m);
  });

  test('leaves nothing in the temporary folder', () => {
    expect(bench.files('tmp')).toEqual([]);
  });

  test('logs JSON lines, each of which says which run it is about', () => {
    const lines = ended.stderr
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>)
      // Said once, where there is none: it is about the browser, not about a run.
      .filter(({ msg }) => !String(msg).startsWith('Chromium runs without its sandbox'));
    expect(lines).toHaveLength(2);
    for (const line of lines)
      expect(line).toMatchObject({ monitor: 'admin-center', runId: expect.any(String) });
  });

  test('is in the history, record by record, as the contract says', async () => {
    const records = await bench.history();
    expect(records.map(record => [record.account, record.verdict, record.cause])).toEqual(
      expect.arrayContaining([
        ['monitor', 'up', undefined],
        ['expired-secret', 'down', 'password_wrong'],
      ]),
    );
    const good = records.find(record => record.verdict === 'up');
    expect(good).toMatchObject({
      schemaVersion: 2,
      simulated: true,
      tenant: 'contoso',
      factor: 'totp',
      fresh: { cookiesAtStart: 0, storageAtStart: 0, credentialsTyped: true },
      screens: ['email', 'password', 'one_time_code', 'stay_signed_in'],
      evidence: [],
    });
    expect(good?.attempts[0]?.steps.map(step => step.name)).toEqual([
      'open',
      'username',
      'password',
      'mfa',
      'stay_signed_in',
      'land',
      'ready',
      'sign_out',
    ]);
    const bad = await bench.history('--down');
    expect(bad).toMatchObject([
      {
        verdict: 'down',
        cause: 'password_wrong',
        fault: 'account',
        page: {
          pageId: 'ConvergedSignIn',
          errorCode: '50126',
          correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        },
        evidence: expect.arrayContaining([expect.objectContaining({ kind: 'screenshot' })]) as unknown,
      },
    ]);
  });

  test('doctor finds it healthy', async () => {
    const { code, stdout } = await bench.run('doctor');
    expect(stdout).toContain('clock          agrees with login.microsoftonline.com');
    expect(code, stdout).toBe(0);
  });
});

test('simulate says in its first line how to reach it, and ends on SIGTERM', async () => {
  const bench = new Bench();
  const { child, ended } = bench.start('simulate');
  if (child.stdout === null) throw new Error('no output');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { proxy, ca, accounts } = JSON.parse(line) as Record<string, unknown>;
  expect(proxy).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(readFileSync(String(ca), 'utf8')).toMatch(/^-----BEGIN CERTIFICATE-----/);
  expect(accounts).toContainEqual(
    expect.objectContaining({
      username: 'monitor@contoso.onmicrosoft.com',
      password: expect.any(String),
      totp: expect.stringMatching(/^[A-Z2-7]+$/),
      announced: { verdict: 'up' },
    }),
  );
  child.kill('SIGTERM');
  expect((await ended).code).toBe(0);
  expect(bench.files('tmp')).toEqual([]);
  bench.remove();
});
