import type { Logger } from 'pino';
import type { Way } from '../diagnosis/connection.ts';
import type { Account } from '../domain/account.ts';
import type { Engine } from '../domain/engine.ts';
import type { EvidenceStore } from '../domain/evidence-store.ts';
import type { HistoryStore } from '../domain/history-store.ts';
import type { ShownIdentity } from '../domain/identity.ts';
import type { Language } from '../domain/language.ts';
import type { Monitor } from '../domain/monitor.ts';
import type { DueRecord, RunRecord } from '../domain/run-record.ts';
import type { FlightRecorder, RecorderOptions } from '../evidence/recorder.ts';
import type { Clock } from '../platform/clock.ts';
import type { Redactor } from '../platform/redaction.ts';
import type { Secret } from '../platform/secret.ts';
import type { Browsers } from './browsers.ts';
import type { Conclusions } from './conclude.ts';
import type { Guard } from './guard.ts';
import type { GuardedRun } from './guarded-run.ts';

/** The dependencies that all runs share. */
export interface RunContext {
  readonly clock: Clock;
  readonly history: HistoryStore;
  /** Where every run ends. */
  readonly conclusions: Conclusions;
  readonly guard: Guard;
  readonly browsers: Browsers;
  /** Makes room for the history where its disk is full. Resolves with whether a write that failed may succeed now. */
  readonly makeRoom: (error: unknown) => Promise<boolean>;
  readonly evidence: EvidenceContext;
  readonly language: Language;
  readonly redactor: Redactor;
  readonly log: Logger;
  /** Absent where secrets have just been read, and nothing lasts long enough for them to change. */
  readonly renewal?: Renewal | undefined;
  /** How questions go out that are asked without a browser. */
  readonly way: Way;
  /** Aborted when the process is asked to stop: what is under way is ended and recorded. */
  readonly stop: AbortSignal;
}

/** The dependencies for evidence. */
export interface EvidenceContext {
  readonly store: EvidenceStore;
  /** Whether pictures show who signs in. */
  readonly identity: ShownIdentity;
  readonly record: (
    options: RecorderOptions,
  ) => Pick<FlightRecorder, 'learn' | 'look' | 'stop' | 'recording'>;
  /** Secrets that belong to no account: the address of a proxy that holds a password. */
  readonly secrets: readonly Secret[];
  /** The page that shows it all without a server. */
  readonly renderPage: (record: RunRecord) => Promise<string>;
}

/** For accounts whose secret is missing, or was refused: it may have been corrected since it was read. */
export interface Renewal {
  /** The account as it was read last. */
  latest(account: Account): Account;
  /** The account read again; as it was where that does not succeed. */
  renew(account: Account): Promise<Account>;
}

/** A run that is due: which start URL, which account, and how long it may take. */
export interface DueRun {
  readonly due: DueRecord;
  readonly monitor: Monitor;
  /** The monitor's address for this account. */
  readonly startUrl: string;
  readonly account: Account;
  /** Engines beside its own that are configured: asked where the failure may lie in the browser. */
  readonly otherEngines: readonly Engine[];
  readonly timeoutMs: number;
  /** Inside, but slower than this, is `degraded`. */
  readonly slowMs: number;
  /** Asked before a credential is typed, and given the result of an attempt before the evidence is taken. */
  readonly guard?: Pick<GuardedRun, 'permit' | 'unused' | 'judged' | 'mayHaveTyped'>;
}
