import { z } from 'zod';
import type { ReadOnly } from '../platform/read-only.ts';
import { factorIds } from './account.ts';
import { type CauseId, causeIds, faults } from './causes.ts';
import { clouds } from './cloud.ts';
import { engines } from './engine.ts';
import { loadFailure, pageIdentity } from './observation.ts';
import { recordedOpinion } from './opinion.ts';
import { requestIds } from './request-ids.ts';

// The record of a run. The types are inferred from the schema, by which `parse-record.ts` checks what is read, and which is
// published in docs/run-record.schema.json.

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

/** The name of an artifact's file, as it is once it has been decrypted. */
export const artifactFile = ({ file }: Pick<Artifact, 'file'>): string =>
  file.replace(/^.*\//, '').replace(/\.age$/, '');

/** Can it be read only with the key? */
export const isSealed = ({ file }: Pick<Artifact, 'file'>): boolean => file.endsWith('.age');

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

const time = z
  .string()
  .refine(text => !Number.isNaN(Date.parse(text)), 'not a time')
  .meta({ format: 'date-time' });
const ms = z.number();

/** One of a set to which later versions add: names that are not known here are read, too, and shown as they are. */
const oneOf = <Name extends string>(names: readonly Name[]) =>
  z.string().meta({ examples: [...names] }) as unknown as z.ZodType<Name, Name>;
const causeId = oneOf(causeIds).meta({ id: 'cause', description: 'One of docs/causes.md' });

const step = z.object({ name: oneOf(stepNames), startedAt: time, durationMs: ms });
export type Step = ReadOnly<z.output<typeof step>>;

const attempt = z.object({
  n: z.number().describe('From 1'),
  startedAt: time,
  durationMs: ms,
  steps: z.array(step),
});
export type Attempt = ReadOnly<z.output<typeof attempt>>;

const fresh = z.object({
  cookiesAtStart: z.number(),
  storageAtStart: z.number(),
  credentialsTyped: z.boolean(),
  accountProvenBy: oneOf(['account_menu', 'password_page'])
    .optional()
    .describe(
      "Where Microsoft named the account: in the center's menu or, where that says nothing, when it asked for the password",
    ),
});

/** The proof that this was a sign-in, not a session from before. */
export type Fresh = ReadOnly<z.output<typeof fresh>>;

const artifact = z.object({
  kind: oneOf(artifactKinds),
  file: z.string().describe('Relative to the reports folder. Ends in `.age` where evidence is encrypted'),
  bytes: z.number(),
});
export type Artifact = ReadOnly<z.output<typeof artifact>>;

const droppedArtifact = z.object({
  kind: oneOf(artifactKinds),
  file: z.string(),
  reason: z
    .string()
    .meta({ examples: [...dropReasons] })
    .describe('A code; in records of version 1 an English sentence'),
  error: z.string().optional().describe('The error of the system, where it could not be written'),
});
/** An artifact that was made, or should have been, and is not kept. */
export type DroppedArtifact = ReadOnly<z.output<typeof droppedArtifact>>;

export const dueRecord = z.object({
  schemaVersion: z
    .literal([1, 2])
    .describe('Version 1 stored the texts of a run, version 2 the facts that they are made of'),
  runId: z.string(),
  roundId: z.string(),
  monitor: z.string(),
  account: z.string(),
  tenant: z.string(),
  cloud: oneOf(clouds),
  location: z.string(),
  simulated: z.boolean(),
  engine: oneOf(engines),
  scheduledAt: time,
  genkanVersion: z.string(),
});
/** What is known of a run before it starts; written down first, so that a run that never ends is found. */
export type DueRecord = ReadOnly<z.output<typeof dueRecord>>;

export const runRecord = dueRecord.extend({
  browserVersion: z.string().optional().describe('Absent when the browser never came up'),
  startedAt: time.optional().describe('Absent when the run never started'),
  endedAt: time,
  durationMs: ms,
  verdict: z.enum(verdicts),
  cause: causeId.optional().describe('Absent when up'),
  fault: z.enum(faults).optional(),
  because: causeId
    .optional()
    .describe('Of a run that did not take place: the cause of an earlier one that led to this'),
  load: loadFailure.optional().describe('The page that did not come'),
  summary: z
    .string()
    .optional()
    .describe('A sentence or two. Stored in version 1 only; in what is printed it is always there'),
  remedy: z.string().optional().describe('What to do, as `summary`; absent when the admin got in'),
  attempts: z.array(attempt),
  screens: z.array(z.string()).describe('Screen ids in the order in which they were met'),
  factor: oneOf(factorIds.filter(id => id !== 'password'))
    .optional()
    .describe('What proved more than a password does'),
  fresh: fresh.optional().describe('That the context was clean and that the credentials were really typed'),
  page: pageIdentity.optional(),
  requestIds: z
    .array(requestIds)
    .optional()
    .describe('Of a failure: how the requests that it is about can be found again at Microsoft'),
  clockSkewMs: ms
    .optional()
    .describe("How far this clock was ahead of Microsoft's; a second either way says nothing"),
  signInCause: causeId
    .optional()
    .describe(
      'Where others were asked about a failure and knew better: the cause that the sign-in alone had shown',
    ),
  opinions: z
    .array(recordedOpinion)
    .describe('Who else was asked why it failed, and what they said; empty for a run that got in'),
  evidence: z.array(artifact),
  evidenceDropped: z
    .array(droppedArtifact)
    .optional()
    .describe('Artifacts that were made, or should have been, and are not kept; absent when all are'),
});
/**
 * The only thing that leaves a run. Times are ISO 8601 in UTC and end in `At`; durations are milliseconds and end in
 * `Ms`. A contract: fields are added, never changed, without a new `schemaVersion`.
 */
export type RunRecord = ReadOnly<z.output<typeof runRecord>>;

/** Causes of runs that did not take place, or that we broke off ourselves. */
const inconclusive: ReadonlySet<CauseId | undefined> = new Set(['missed', 'overlapped', 'interrupted']);

/** Does it say whether the admin gets in? A run that was not tried to the end does not change the known state. */
export const isConclusive = ({ cause }: Pick<RunRecord, 'cause'>): boolean => !inconclusive.has(cause);

/** Could the admin get in? What the exit code and `genkan_signin_up` rest on. */
export const isSignedIn = (verdict: Verdict): boolean => verdict === 'up' || verdict === 'degraded';
