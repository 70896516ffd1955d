import { mkdirSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { History } from '../../lib/history/history.ts';
import { numberedAccounts } from '../../simulator/accounts.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { freePort } from '../deploy/programs.ts';
import { Bench, watch } from './genkan.ts';

// A history that takes nothing more, as on a disk that is full.

let bench: Bench;
let simulator: Simulator;
beforeEach(async () => {
  bench = new Bench();
  simulator = await startSimulator({ accounts: numberedAccounts(1).map(each => ({ ...each, proofs: [] })) });
});
afterEach(async () => {
  await simulator.stop();
  bench.remove();
});

/** From now on nothing is taken into these tables. */
function fill(...tables: string[]): void {
  History.open(bench.path('reports')).close(); // makes the file
  const db = new DatabaseSync(bench.path('reports', 'history.sqlite'));
  for (const table of tables)
    db.exec(
      `CREATE TRIGGER full_${table} BEFORE INSERT ON ${table} BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END`,
    );
  db.close();
}

test('a round that cannot begin removes what may go all the same: the next one can', async () => {
  watch(bench, simulator, { accounts: ['load-01'] });
  fill('runs', 'credentials');
  mkdirSync(bench.path('reports', 'evidence', '2020-01-01', 'old'), { recursive: true });
  bench.write('reports/evidence/2020-01-01/old/01-email.jpg', 'a picture');
  const { code, stderr } = await bench.run('run');
  expect(code).toBe(3);
  expect(stderr).toContain('database or disk is full');
  expect(bench.files('reports', 'evidence')).toEqual([]);
});

test('what cannot be counted, and when credentials end, keep nobody from the result', async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  watch(bench, simulator, { accounts: ['load-01'], more: `sinks: [{ type: pushgateway, url: "${url}" }]` });
  fill('credentials', 'tallies');
  const { code, records, stderr } = await bench.records();
  expect(records).toMatchObject([{ verdict: 'up' }]);
  expect(code).toBe(0);
  expect(stderr).toContain('when credentials end could not be written to the history');
  expect(stderr).toMatch(/ECONNREFUSED.*"msg":"a sink failed"/);
});
