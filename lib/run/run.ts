import type { BrowserContext, Page } from '@playwright/test';
import { isoTime } from '../core/clock.ts';
import { type Artifact, isInside, type RunRecord } from '../core/run-record.ts';
import type { Secret } from '../core/secret.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import { keepArtifact } from '../evidence/keep.ts';
import { maskedScreenshot } from '../evidence/screenshot.ts';
import { type SignInResult, signIn } from '../sign-in/sign-in.ts';
import { signOut } from '../sign-in/sign-out.ts';
import type { OpenBrowser } from './browser.ts';
import type { DueRun, House } from './house.ts';
import { nextUnusedCode } from './one-time-codes.ts';
import { concludeRun, type Ended } from './record.ts';

/** The sign-in keeps its own deadline; this much later we stop believing that it, or its browser, still can. */
const hangMs = 5_000;
/** A context of a browser that hangs does not close; the browser is ended later anyway. */
const closeMs = 5_000;

/** One run, from a clean context to its record. Never throws: whatever happens is what the record tells. */
export async function performRun(run: DueRun, browser: OpenBrowser, house: House): Promise<RunRecord> {
  const { clock, redactor, stop } = house;
  const startedAt = isoTime(clock.now());
  const opened = await openPage(browser).catch((error: unknown) => warn(house, run, error));
  if (opened === undefined) {
    return conclude(run, house, { startedAt, browserVersion: browser.version, cause: 'browser_crashed' });
  }
  const { context, page, fresh } = opened;
  const close = () => void context.close().catch(() => undefined);
  stop.addEventListener('abort', close, { once: true });
  try {
    const result = await signInOnce(run, page, house);
    const cause = result === undefined ? 'deadline_exceeded' : diagnose(result.observation);
    const out = result?.observation.ending === 'inside' ? await signOut(page, run.account, clock) : undefined;
    const evidence = cause === undefined || stop.aborted ? [] : await keepScreenshot(run, page, house);
    const steps = result?.steps ?? [];
    const durationMs = steps.reduce((sum, step) => sum + step.durationMs, 0);
    return conclude(run, house, {
      startedAt,
      browserVersion: browser.version,
      cause: stop.aborted && cause !== undefined ? 'interrupted' : cause,
      attempts: [{ n: 1, startedAt, durationMs, steps: out ? [...steps, out] : steps }],
      screens: result?.screens ?? [],
      ...(result?.factor && { factor: result.factor }),
      fresh: { ...fresh, credentialsTyped: result?.credentialsTyped ?? false },
      ...(result?.observation.page && { page: redactor.data(result.observation.page) }),
      evidence,
    });
  } catch (error) {
    warn(house, run, error);
    return conclude(run, house, { startedAt, browserVersion: browser.version, cause: 'internal_error' });
  } finally {
    stop.removeEventListener('abort', close);
    await Promise.race([context.close().catch(() => undefined), clock.until(clock.now() + closeMs)]);
  }
}

/** The sign-in, or nothing when it hung past its own deadline. */
async function signInOnce(run: DueRun, page: Page, house: House): Promise<SignInResult | undefined> {
  const { clock, stop } = house;
  const done = new AbortController();
  const over = AbortSignal.any([stop, done.signal]);
  const { account, monitor, timeoutMs } = run;
  try {
    return await Promise.race([
      signIn({
        page,
        monitor,
        account,
        clock,
        deadline: clock.elapsed() + timeoutMs,
        nextCode: () => nextCode(run, house, over),
      }),
      clock
        .until(clock.now() + timeoutMs + hangMs, over)
        .catch(() => new Promise<undefined>(() => undefined)),
    ]).then(result => result ?? undefined);
  } finally {
    done.abort();
  }
}

async function nextCode(
  { authenticator }: DueRun,
  { clock, history, redactor }: House,
  signal: AbortSignal,
): Promise<Secret> {
  if (authenticator === undefined) throw new Error('a one-time code was asked for, but the account has none');
  const code = await nextUnusedCode(authenticator, history, clock, signal);
  redactor.learn(code);
  return code;
}

/** A context with nothing in it, and the proof of that. */
async function openPage(browser: OpenBrowser) {
  const context: BrowserContext = await browser.newContext();
  const [cookies, storage] = await Promise.all([context.cookies(), context.storageState()]);
  const page = await context.newPage();
  return { context, page, fresh: { cookiesAtStart: cookies.length, storageAtStart: storage.origins.length } };
}

async function keepScreenshot(run: DueRun, page: Page, house: House): Promise<Artifact[]> {
  try {
    const png = await maskedScreenshot(page);
    return png === undefined
      ? []
      : [keepArtifact(house.reports, run.due, 'screenshot', 'screenshot.png', png)];
  } catch (error) {
    warn(house, run, error);
    return [];
  }
}

function conclude(run: DueRun, house: House, ended: Omit<Ended, 'endedAt'>): RunRecord {
  const record = concludeRun(
    run.due,
    { ...ended, endedAt: isoTime(house.clock.now()) },
    house.language,
    run.slowMs,
  );
  return isInside(record.verdict) ? record : withRecordBeside(record, run, house);
}

/** A failure's record also lies beside its screenshot: whoever opens that folder has the whole story. */
function withRecordBeside(record: RunRecord, run: DueRun, house: House): RunRecord {
  try {
    const json = new TextEncoder().encode(`${JSON.stringify(record, undefined, 2)}\n`);
    return {
      ...record,
      evidence: [...record.evidence, keepArtifact(house.reports, run.due, 'record', 'run.json', json)],
    };
  } catch (error) {
    warn(house, run, error);
    return record;
  }
}

function warn(house: House, run: DueRun, error: unknown): undefined {
  house.log.warn({ runId: run.due.runId, err: error }, 'a part of the run failed');
}
