import type { BrowserContext, Page } from '@playwright/test';
import type { CauseId } from '../core/causes.ts';
import { type Clock, isoTime } from '../core/clock.ts';
import { hostsOf } from '../core/monitor.ts';
import type { Ending } from '../core/observation.ts';
import { type Artifact, type Fresh, isInside, type RunRecord } from '../core/run-record.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import { keepArtifact } from '../evidence/keep.ts';
import { maskedScreenshot } from '../evidence/screenshot.ts';
import { clientCertificates } from '../sign-in/factors/certificate.ts';
import { PasskeyAtHand } from '../sign-in/factors/passkey.ts';
import { type SignInResult, signIn } from '../sign-in/sign-in.ts';
import { signOut } from '../sign-in/sign-out.ts';
import { Authenticator } from '../sign-in/totp.ts';
import type { OpenBrowser } from './browser.ts';
import type { DueRun, RunParts } from './due-run.ts';
import { nextUnusedCode } from './one-time-codes.ts';
import { concludeRun, type Ended } from './record.ts';

/** A browser that has not made an empty page by then hangs. */
const openMs = 20_000;
/** The sign-in keeps its own deadline; this much later we stop believing that it, or its browser, still can. */
const hangMs = 5_000;
/** A context of a browser that hangs does not close; the browser is ended later anyway. */
const closeMs = 5_000;

/** Endings behind which a session may be left. */
const sessions: ReadonlySet<Ending> = new Set(['inside', 'wrong_account', 'shell_incomplete']);

/**
 * One run, from a clean context to its record. Never throws: whatever happens is what the record tells. A browser that
 * hangs is closed, so that the next run gets another one.
 */
export async function performRun(run: DueRun, browser: OpenBrowser, parts: RunParts): Promise<RunRecord> {
  const { clock, stop } = parts;
  const startedAt = isoTime(clock.now());
  const started = { startedAt, browserVersion: browser.version };
  const opened = await within(parts, openMs, openPage(run, browser, clock)).catch((error: unknown) =>
    warn(parts, run, error),
  );
  if (opened === undefined) {
    void browser.close();
    return conclude(run, parts, { ...started, cause: stop.aborted ? 'interrupted' : 'browser_crashed' });
  }
  const { context, page, passkey, fresh } = opened;
  const close = () => void context.close().catch(() => undefined);
  stop.addEventListener('abort', close, { once: true });
  try {
    stop.throwIfAborted();
    const result = await signInOnce(run, page, passkey, parts);
    if (result === undefined) void browser.close();
    return await tell(run, page, parts, { ...started, fresh }, result);
  } catch (error) {
    if (!stop.aborted) warn(parts, run, error);
    return conclude(run, parts, { ...started, cause: stop.aborted ? 'interrupted' : 'internal_error' });
  } finally {
    stop.removeEventListener('abort', close);
    await within(parts, closeMs, context.close()).catch(() => undefined);
  }
}

/** Diagnoses a sign-in that has ended, keeps what the screen shows, signs out, and writes the record. */
async function tell(
  run: DueRun,
  page: Page,
  parts: RunParts,
  {
    fresh,
    ...started
  }: Pick<Ended, 'browserVersion'> & {
    readonly startedAt: string;
    readonly fresh: Omit<Fresh, 'credentialsTyped'>;
  },
  result: SignInResult | undefined,
): Promise<RunRecord> {
  const { clock, redactor, stop } = parts;
  const {
    observation,
    steps = [],
    screens = [],
    factor,
    credentialsTyped = false,
    accountProvenBy,
    clockSkewMs,
  } = result ?? {};
  const cause: CauseId | undefined = observation === undefined ? 'deadline_exceeded' : diagnose(observation);
  const evidence = cause === undefined || stop.aborted ? [] : await keepScreenshot(run, page, parts);
  const isSession = observation !== undefined && sessions.has(observation.ending) && !stop.aborted;
  const out = isSession ? await signOut(page, run.account, clock) : undefined;
  const durationMs = steps.reduce((sum, step) => sum + step.durationMs, 0);
  return conclude(run, parts, {
    ...started,
    cause: cause !== undefined && stop.aborted ? 'interrupted' : cause,
    attempts: [
      { n: 1, startedAt: started.startedAt, durationMs, steps: out === undefined ? steps : [...steps, out] },
    ],
    screens,
    ...(factor && { factor }),
    fresh: { ...fresh, credentialsTyped, ...(accountProvenBy && { accountProvenBy }) },
    ...(clockSkewMs !== undefined && { clockSkewMs }),
    ...(observation?.page && { page: redactor.data(observation.page) }),
    evidence,
  });
}

/** The sign-in, or nothing when it hung past its own deadline. */
async function signInOnce(
  run: DueRun,
  page: Page,
  passkey: PasskeyAtHand | undefined,
  parts: RunParts,
): Promise<SignInResult | undefined> {
  const { clock, history, redactor, stop } = parts;
  const { account, monitor, door, timeoutMs } = run;
  const done = new AbortController();
  const signal = AbortSignal.any([stop, done.signal]);
  clock.until(clock.now() + timeoutMs, signal).then(
    () => done.abort(),
    () => undefined,
  );
  const nextCode = async () => {
    if (account.totp === undefined)
      throw new Error('a one-time code was asked for, but the account has none');
    const code = await nextUnusedCode(new Authenticator(account.totp), history, clock, signal);
    redactor.learn(code);
    return code;
  };
  try {
    const deadline = clock.elapsed() + timeoutMs;
    return await within(
      parts,
      timeoutMs + hangMs,
      signIn({ page, monitor, door, account, clock, deadline, nextCode, ...(passkey && { passkey }) }),
    );
  } finally {
    done.abort();
  }
}

/** A context with nothing in it, and the proof of that. */
async function openPage({ account, monitor, door }: DueRun, browser: OpenBrowser, clock: Clock) {
  const hosts = hostsOf(monitor, door).filter(host => !host.startsWith('*'));
  const context: BrowserContext = await browser.newContext(clientCertificates(account, hosts));
  const [cookies, storage] = await Promise.all([context.cookies(), context.storageState()]);
  const passkey =
    account.passkey && (await PasskeyAtHand.prepare(context, account.passkey, () => clock.now()));
  const page = await context.newPage();
  return {
    context,
    page,
    passkey,
    fresh: { cookiesAtStart: cookies.length, storageAtStart: storage.origins.length },
  };
}

async function keepScreenshot(run: DueRun, page: Page, parts: RunParts): Promise<Artifact[]> {
  try {
    const png = await maskedScreenshot(page);
    return png === undefined
      ? []
      : [keepArtifact(parts.reports, run.due, 'screenshot', 'screenshot.png', png)];
  } catch (error) {
    warn(parts, run, error);
    return [];
  }
}

function conclude(run: DueRun, parts: RunParts, ended: Omit<Ended, 'endedAt'>): RunRecord {
  const record = concludeRun(
    run.due,
    { ...ended, endedAt: isoTime(parts.clock.now()) },
    parts.language,
    run.slowMs,
  );
  return isInside(record.verdict) ? record : withRecordBeside(record, run, parts);
}

/** A failure's record also lies beside its screenshot: whoever opens that folder has the whole story. */
function withRecordBeside(record: RunRecord, run: DueRun, parts: RunParts): RunRecord {
  try {
    const json = new TextEncoder().encode(`${JSON.stringify(record, undefined, 2)}\n`);
    return {
      ...record,
      evidence: [...record.evidence, keepArtifact(parts.reports, run.due, 'record', 'run.json', json)],
    };
  } catch (error) {
    warn(parts, run, error);
    return record;
  }
}

/** What the work resolves with, or nothing when it takes longer. */
async function within<T>({ clock }: RunParts, ms: number, work: Promise<T>): Promise<T | undefined> {
  const done = new AbortController();
  const late = clock.until(clock.now() + ms, done.signal).then(() => undefined);
  late.catch(() => undefined); // it is aborted when the work comes first
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort();
  }
}

function warn(parts: RunParts, run: DueRun, error: unknown): undefined {
  parts.log.warn({ runId: run.due.runId, err: error }, 'a part of the run failed');
}
