import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunRecord } from '../../lib/domain/run-record.ts';
import { numberedAccounts } from '../../simulator/accounts.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/simulator.ts';
import { Bench, watch } from './genkan.ts';

let bench: Bench;
let simulator: Simulator;
beforeEach(() => {
  bench = new Bench();
});
afterEach(async () => {
  await simulator.stop();
  bench.remove();
});

async function simulate(options: SimulatorOptions): Promise<void> {
  simulator = await startSimulator(options);
}

describe.each(['chromium', 'firefox'])('on %s', engine => {
  test('one account gets in, one is down; the exit code shows it', async () => {
    await simulate({});
    watch(bench, simulator, { engines: [engine] });
    const both = await bench.records();
    expect(both.records.map(record => [record.account, record.verdict, record.cause])).toEqual([
      ['monitor', 'up', undefined],
      ['expired-secret', 'down', 'password_wrong'],
    ]);
    expect(both.code).toBe(1);
    expect(both.records[0]).toMatchObject({
      engine,
      location: 'bench',
      simulated: false,
      browserVersion: expect.stringMatching(/^\d+\.\d/) as string,
    });
    // Never tried twice: one password from each account reached Microsoft.
    expect(simulator.journal.filter(({ kind }) => kind === 'password')).toHaveLength(2);
  });

  test('twenty runs in a row: all up, each in a clean context, nothing left behind', async () => {
    await simulate({ accounts: numberedAccounts(20, 'row') });
    watch(bench, simulator, { engines: [engine] });
    const { records, code } = await bench.records();
    const row = records.filter(record => record.account.startsWith('row-'));
    expect(row).toHaveLength(20);
    expect(row.filter(record => record.verdict !== 'up')).toEqual([]);
    const clean = {
      cookiesAtStart: 0,
      storageAtStart: 0,
      credentialsTyped: true,
      accountProvenBy: 'account_menu',
    };
    expect(row.map(({ account, fresh }) => ({ account, fresh }))).toEqual(
      row.map(({ account }) => ({ account, fresh: clean })),
    );
    expect(code).toBe(1); // the one whose secret is out of date
    expect(bench.processes()).toEqual([]);
    expect(bench.files('tmp')).toEqual([]);
  });
});

describe('language', () => {
  const sameInAll = (record: RunRecord | undefined) => ({
    screens: record?.screens,
    steps: record?.attempts[0]?.steps.map(({ name }) => name),
    verdict: record?.verdict,
    cause: record?.cause,
    page: { ...record?.page, correlationId: '', requestId: '', timestamp: '' },
  });

  test('of the pages changes nothing in a record', async () => {
    await simulate({ accounts: ['en', 'ja', 'de'].flatMap(name => numberedAccounts(1, name)) });
    watch(bench, simulator);
    const seen = new Set<string>();
    for (const language of ['en', 'ja', 'de'] as const) {
      simulator.setLanguage(language);
      watch(bench, simulator, { accounts: [`${language}-01`, 'expired-secret'] });
      const { records } = await bench.records();
      expect(records, language).toHaveLength(2);
      for (const record of records)
        seen.add(JSON.stringify({ good: record.account !== 'expired-secret', ...sameInAll(record) }));
      await bench.run('resume', 'expired-secret'); // its wrong password would not be sent again
    }
    expect([...seen].map(text => JSON.parse(text) as object)).toMatchObject([
      { good: true, verdict: 'up' },
      { good: false, cause: 'password_wrong' },
    ]);
  });

  test('of the reader is that of the texts', async () => {
    await simulate({});
    watch(bench, simulator, { language: 'ja', locale: 'ja-JP' });
    const { stdout } = await bench.run('run', '--account', 'expired-secret');
    expect(stdout).toMatch(/異常.*Microsoft 365 管理センター.*password_wrong/);
    expect(stdout).toContain('原因の所在: アカウント');
    expect(stdout).not.toContain('on the side of');
  });
});
