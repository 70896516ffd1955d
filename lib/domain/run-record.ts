import type { FactorId } from './account.ts';
import type { CauseId, Fault } from './causes.ts';
import type { Cloud } from './cloud.ts';
import type { Engine } from './engine.ts';
import type { LoadFailure, PageIdentity } from './observation.ts';
import type { Opinion } from './opinion.ts';
import type { RequestIds } from './request-ids.ts';

/** `degraded`: inside, but slower than wished. `unknown`: our own environment broke; never up, never Microsoft's fault. */
export const verdicts = ['up', 'degraded', 'down', 'unknown'] as const;
export type Verdict = (typeof verdicts)[number];

/** The steps of a sign-in in their order, each timed from what the user sees to what the user sees next. */
export const stepNames = [
  'open',
  'username',
  'federated',
  'password',
  'mfa',
  'stay_signed_in',
  'land',
  'ready',
  'sign_out',
] as const;
export type StepName = (typeof stepNames)[number];

export interface Step {
  readonly name: StepName;
  readonly startedAt: string;
  readonly durationMs: number;
}

export interface Attempt {
  /** From 1. */
  readonly n: number;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly steps: readonly Step[];
}

/** The proof that this was a sign-in, not a session from before. */
export interface Fresh {
  readonly cookiesAtStart: number;
  readonly storageAtStart: number;
  readonly credentialsTyped: boolean;
  /** Where Microsoft named the account: in the center's menu, or, where that says nothing, when it asked for the password. */
  readonly accountProvenBy?: 'account_menu' | 'password_page';
}

/**
 * What evidence is made of, in the order in which people look at it: the screen at the end, the screens before it, the
 * screens of the latest good run, all of it on one page, and then what experts read.
 */
export const artifactKinds = [
  'screenshot',
  'film',
  'good_film',
  'index',
  'page',
  'network',
  'console',
  'trace',
  'digest',
  'record',
] as const;
export type ArtifactKind = (typeof artifactKinds)[number];

export interface Artifact {
  readonly kind: ArtifactKind;
  /** Relative to the reports folder. Ends in `.age` where evidence is encrypted. */
  readonly file: string;
  readonly bytes: number;
}

/** The name of an artifact's file, as it is once it has been decrypted. */
export const artifactFile = ({ file }: Pick<Artifact, 'file'>): string =>
  file.replace(/^.*\//, '').replace(/\.age$/, '');

/** Can it be read only with the key? */
export const isSealed = ({ file }: Pick<Artifact, 'file'>): boolean => file.endsWith('.age');

/** An artifact that was made, or should have been, and is not kept. */
export interface DroppedArtifact {
  readonly kind: ArtifactKind;
  readonly file: string;
  /** A `DropReason`; in records of version 1 an English sentence. */
  readonly reason: string;
  /** What the system said where it could not be written. */
  readonly error?: string | undefined;
}

/**
 * Why an artifact is not kept. `unreadable`: not what its name says; `unclean`: something secret was still found after
 * cleaning; `missing`: the page was gone, or gave none in time; `shown`: the page showed something secret as text;
 * `unknown_text`: what it showed could not be read; `no_time`: cleaning all of it takes too long; `too_large`; `not_written`.
 */
export const dropReasons = [
  'unreadable',
  'unclean',
  'missing',
  'shown',
  'unknown_text',
  'no_time',
  'too_large',
  'not_written',
] as const;
export type DropReason = (typeof dropReasons)[number];

/** What is known of a run before it starts; written down first, so that a run that never ends is found. */
export interface DueRecord {
  /** Version 1 stored the texts of a run, version 2 the facts that they are made of. */
  readonly schemaVersion: 1 | 2;
  readonly runId: string;
  readonly roundId: string;
  readonly monitor: string;
  readonly account: string;
  readonly tenant: string;
  readonly cloud: Cloud;
  readonly location: string;
  readonly simulated: boolean;
  readonly engine: Engine;
  readonly scheduledAt: string;
  readonly genkanVersion: string;
}

/**
 * The only thing that leaves a run. Times are ISO 8601 in UTC and end in `At`; durations are milliseconds and end in
 * `Ms`. A contract: fields are added, never changed, without a new `schemaVersion`.
 */
export interface RunRecord extends DueRecord {
  /** Absent when the browser never came up. */
  readonly browserVersion?: string;
  /** Absent when the run never started. */
  readonly startedAt?: string;
  readonly endedAt: string;
  readonly durationMs: number;
  readonly verdict: Verdict;
  /** Absent when up. */
  readonly cause?: CauseId;
  readonly fault?: Fault;
  /** Of a run that did not take place: the cause of an earlier one that led to this. */
  readonly because?: CauseId | undefined;
  /** The page that did not come. */
  readonly load?: LoadFailure | undefined;
  /** The texts of version 1, in the language of that time. Those of version 2 are made when they are read: `textsOf`. */
  readonly summary?: string | undefined;
  readonly remedy?: string | undefined;
  readonly attempts: readonly Attempt[];
  /** Screen ids in the order in which they were met. */
  readonly screens: readonly string[];
  /** What proved more than a password does. */
  readonly factor?: Exclude<FactorId, 'password'>;
  /** That the context was clean and that the credentials were really typed. */
  readonly fresh?: Fresh;
  readonly page?: PageIdentity;
  /** Of a failure: how the requests that it is about can be found again at Microsoft. */
  readonly requestIds?: readonly RequestIds[] | undefined;
  /** How far this clock was ahead of Microsoft's; a second either way says nothing. */
  readonly clockSkewMs?: number;
  /** Where others were asked about a failure and knew better: the cause that the sign-in alone had shown. */
  readonly signInCause?: CauseId;
  /** Who else was asked why it failed, and what they said; empty for a run that got in. */
  readonly opinions: readonly Opinion[];
  readonly evidence: readonly Artifact[];
  /** What could not be kept, and why; absent when all could. */
  readonly evidenceDropped?: readonly DroppedArtifact[];
}

/** Causes of runs that did not take place, or that we broke off ourselves. */
const inconclusive: ReadonlySet<CauseId | undefined> = new Set(['missed', 'overlapped', 'interrupted']);

/** Does it say whether the admin gets in? A run that was not tried to the end does not change the known state. */
export const isConclusive = ({ cause }: Pick<RunRecord, 'cause'>): boolean => !inconclusive.has(cause);

/** Could the admin get in? What the exit code and `genkan_signin_up` rest on. */
export const isSignedIn = (verdict: Verdict): boolean => verdict === 'up' || verdict === 'degraded';
