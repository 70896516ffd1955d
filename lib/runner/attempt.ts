import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { diagnose } from '../diagnosis/diagnose.ts';
import { judgedBy } from '../diagnosis/judged.ts';
import { type CauseId, causes, type Fault } from '../domain/causes.ts';
import { hostsOf } from '../domain/monitor.ts';
import type { Ending, Observation } from '../domain/observation.ts';
import type { Fresh } from '../domain/run-record.ts';
import { Withheld } from '../domain/withheld.ts';
import type { Recording } from '../evidence/recorder.ts';
import { screenshotMs } from '../evidence/screenshot.ts';
import { endTrace, startTrace } from '../evidence/trace.ts';
import { type Clock, isoTime } from '../platform/clock.ts';
import { within } from '../platform/deadline.ts';
import { OwnTime } from '../platform/own-time.ts';
import { dismissCeremonies } from '../sign-in/factors/ceremonies.ts';
import { clientCertificates } from '../sign-in/factors/certificate.ts';
import { PasskeyAtHand } from '../sign-in/factors/passkey.ts';
import { signIn } from '../sign-in/sign-in.ts';
import { signOut } from '../sign-in/sign-out.ts';
import type { SignInResult } from '../sign-in/task.ts';
import { Authenticator } from '../sign-in/totp.ts';
import type { OpenBrowser } from './browser.ts';
import type { Lease } from './browsers.ts';
import { isDriverFault } from './driver-faults.ts';
import type { DueRun, EvidenceContext, RunContext } from './due-run.ts';
import { evidenceMs, isBaselineDue, isTraceDue } from './evidence.ts';
import { watchForFlood } from './flood.ts';
import type { Judgement } from './guarded-run.ts';
import { nextUnusedCode } from './one-time-codes.ts';
import type { Ended } from './record.ts';

/** A browser that has not made an empty page by then hangs. */
const openMs = 20_000;
/** The sign-in keeps its own deadline; this much later we stop believing that it, or its browser, still can. */
const hangMs = 8_000;
/** Waiting for more codes than these is not worth it: other sign-ins use them up. */
const codesAhead = 2;
/** A context of a browser that hangs does not close; the browser is ended later anyway. */
const closeMs = 5_000;

/** Endings behind which a session may be left. */
const sessions: ReadonlySet<Ending> = new Set(['inside', 'wrong_account', 'shell_incomplete']);

/** After these there is no page left to be asked. */
const pageless: ReadonlySet<Ending> = new Set(['browser_closed', 'browser_silent']);

type Recorder = ReturnType<EvidenceContext['record']>;

/** What an attempt adds to the record of its run, what it saw, and what was recorded of it. */
export interface Attempted extends Omit<Ended, 'endedAt'> {
  readonly observation?: Observation;
  readonly recordings?: readonly Recording[];
}

/**
 * One sign-in, from a clean context to what it ended with. Never throws. A browser in which something hangs is
 * retired: the next attempt gets another one, and the sign-ins that others have begun in it go on.
 * @param n from 1
 */
export async function attempt(
  run: DueRun,
  n: number,
  lease: Omit<Lease, 'release'>,
  parts: RunContext,
): Promise<Attempted> {
  const { browser, retire } = lease;
  const { clock, stop } = parts;
  const started = { n, startedAt: isoTime(clock.now()), browserVersion: browser.version };
  const isTraced = n > 1 || (await isTraceDue(run, parts));
  const opened = await within(clock, openMs, openPage(run, browser, { clock, isTraced })).catch(
    (error: unknown) => warn(parts, run, error),
  );
  if (opened !== undefined) return attemptIn({ ...opened, isTraced }, run, started, lease, parts);
  retire();
  const { startedAt, browserVersion } = started;
  return { startedAt, browserVersion, cause: stop.aborted ? 'interrupted' : 'browser_crashed' };
}

async function attemptIn(
  opened: Awaited<ReturnType<typeof openPage>> & { readonly isTraced: boolean },
  run: DueRun,
  started: Omit<Started, 'fresh'>,
  { browser, retire, hasDriverFailed }: Omit<Lease, 'release'>,
  parts: RunContext,
): Promise<Attempted> {
  const { context, page, fresh, passkey, isTraced } = opened;
  const { n, startedAt, browserVersion } = started;
  const { clock, stop } = parts;
  const recorder = recorderOf(run, page, browser, parts);
  const close = () => void context.close().catch(() => undefined);
  stop.addEventListener('abort', close, { once: true });
  const isFlooding = stopFlood(run, opened, parts, () => {
    retire();
    close();
  });
  try {
    stop.throwIfAborted();
    const result = await signInOnce(run, page, passkey, recorder, n, parts);
    if (result === undefined || result.observation.ending === 'browser_silent') retire();
    const whole = { ...opened, recorder, home: browser.home, hasDriverFailed, isFlooding };
    return await concludeAttempt(run, whole, parts, { ...started, fresh }, result);
  } catch (error) {
    if (!stop.aborted) warn(parts, run, error);
    if (isDriverFault(error)) retire();
    return {
      startedAt,
      browserVersion,
      ...causeOfError(error, stop),
      // A credential that was typed before may have left the page: no second attempt then.
      fresh: { ...fresh, credentialsTyped: run.guard?.mayHaveTyped ?? false },
      recordings: [recorder.recording(n)],
    };
  } finally {
    stop.removeEventListener('abort', close);
    const isClosed = await closeInTime(context, clock);
    // Playwright removes nothing of what it traced, before the browser's folder goes.
    if (isTraced || !isClosed) retire();
  }
}

/** Ends a page that does more than any sign-in needs. Returns whether that has happened. */
function stopFlood(
  { due }: DueRun,
  { context, page }: Pick<OpenSignIn, 'context' | 'page'>,
  { log }: RunContext,
  end: () => void,
): () => boolean {
  let isFlooding = false;
  watchForFlood(context, page, what => {
    isFlooding = true;
    log.warn({ runId: due.runId, what }, 'the page does more than a sign-in needs, so it was closed');
    end();
  });
  return () => isFlooding;
}

/** The cause of an attempt that threw. */
function causeOfError(error: unknown, { aborted }: AbortSignal): Pick<Ended, 'cause' | 'because'> {
  if (error instanceof Withheld)
    return { cause: aborted ? 'interrupted' : error.ending, because: error.because };
  if (aborted) return { cause: 'interrupted' };
  return { cause: isDriverFault(error) ? 'browser_crashed' : 'internal_error' };
}

/** Did the context close? In a browser that hangs it does not. */
async function closeInTime(context: BrowserContext, clock: Clock): Promise<boolean> {
  const closing = context.close().then(
    () => true,
    () => false,
  );
  return (await within(clock, closeMs, closing)) ?? false;
}

/** What a sign-in goes on in, until its context is closed. */
interface OpenSignIn {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly recorder: Recorder;
  readonly isTraced: boolean;
  /** The private folder of the browser. */
  readonly home: string;
  readonly hasDriverFailed: Lease['hasDriverFailed'];
  /** Was it ended because its page did more than any sign-in needs? */
  readonly isFlooding: () => boolean;
}

/** What is known of an attempt before anybody signs in. */
interface Started extends Pick<Ended, 'browserVersion'> {
  readonly n: number;
  readonly startedAt: string;
  readonly fresh: Omit<Fresh, 'credentialsTyped'>;
}

/** Diagnoses a sign-in that has ended, looks at what the screen shows, and signs out. */
async function concludeAttempt(
  run: DueRun,
  opened: OpenSignIn,
  parts: RunContext,
  { n, startedAt, browserVersion, fresh }: Started,
  result: SignInResult | undefined,
): Promise<Attempted> {
  const { clock, stop } = parts;
  const {
    observation,
    steps = [],
    screens = [],
    factor,
    // A sign-in that hangs cannot say it; the guard knows what it was about to type.
    credentialsTyped = run.guard?.mayHaveTyped ?? false,
    accountProvenBy,
    clockSkewMs,
  } = result ?? {};
  const cause = causeOf(observation, opened);
  // A stop from here on cuts only the evidence short: what was known before it stays.
  const wasStopped = stop.aborted;
  if (!(observation?.mayHaveLeft ?? credentialsTyped)) run.guard?.unused();
  const given = cause && observation && judgedBy(cause, observation).map(each => each.factor);
  await judge(run, { cause, given, skewMs: clockSkewMs }, parts);
  const durationMs = steps.reduce((sum, step) => sum + step.durationMs, 0);
  const isGone = observation === undefined || pageless.has(observation.ending) || wasStopped;
  if (cause === undefined && (n > 1 || durationMs > run.slowMs || (await isBaselineDue(run, parts))))
    await opened.recorder.look('ready', screenshotMs);
  const recording =
    cause === undefined ? opened.recorder.recording(n) : await lookAtEnd(run, n, opened, isGone, parts);
  const isSession = observation !== undefined && sessions.has(observation.ending) && !stop.aborted;
  const out = isSession ? await signOut(opened.page, run.account, clock) : undefined;
  return {
    startedAt,
    browserVersion,
    cause: cause !== undefined && wasStopped ? 'interrupted' : cause,
    attempts: [{ n, startedAt, durationMs, steps: out === undefined ? steps : [...steps, out] }],
    screens,
    factor,
    fresh: { ...fresh, credentialsTyped, accountProvenBy },
    clockSkewMs,
    page: observation?.page,
    requestIds: cause === undefined ? undefined : observation?.requestIds,
    recordings: [recording],
    observation,
  };
}

/** What only the account, or a policy, can have been answered: no message that was lost looks like it. */
const answered: ReadonlySet<Fault> = new Set(['account', 'policy']);

/** Why the sign-in failed; nothing when it got in. */
function causeOf(
  observation: Observation | undefined,
  { hasDriverFailed, isFlooding }: OpenSignIn,
): CauseId | undefined {
  // A sign-in ends at its deadline by itself, unless the browser holds it up.
  const cause = observation === undefined ? 'browser_crashed' : diagnose(observation);
  if (cause === undefined || answered.has(causes[cause].fault)) return cause;
  if (isFlooding()) return 'unknown_screen';
  return hasDriverFailed() ? 'browser_crashed' : cause;
}

/** Before the evidence, which takes seconds: this process may not live that long, and the next one must know. */
async function judge(run: DueRun, judgement: Judgement, { log }: RunContext): Promise<void> {
  try {
    await run.guard?.judged(judgement);
  } catch (error) {
    log.error({ runId: run.due.runId, err: error }, 'the cause of the failure could not be stored yet');
  }
}

/** The evidence of a sign-in that has failed, as far as the page and its browser still answer. */
async function lookAtEnd(
  run: DueRun,
  n: number,
  { context, recorder, isTraced, home }: OpenSignIn,
  isGone: boolean,
  parts: RunContext,
): Promise<Recording> {
  const { clock } = parts;
  const until = clock.elapsed() + evidenceMs;
  const looked = await within(clock, evidenceMs, recorder.stop(n, isGone));
  const recording = looked ?? recorder.recording(n, true);
  if (!isTraced || isGone || looked === undefined) return recording;
  const path = join(home, `${run.due.runId}.zip`);
  const trace = await within(clock, until - clock.elapsed(), endTrace(context, path));
  return trace === undefined ? recording : { ...recording, trace };
}

const recorderOf = (
  { account, due }: DueRun,
  page: Page,
  { version }: OpenBrowser,
  { clock, evidence }: RunContext,
): Recorder =>
  evidence.record({
    page,
    clock,
    browser: { name: due.engine, version },
    unnamed: evidence.identity === 'mask' ? account.username : undefined,
  });

/** The sign-in, or nothing when it hung past its own deadline. */
async function signInOnce(
  run: DueRun,
  page: Page,
  passkey: PasskeyAtHand | undefined,
  recorder: Recorder,
  n: number,
  parts: RunContext,
): Promise<SignInResult | undefined> {
  const { clock, history, redactor, stop } = parts;
  const { account, monitor, startUrl, timeoutMs } = run;
  const own = new OwnTime(clock);
  const done = new AbortController();
  const signal = AbortSignal.any([stop, done.signal]);
  const nextCode = async () => {
    if (account.totp === undefined)
      throw new Error('a one-time code was asked for, but the account has none');
    const code = await nextUnusedCode(
      new Authenticator(account.totp),
      history.guard,
      clock,
      signal,
      codesAhead,
    );
    redactor.learnCode(code);
    recorder.learn(code);
    return code;
  };
  try {
    const deadline = clock.elapsed() + timeoutMs;
    const hung = waitUntilHung(clock, () => deadline + own.ms + hangMs - clock.elapsed(), signal);
    hung.catch(() => undefined); // it is aborted when the sign-in comes first
    const result = signIn({
      page,
      monitor,
      startUrl,
      account,
      clock,
      deadline,
      nextCode: () => own.spend(nextCode),
      permit: (credential, skewMs) => run.guard?.permit(credential, n, skewMs) ?? Promise.resolve(),
      leaving: screen => own.spend(() => recorder.look(screen)),
      passkey,
    });
    return await Promise.race([result, hung]);
  } finally {
    done.abort();
  }
}

/** Resolves with nothing when no time is left, which may be put off meanwhile; rejects with the signal's reason. */
async function waitUntilHung(clock: Clock, leftMs: () => number, signal: AbortSignal): Promise<undefined> {
  for (let left = leftMs(); left > 0; left = leftMs()) await clock.until(clock.now() + left, signal);
}

/** A context with nothing in it, and the proof of that. */
async function openPage(
  { account, monitor, startUrl }: DueRun,
  browser: OpenBrowser,
  { clock, isTraced }: { readonly clock: Clock; readonly isTraced: boolean },
) {
  const hosts = hostsOf(monitor, startUrl).filter(host => !host.startsWith('*'));
  const context: BrowserContext = await browser.newContext(clientCertificates(account, hosts));
  const [cookies, storage] = await Promise.all([context.cookies(), context.storageState()]);
  const passkey =
    account.passkey && (await PasskeyAtHand.prepare(context, account.passkey, () => clock.now()));
  await dismissCeremonies(context);
  if (isTraced) await startTrace(context);
  const page = await context.newPage();
  return {
    context,
    page,
    passkey,
    fresh: { cookiesAtStart: cookies.length, storageAtStart: storage.origins.length },
  };
}

function warn(parts: RunContext, run: DueRun, error: unknown): undefined {
  parts.log.warn({ runId: run.due.runId, err: error }, 'an attempt ended with an error');
}
