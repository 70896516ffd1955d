import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { enginesTried } from '../../lib/sign-in/factors/factors.ts';
import { factorScenarios } from '../../simulator/scenarios/factors.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { Bench, watch } from './genkan.ts';
import { forbiddenByFile, search, searchLeft } from './leak-search.ts';

let bench: Bench;
let simulator: Simulator;
beforeEach(() => {
  bench = new Bench();
});
afterEach(async () => {
  await simulator.stop();
  bench.remove();
});

const names = Object.keys(factorScenarios);

/** What proves more than a password, where it is accepted. */
const used: Readonly<Record<string, string>> = {
  'passkey-first': 'passkey',
  'passkey-switch': 'passkey',
  'passkey-in-picker': 'passkey',
  'passkey-as-second-factor': 'passkey',
  'certificate-switch': 'certificate',
  'certificate-first': 'certificate',
  'access-pass': 'access_pass',
  'access-pass-not-held': 'totp',
  'passwordless-push-first': 'totp',
  'passkey-not-held': 'totp',
  'passkey-pending': 'totp',
  'passkey-pending-password': 'totp',
  'passkey-pending-back': 'totp',
  'passkey-pending-access-pass': 'access_pass',
  'passkey-pending-certificate': 'certificate',
  'passkey-second-not-held': 'totp',
};

const engines = Object.entries(enginesTried).flatMap(([engine, results]) =>
  results === 'works' ? engine : [],
);

/** A hardware token's codes are of another kind (facts 7.5). */
const token = {
  username: 'token@contoso.onmicrosoft.com',
  tokenKind: { algorithm: 'SHA256', digits: 8, period: 60 },
} as const;

/** Gives an account its certificate in the other form: the scenario beside it keeps the two PEM files. */
function holdPfx(id: string): void {
  const files = ['-in', bench.path(`${id}.crt`), '-inkey', bench.path(`${id}.key`)];
  execFileSync('openssl', [
    'pkcs12',
    '-export',
    ...files,
    '-out',
    bench.path('pfx'),
    '-passout',
    'pass:Zx-pfx',
  ]);
  bench.write('pfx64', readFileSync(bench.path('pfx')).toString('base64'));
  bench.env['PFX'] = 'Zx-pfx';
  const pem = `{ cert: file:${id}.crt, key: file:${id}.key }`;
  const config = readFileSync(bench.path('genkan.yaml'), 'utf8');
  expect(config).toContain(pem);
  bench.write('genkan.yaml', config.replace(pem, '{ pfx: file:pfx64, passphrase: env:PFX }'));
}

describe.each(engines)('on %s', engine => {
  test('every factor ends as its scenario says', async () => {
    simulator = await startSimulator({
      accounts: [
        ...names.map(name => ({ username: `${name}@contoso.onmicrosoft.com`, scenario: name })),
        token,
      ],
    });
    watch(bench, simulator, { engines: [engine], accounts: [...names, 'token'] });
    holdPfx('certificate-first');
    const { records, stderr } = await bench.records();
    const ended = records.map(({ account, cause, factor }) => ({
      account,
      cause,
      factor: cause ? undefined : factor,
    }));
    expect(ended).toEqual([
      ...names.map(name => ({ account: name, cause: factorScenarios[name]?.cause, factor: used[name] })),
      { account: 'token', cause: undefined, factor: 'totp' },
    ]);

    // The expiry that a certificate states is published.
    expect(readFileSync(bench.path('reports', 'genkan.prom'), 'utf8')).toMatch(
      /^genkan_credential_expiry_timestamp_seconds\{.*account="certificate-first".*credential="certificate"\} 1\d{9}$/m,
    );

    // None of what was shown is found in what is left behind, nor in what was said.
    const forbidden = forbiddenByFile(simulator, { records });
    expect(bench.files('reports').length).toBeGreaterThan(5);
    expect(searchLeft(bench, forbidden)).toEqual([]);
    expect(search(stderr + JSON.stringify(records), forbidden(''))).toEqual([]);
  });
});
