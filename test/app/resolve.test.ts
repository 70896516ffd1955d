import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadMonitors } from '../../lib/app/monitors.ts';
import { type ResolveOptions, resolve } from '../../lib/app/resolve.ts';
import { describeConfiguration } from '../../lib/config/describe.ts';
import { configurationInMemory, parseConfiguration } from '../../lib/config/load.ts';
import { formatProblem, InputError } from '../../lib/platform/problem.ts';
import { Redactor } from '../../lib/platform/redaction.ts';

const monitors = await loadMonitors();
const monitorIds = [...monitors.keys()];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'genkan-resolve-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (text: string) =>
  parseConfiguration(text, join(folder, 'genkan.yaml'), { monitorIds, hostname: 'host-1' });

const resolved = (text: string, options: Partial<ResolveOptions> = {}) =>
  resolve(read(text), monitors, {
    purpose: 'serve',
    env: {},
    headless: true,
    redactor: new Redactor(),
    reports: join(folder, 'reports'),
    ...options,
  });

async function problemsOf(...args: Parameters<typeof resolved>): Promise<string[]> {
  try {
    await resolved(...args);
  } catch (error) {
    if (error instanceof InputError)
      return error.problems.map(({ where, key }) => `${where.replace(folder, '')} ${key ?? ''}`);
    throw error;
  }
  return [];
}

const account = (more: string) => `{ username: m@contoso.onmicrosoft.com, tenant: t, ${more} }`;

test('all problems with secrets, browser, monitors and command line are reported at once', async () => {
  const text = `browser: { engines: [webkit], executablePath: nowhere, proxy: env:PROXY }
accounts:
  one: ${account('password: env:ABSENT')}
  two: ${account('password: env:P, totp: env:PROXY, cloud: china')}
monitors: { admin-center: { accounts: [one, two] }, exchange: { accounts: [two] } }
serve: { token: env:PASSWORD }
`;
  const env = { PROXY: 'ftp://proxy', P: 'x', PASSWORD: 'short' };
  expect(await problemsOf(text, { env, listen: 'nowhere' })).toEqual([
    '/genkan.yaml:3:68 accounts.one.password',
    '/genkan.yaml:4:81 accounts.two.totp',
    '/genkan.yaml browser.engines',
    '/genkan.yaml:1:63 browser.proxy',
    '/genkan.yaml:6:17 serve.token',
    '/genkan.yaml monitors.exchange.accounts',
    '--listen ',
  ]);
});

test('a token that cannot be read is not reported as one that is not set', async () => {
  const text = `accounts: { one: ${account('password: env:P')} }
monitors: { admin-center: { accounts: [one] } }
serve: { token: env:ABSENT }
`;
  const listen = '0.0.0.0:9464';
  expect(await problemsOf(text, { purpose: 'show', listen })).toEqual(['/genkan.yaml:3:17 serve.token']);
  expect(await problemsOf(text.replace(/serve.*/, ''), { purpose: 'show', listen })).toEqual(['--listen ']);
});

test('an address to listen on that changes while Genkan runs is reported with everything else', async () => {
  const text = `accounts: { one: ${account('password: env:P')} }
monitors: { admin-center: { accounts: [one] } }
serve: { listen: "127.0.0.1:9465", token: env:ABSENT }
`;
  const options = (port: number) => ({ purpose: 'show', listening: { host: '127.0.0.1', port } }) as const;
  expect(await problemsOf(text, options(9464))).toEqual([
    '/genkan.yaml:3:43 serve.token',
    '/genkan.yaml: serve.listen ',
  ]);
  expect(await problemsOf(text, options(9465))).toEqual(['/genkan.yaml:3:43 serve.token']);
});

test('a command that only shows results fetches the token only, and no account can sign in', async () => {
  const text = `browser: { engines: [webkit], executablePath: nowhere, proxy: "exec:touch fetched" }
accounts: { one: ${account('password: "exec:touch fetched"')} }
monitors: { admin-center: { accounts: [one] } }
serve: { token: env:TOKEN }
`;
  const env = { TOKEN: 'a-token-that-nobody-guesses' };
  const config = await resolved(text, { purpose: 'show', env });
  expect(existsSync(join(folder, 'fetched'))).toBe(false);
  expect(config.secretCount).toBe(1);
  expect(config.serve.token?.reveal()).toBe(env.TOKEN);
  expect(config.plannedMonitors[0]?.accounts).toMatchObject([{ id: 'one', lacksSecret: true }]);
});

test('secrets are known to the redactor also when another one cannot be read, and those that are read again', async () => {
  const text = `accounts: { one: ${account('password: env:P, totp: env:T')} }
monitors: { admin-center: { accounts: [one] } }
`;
  const redactor = new Redactor();
  const known = { P: 'the first password', T: undefined };
  await expect(resolved(text, { redactor, env: known })).rejects.toThrow('T is not set');
  expect(redactor.text('it was the first password')).toBe('it was [redacted]');
  const env = { P: 'the first password', T: 'otpauth://totp/x?secret=gezdgnbvgy3tqojq' };
  const config = await resolved(text, { redactor, env });
  expect(redactor.text('GEZDGNBVGY3TQOJQ')).toBe('[redacted]');
  env.P = 'another password';
  expect((await config.renew('one'))?.password?.reveal()).toBe('another password');
  expect(redactor.text('it is another password')).toBe('it is [redacted]');
});

test('a configuration in memory is checked and resolved as a file is', async () => {
  const text = `location: here
accounts: { one: ${account('password: env:P')} }
monitors: { admin-center: { accounts: [one] } }
`;
  const origin = { file: 'memory', folder, hostname: 'host-1', where: () => 'memory', monitorIds };
  const data = {
    location: 'here',
    accounts: { one: { username: 'm@contoso.onmicrosoft.com', tenant: 't', password: 'env:P' } },
    monitors: { 'admin-center': { accounts: ['one'] } },
  };
  const configuration = configurationInMemory(data, origin);
  expect(describeConfiguration(configuration)).toBe(describeConfiguration(read(text)));
  const error = (() => {
    try {
      return configurationInMemory(
        { ...data, accounts: { one: { tenant: 't', password: 'hunter2' } } },
        origin,
      );
    } catch (thrown) {
      return thrown as InputError;
    }
  })();
  expect(error).toBeInstanceOf(InputError);
  const problems = error instanceof InputError ? error.problems.map(formatProblem).join('\n') : '';
  expect(problems).toMatch(/^memory: accounts\.one\.username: is missing/m);
  expect(problems).toMatch(/^memory: accounts\.one\.password: is not a reference/m);
  expect(problems).not.toContain('hunter2');
});
