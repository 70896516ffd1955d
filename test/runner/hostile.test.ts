import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { artifactFile, type RunRecord } from '../../lib/domain/run-record.ts';
import { History } from '../../lib/history/history.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { Browsers } from '../../lib/runner/browsers.ts';
import adminCenter from '../../monitors/admin-center.monitor.ts';
import { type ClientAccount, type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { performRuns, runContextIn } from '../run-context.ts';
import { aRecord } from '../run-records.ts';
import { type HostilePage, hostilePages } from './hostile-pages.ts';

// Each hostile page is met by an account of its own, and while it does its worst, another account signs in beside it in
// the same browser: it has to end as it does alone.

/** What the account beside it meets: a sign-in that gets in, and one that fails and leaves evidence. */
const days = ['ordinary', 'account-disabled'] as const;
/** So many pairs at once. */
const atOnce = 3;

const firefoxToo = new Set([
  'replaces every built-in',
  'names its elements like properties',
  'loops at once',
  'writes itself anew without end',
  'floods the console',
]);

interface Met {
  readonly hostile: RunRecord;
  readonly beside: RunRecord;
  readonly alone: RunRecord;
}

let simulator: Simulator;
let reports: string;
let history: History;
const reached = new Map<HostilePage, PromiseWithResolvers<void>>();

/** What a busy machine adds does not count: a real finding is there every time. */
const tries = [1, 2, 3] as const;
type Try = (typeof tries)[number];

const nameOf = (engine: string, page: HostilePage, n: Try) =>
  `hostile-${hostilePages.indexOf(page)}-${engine}-${n}`;
const besideOf = (engine: string, page: HostilePage, n: Try) =>
  `beside-${hostilePages.indexOf(page)}-${engine}-${n}`;
const dayOf = (page: HostilePage) => days[hostilePages.indexOf(page) % days.length] ?? 'ordinary';

const hanging = hostilePages.find(({ name }) => name === 'loops at once') as HostilePage;

const impostorOf = (page: HostilePage) => (request: Request) => {
  reached.get(page)?.resolve();
  return page.answer(request);
};

beforeAll(async () => {
  const username = (name: string) => `${name}@contoso.onmicrosoft.com`;
  const engines = ['chromium', 'firefox'];
  simulator = await startSimulator({
    accounts: [
      { username: username('hanging'), impostor: impostorOf(hanging) },
      { username: username('waiting'), scenario: 'page-hangs' },
      ...engines.flatMap(engine => [
        ...days.map(day => ({ username: username(`alone-${day}-${engine}`), scenario: day, proofs: [] })),
        ...hostilePages.flatMap(page =>
          tries.flatMap(n => [
            { username: username(nameOf(engine, page, n)), impostor: impostorOf(page) },
            { username: username(besideOf(engine, page, n)), scenario: dayOf(page), proofs: [] },
          ]),
        ),
      ]),
    ],
  });
  reports = mkdtempSync(join(tmpdir(), 'genkan-test-'));
  history = History.open(reports);
});
afterAll(async () => {
  await history.close();
  await simulator.stop();
  rmSync(reports, { recursive: true });
});

const browsersOf = () =>
  new Browsers(engine => ({
    engine,
    headless: true,
    proxy: new Secret(simulator.proxy),
    trust: simulator.ca,
    locale: 'en-US',
    env: process.env,
  }));

let runs = 0;
async function perform(
  name: string,
  engine: 'chromium' | 'firefox',
  browsers: Browsers,
  timeoutMs: number,
): Promise<RunRecord> {
  const found = simulator.accounts.find(({ username }) => username.startsWith(`${name}@`));
  const { username, password, totp } = found as ClientAccount;
  runs += 1;
  const id = `20261123T054512${String(runs).padStart(3, '0')}-7k3q9x2m`;
  const { schemaVersion, monitor, tenant, cloud, location, simulated, genkanVersion } = aRecord();
  const scheduledAt = new Date().toISOString();
  const run = {
    due: {
      schemaVersion,
      runId: id,
      roundId: id,
      monitor,
      account: name,
      tenant,
      cloud,
      location,
      simulated,
      engine,
      genkanVersion,
      scheduledAt,
    },
    monitor: adminCenter,
    startUrl: 'https://admin.microsoft.com/',
    account: {
      id: name,
      username,
      tenant,
      cloud,
      password: new Secret(password),
      totp: new Secret(totp),
    },
    otherEngines: [],
    timeoutMs,
    slowMs: 600_000,
  };
  const way = { proxy: new Secret(simulator.proxy) };
  const [record] = await performRuns([run], runContextIn(reports, history, { browsers, way }));
  return record as RunRecord;
}

/** Plays each page, and beside it the other account from when the page is there. */
async function play(
  pages: readonly HostilePage[],
  engine: 'chromium' | 'firefox',
): Promise<Map<string, Met>> {
  const alone = new Map<string, RunRecord>();
  for (const day of days) {
    const browsers = browsersOf();
    alone.set(day, await perform(`alone-${day}-${engine}`, engine, browsers, 240_000));
    await browsers.close();
  }
  const met = new Map<string, Met>();
  const waiting = [...pages];
  const work = async () => {
    for (let page = waiting.shift(); page !== undefined; page = waiting.shift()) {
      for (const n of tries) {
        const pair = { ...(await playPair(page, engine, n)), alone: alone.get(dayOf(page)) as RunRecord };
        met.set(page.name, pair);
        if (isDeepStrictEqual(essence(pair.beside), essence(pair.alone))) break;
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return met;
}

async function playPair(
  page: HostilePage,
  engine: 'chromium' | 'firefox',
  n: Try,
): Promise<Omit<Met, 'alone'>> {
  const there = Promise.withResolvers<void>();
  reached.set(page, there);
  const browsers = browsersOf();
  try {
    const hostile = perform(nameOf(engine, page, n), engine, browsers, 20_000);
    await Promise.race([there.promise, hostile]);
    const beside = await perform(besideOf(engine, page, n), engine, browsers, 240_000);
    return { hostile: await hostile, beside };
  } finally {
    await browsers.close();
  }
}

/** What must be the same wherever an account signs in. */
const essence = ({ verdict, cause, screens, evidence }: RunRecord) => ({
  verdict,
  cause,
  screens,
  evidence: evidence.map(artifact => artifactFile(artifact).replace(/^\d+-/, '')).toSorted(),
});

describe.each(['chromium', 'firefox'] as const)('on %s', engine => {
  const pages = hostilePages.filter(({ name }) => engine === 'chromium' || firefoxToo.has(name));
  let met: Map<string, Met>;
  beforeAll(async () => {
    met = await play(pages, engine);
  }, 1_800_000);

  test.each(pages)('a page that $name leaves the account beside it alone', ({ name, causes }) => {
    const { hostile, beside, alone } = met.get(name) ?? {};
    expect(hostile?.cause).toBeOneOf([...causes]);
    expect(beside && essence(beside)).toEqual(alone && essence(alone));
  });
});

test('a page that hangs does not mean that the browser hangs: another account that waits for Microsoft keeps its verdict', async () => {
  const browsers = browsersOf();
  const there = Promise.withResolvers<void>();
  reached.set(hanging, there);
  const hung = perform('hanging', 'chromium', browsers, 20_000);
  await Promise.race([there.promise, hung]);
  const waiting = await perform('waiting', 'chromium', browsers, 45_000);
  expect(waiting).toMatchObject({ verdict: 'down', cause: 'sign_in_service_error' });
  expect(await hung).toMatchObject({ verdict: 'unknown', cause: 'browser_crashed' });
  await browsers.close();
});
