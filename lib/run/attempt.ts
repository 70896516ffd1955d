import type { BrowserContext, Page } from '@playwright/test';
import type { CauseId } from '../core/causes.ts';
import { type Clock, isoTime } from '../core/clock.ts';
import { hostsOf } from '../core/monitor.ts';
import type { Ending, Observation } from '../core/observation.ts';
import type { Artifact, Fresh } from '../core/run-record.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import { digestOf } from '../evidence/digest.ts';
import { asJson, keepArtifact } from '../evidence/keep.ts';
import { maskedScreenshot } from '../evidence/screenshot.ts';
import { clientCertificates } from '../sign-in/factors/certificate.ts';
import { PasskeyAtHand } from '../sign-in/factors/passkey.ts';
import { type SignInResult, signIn } from '../sign-in/sign-in.ts';
import { signOut } from '../sign-in/sign-out.ts';
import { Authenticator } from '../sign-in/totp.ts';
import type { OpenBrowser } from './browser.ts';
import type { DueRun, RunParts } from './due-run.ts';
import { nextUnusedCode } from './one-time-codes.ts';
import type { Ended } from './record.ts';

/** A browser that has not made an empty page by then hangs. */
const openMs = 20_000;
/** The sign-in keeps its own deadline; this much later we stop believing that it, or its browser, still can. */
const hangMs = 8_000;
/** A context of a browser that hangs does not close; the browser is ended later anyway. */
const closeMs = 5_000;

/** Endings behind which a session may be left. */
const sessions: ReadonlySet<Ending> = new Set(['inside', 'wrong_account', 'shell_incomplete']);

/** What an attempt adds to the record of its run, and what it saw. */
export interface Attempted extends Omit<Ended, 'endedAt'> {
  readonly observation?: Observation;
}

/**
 * One sign-in, from a clean context to what it ended with. Never throws. A browser that hangs is closed, so that the next
 * attempt gets another one.
 * @param n from 1
 */
export async function attempt(
  run: DueRun,
  n: number,
  browser: OpenBrowser,
  parts: RunParts,
): Promise<Attempted> {
  const { clock, stop } = parts;
  const startedAt = isoTime(clock.now());
  const started = { startedAt, browserVersion: browser.version };
  const opened = await within(parts, openMs, openPage(run, browser, clock)).catch((error: unknown) =>
    warn(parts, run, error),
  );
  if (opened === undefined) {
    void browser.close();
    return { ...started, cause: stop.aborted ? 'interrupted' : 'browser_crashed' };
  }
  const { context, page, fresh, passkey } = opened;
  const close = () => void context.close().catch(() => undefined);
  stop.addEventListener('abort', close, { once: true });
  try {
    stop.throwIfAborted();
    const result = await signInOnce(run, page, passkey, parts);
    if (result === undefined || result.observation.ending === 'browser_silent') void browser.close();
    return await tell(run, n, page, parts, { ...started, fresh }, result);
  } catch (error) {
    if (!stop.aborted) warn(parts, run, error);
    return { ...started, cause: stop.aborted ? 'interrupted' : 'internal_error' };
  } finally {
    stop.removeEventListener('abort', close);
    await within(parts, closeMs, context.close()).catch(() => undefined);
  }
}

/** Diagnoses a sign-in that has ended, keeps what the screen shows, and signs out. */
async function tell(
  run: DueRun,
  n: number,
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
): Promise<Attempted> {
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
  // A sign-in ends at its deadline by itself, unless the browser holds it up.
  const cause: CauseId | undefined = observation === undefined ? 'browser_crashed' : diagnose(observation);
  const evidence = cause === undefined || stop.aborted ? [] : await keepEvidence(run, n, page, parts, cause);
  const isSession = observation !== undefined && sessions.has(observation.ending) && !stop.aborted;
  const out = isSession ? await signOut(page, run.account, clock) : undefined;
  const durationMs = steps.reduce((sum, step) => sum + step.durationMs, 0);
  return {
    ...started,
    cause: cause !== undefined && stop.aborted ? 'interrupted' : cause,
    attempts: [
      { n, startedAt: started.startedAt, durationMs, steps: out === undefined ? steps : [...steps, out] },
    ],
    screens,
    ...(factor && { factor }),
    fresh: { ...fresh, credentialsTyped, ...(accountProvenBy && { accountProvenBy }) },
    ...(clockSkewMs !== undefined && { clockSkewMs }),
    ...(observation?.page && { page: redactor.data(observation.page) }),
    evidence,
    ...(observation && { observation }),
  };
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

/** What the screen showed; of one that we do not know, also how it is built. */
async function keepEvidence(
  run: DueRun,
  n: number,
  page: Page,
  parts: RunParts,
  cause: CauseId,
): Promise<Artifact[]> {
  const { reports, redactor } = parts;
  const kept: Artifact[] = [];
  try {
    const png = await maskedScreenshot(page);
    if (png !== undefined)
      kept.push(keepArtifact(reports, run.due, 'screenshot', nameOf('screenshot.png', n), png));
    const digest = cause === 'unknown_screen' ? await digestOf(page) : undefined;
    if (digest !== undefined)
      kept.push(
        keepArtifact(reports, run.due, 'digest', nameOf('digest.json', n), asJson(redactor.data(digest))),
      );
  } catch (error) {
    warn(parts, run, error);
  }
  return kept;
}

/** Of the first attempt by its plain name, of the second as `screenshot-2.png`. */
const nameOf = (file: string, n: number): string => (n === 1 ? file : file.replace('.', `-${n}.`));

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
