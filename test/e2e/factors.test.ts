import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { enginesTried } from '../../lib/sign-in/factors/factor.ts';
import { factorScenarios } from '../../simulator/factor-scenarios.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { Bench, watch } from './genkan.ts';
import { forbiddenFor, search } from './leak-search.ts';

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
};

const engines = Object.entries(enginesTried).flatMap(([engine, told]) => (told === 'works' ? engine : []));

describe.each(engines)('on %s', engine => {
  test('every factor ends as its scenario says', async () => {
    simulator = await startSimulator({
      accounts: names.map(name => ({ username: `${name}@contoso.onmicrosoft.com`, scenario: name })),
    });
    watch(bench, simulator, { engines: [engine], accounts: names });
    const { records, stderr } = await bench.records();
    const ended = records.map(({ account, cause, factor }) => ({
      account,
      cause,
      factor: cause ? undefined : factor,
    }));
    expect(ended).toEqual(
      names.map(name => ({ account: name, cause: factorScenarios[name]?.cause, factor: used[name] })),
    );

    // What a certificate says of itself is told.
    expect(readFileSync(bench.path('reports', 'genkan.prom'), 'utf8')).toMatch(
      /^genkan_credential_expiry_timestamp_seconds\{.*account="certificate-first".*credential="certificate"\} 1\d{9}$/m,
    );

    // None of what was shown is found in what is left behind, nor in what was said.
    const forbidden = forbiddenFor(simulator.accounts);
    const left = bench.files('reports').map(file => readFileSync(bench.path('reports', file), 'latin1'));
    expect(left.length).toBeGreaterThan(5);
    expect(search([...left, stderr, JSON.stringify(records)].join('\n'), forbidden)).toEqual([]);
  }, 400_000);
});
