import { afterEach, beforeEach, expect, test } from 'vitest';
import { scenarios } from '../../simulator/scenarios.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { Bench, watch } from './genkan.ts';

let bench: Bench;
let simulator: Simulator;
beforeEach(async () => {
  bench = new Bench();
  simulator = await startSimulator({
    accounts: [{ username: 'federated@contoso.onmicrosoft.com', federation: 'adfs' }],
  });
});
afterEach(async () => {
  await simulator.stop();
  bench.remove();
});

test('an identity provider that is not in the configuration gets nothing, and the report says what to add', async () => {
  watch(bench, simulator, { trustsNobody: true });
  const { code, stdout } = await bench.run('run', '--account', 'federated');
  expect(code).toBe(3);
  expect(stdout).toContain('origin_untrusted');
  expect(stdout).toContain('add `federation: https://sts.contoso.example` to the account');
  expect(simulator.journal.filter(({ kind }) => kind === 'password')).toEqual([]);

  const [record] = await bench.history();
  expect(record).toMatchObject({
    verdict: 'unknown',
    cause: 'origin_untrusted',
    screens: ['email', 'adfs'],
    fresh: { credentialsTyped: false },
  });
});

test('the one that is gets the password, once; its time is a step of its own', async () => {
  watch(bench, simulator);
  const { records } = await bench.records('--account', 'federated');
  expect(records).toMatchObject([{ verdict: 'up', fresh: { credentialsTyped: true } }]);
  expect(records[0]?.attempts[0]?.steps.map(({ name }) => name)).toContain('federated');
  expect(records[0]?.attempts[0]?.steps.map(({ name }) => name)).not.toContain('password');
  expect(simulator.journal.filter(({ kind }) => kind === 'password')).toMatchObject([
    { ok: true, detail: 'sts.contoso.example' },
  ]);
});

test.each(['adfs-own-factor', 'federated-own-factor', 'assertion-forgotten', 'federated-empties-always'])(
  '%s: the password reaches nobody twice, and no field of a second factor',
  async scenario => {
    await simulator.stop();
    simulator = await startSimulator({
      accounts: [{ username: 'federated@contoso.onmicrosoft.com', scenario }],
    });
    watch(bench, simulator, { accounts: ['federated'] });
    const { records } = await bench.records();
    expect(records).toMatchObject([{ cause: scenarios[scenario]?.cause }]);
    const passwords = simulator.journal.filter(({ kind }) => kind === 'password');
    expect(passwords).toHaveLength(scenario === 'federated-empties-always' ? 0 : 1);
    expect(passwords.filter(({ ok }) => !ok)).toEqual([]);
  },
);
