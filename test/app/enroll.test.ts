import { readFileSync, statSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { Secret as OtpSecret, TOTP } from 'otpauth';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { enrollPasskey } from '../../lib/app/enroll.ts';
import type { Invocation } from '../../lib/app/invocation.ts';
import { Redactor } from '../../lib/platform/redaction.ts';
import { openBrowser } from '../../lib/runner/browser.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { Bench } from '../e2e/genkan.ts';

let bench: Bench;
let simulator: Simulator;
beforeEach(async () => {
  bench = new Bench();
  simulator = await startSimulator({
    accounts: [{ username: 'keyed@contoso.onmicrosoft.com', firstFactors: ['password', 'passkey'] }],
  });
  bench.write(
    'genkan.yaml',
    `browser: { engines: [chromium, firefox], proxy: ${simulator.proxy}, trust: ${simulator.ca} }
accounts:
  keyed: { username: keyed@contoso.onmicrosoft.com, tenant: contoso, passkey: file:secrets/keyed }
  elsewhere: { username: keyed@contoso.onmicrosoft.com, tenant: contoso, passkey: env:KEY }
  none: { username: keyed@contoso.onmicrosoft.com, tenant: contoso, password: env:PW }
monitors:
  admin-center: { accounts: [keyed] }
`,
  );
});
afterEach(async () => {
  await simulator.stop();
  bench.remove();
});

const invocation = (): Invocation => ({
  env: { PATH: process.env['PATH'] },
  configFile: bench.path('genkan.yaml'),
  reports: bench.path('reports'),
  headless: false,
  stop: new AbortController().signal,
  stderr: process.stderr,
  redactor: new Redactor(),
  colour: false,
});

/**
 * Enrolls while a person acts as given, in the first engine that could show a window; headless, since nobody looks.
 * It fails with the error of what the person could not do.
 */
function enroll(person: (page: Page) => Promise<void>, replace = false) {
  const lines: string[] = [];
  let acted: Promise<void> | undefined;
  const act = async (page: Page): Promise<void> => {
    try {
      await person(page);
    } finally {
      await page.close();
    }
  };
  const done = enrollPasskey(
    invocation(),
    { account: 'keyed', replace },
    line => lines.push(line),
    async settings => {
      const browser = await openBrowser({ ...settings, headless: true });
      return {
        ...browser,
        newContext: async () => {
          const context = await browser.newContext();
          context.on('page', page => {
            acted = act(page);
            acted.catch(() => undefined);
          });
          return context;
        },
      };
    },
  );
  return { done: done.then(file => acted?.then(() => file)), lines };
}

async function signIn(page: Page): Promise<void> {
  const account = simulator.accounts.find(({ username }) => username.startsWith('keyed@'));
  if (account === undefined) throw new Error('no account');
  await page.fill('#i0116', account.username);
  await page.click('#idSIButton9');
  await page.locator('#idA_PWD_ForgotPassword').waitFor();
  await page.fill('#i0118', account.password);
  await page.click('#idSIButton9');
  const code = new TOTP({ secret: OtpSecret.fromBase32(account.totp) }).generate();
  await page.fill('#idTxtBx_SAOTCC_OTC', code);
  await page.click('#idSubmit_SAOTCC_Continue');
  await page.locator('#KmsiCheckboxField').waitFor();
  await page.click('#idBtn_Back');
  await page.locator('#add-passkey').waitFor();
}

const onlyLook = (page: Page): Promise<void> => page.locator('#i0116').waitFor();

async function register(page: Page): Promise<void> {
  await signIn(page);
  await page.click('#add-passkey');
  // The account has one from the start; this is the second.
  await page.locator('[data-method="passkey"]').nth(1).waitFor();
}

test('what a person registers once is what the monitor then signs in with', async () => {
  const { done, lines } = enroll(register);
  const file = bench.path('secrets', 'keyed');
  expect(await done).toBe(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(bench.files('secrets')).toEqual(['keyed']);
  expect(lines.join('\n')).toMatch(/attestation is not enforced/);
  const { privateKey } = JSON.parse(readFileSync(file, 'utf8')) as { privateKey: string };
  expect(lines.join('\n')).not.toContain(privateKey);

  const whole = readFileSync(bench.path('genkan.yaml'), 'utf8');
  bench.write('genkan.yaml', whole.replace(/^ {2}(elsewhere|none):.*\n/gm, ''));
  const { records } = await bench.records('--account', 'keyed');
  expect(records).toMatchObject([
    { engine: 'chromium', verdict: 'up', factor: 'passkey' },
    { engine: 'firefox', verdict: 'up', factor: 'passkey' },
  ]);

  // An existing passkey stays, unless it is to be replaced.
  await expect(enroll(register).done).rejects.toThrow(/is there already/);
  const before = readFileSync(file, 'utf8');
  expect(await enroll(onlyLook, true).done).toBeUndefined();
  expect(readFileSync(file, 'utf8')).toBe(before);
});

test('a window that is closed before leaves nothing behind', async () => {
  expect(await enroll(signIn).done).toBeUndefined();
  expect(simulator.journal.some(({ kind }) => kind === 'registered')).toBe(false);
  expect(() => statSync(bench.path('secrets'))).toThrow(/ENOENT/);
});

test.each([
  ['elsewhere', /accounts\.elsewhere\.passkey: is not a file/],
  ['none', /accounts\.none\.passkey: is missing/],
  ['nobody', /--account: the configuration has no "nobody"/],
])('the command line refuses %s', async (account, why) => {
  const { code, stderr, stdout } = await bench.run('enroll', 'passkey', '--account', account);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(why);
});
