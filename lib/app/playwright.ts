import process from 'node:process';
import { openApp } from '../app.ts';
import { withTexts } from '../domain/describe-run.ts';
import type { Engine } from '../domain/engine.ts';
import { isSignedIn, type RunRecord } from '../domain/run-record.ts';
import { mostOwnMs } from '../platform/own-time.ts';
import { Redactor } from '../platform/redaction.ts';
import type { Selection } from '../runner/plan.ts';
import { configurationOf } from './configuration.ts';
import type { Invocation } from './invocation.ts';

/** What Playwright Test has to list: no secret is needed for that, and none is fetched. */
export interface TestPlan {
  readonly engines: readonly Engine[];
  /** The longest that a run may take, in ms. */
  readonly timeoutMs: number;
  readonly runs: ReadonlyArray<{ readonly monitor: string; readonly account: string }>;
}

/** A run keeps its own deadline; Playwright's is only for when that fails, and must not cut into a sign-in. */
export const patienceMs = (timeoutMs: number): number => timeoutMs + mostOwnMs + 60_000;

/** One test for each monitor and account of the configuration, or of the demo. */
export async function planTests(): Promise<TestPlan> {
  // Otherwise Playwright writes the field values of a failed test's page into a file.
  process.env['PLAYWRIGHT_NO_COPY_PROMPT'] = '1';
  const configuration = await configurationOf({ configFile: process.env['GENKAN_CONFIG'] });
  if (configuration !== undefined) {
    const { browser, monitors } = configuration;
    return {
      engines: browser.engines,
      timeoutMs: Math.max(...monitors.map(({ timeoutMs }) => timeoutMs)),
      runs: monitors.flatMap(({ id, accounts }) => accounts.map(account => ({ monitor: id, account }))),
    };
  }
  const app = await openApp(invocation(true));
  await app.close();
  const { config } = app;
  return {
    engines: config.engines,
    timeoutMs: Math.max(...config.plannedMonitors.map(planned => planned.timeoutMs)),
    runs: config.plannedMonitors.flatMap(({ monitor, accounts }) =>
      accounts.map(({ id }) => ({ monitor: monitor.id, account: id })),
    ),
  };
}

export interface TestedRun {
  readonly record: RunRecord;
  /** Inside, or, in the demo, ended as announced. */
  readonly isGood: boolean;
}

/** One run the way `genkan run` does it, with the same record in the same history. */
export async function runTest(
  { account, monitor, engine }: Readonly<Record<keyof Selection, string>>,
  headless: boolean,
): Promise<TestedRun> {
  const app = await openApp(invocation(headless));
  try {
    const { records } = await app.run({ account: [account], monitor: [monitor], engine: [engine] });
    const [record] = records;
    if (record === undefined) throw new Error(`nothing to run for ${account}, ${monitor}, ${engine}`);
    return {
      record: withTexts(record, app.config.language),
      isGood: isSignedIn(record.verdict) || app.config.isAnnounced?.(record) === true,
    };
  } finally {
    await app.close();
  }
}

/** Ended by Playwright Test itself, which kills its workers. */
const never = new AbortController().signal;

function invocation(headless: boolean): Invocation {
  return {
    env: process.env,
    configFile: process.env['GENKAN_CONFIG'],
    reports: 'reports',
    headless,
    stop: never,
    stderr: process.stderr,
    redactor: new Redactor(),
    colour: false,
  };
}
