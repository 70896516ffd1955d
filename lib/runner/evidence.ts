import { secretsOf } from '../domain/account.ts';
import { withTexts } from '../domain/describe-run.ts';
import type { CleanArtifact } from '../domain/evidence-store.ts';
import { findingOf } from '../domain/opinion.ts';
import {
  type Artifact,
  type ArtifactKind,
  artifactKinds,
  type DroppedArtifact,
  type DropReason,
  isSignedIn,
  type RunRecord,
} from '../domain/run-record.ts';
import { type Cleaned, Cleaner, type Form } from '../evidence/cleaning/cleaner.ts';
import { asJson } from '../evidence/manifest.ts';
import type { Recording } from '../evidence/recorder.ts';
import { isoTime } from '../platform/clock.ts';
import type { DueRun, EvidenceContext, RunContext } from './due-run.ts';

/** Asking the page for evidence may take this long, and cleaning it as long again: the next run, and a stop, wait for it. */
export const evidenceMs = 10_000;
/** A baseline is saved again after this long: saving one with every run costs too much. */
const baselineMs = 60 * 60_000;
/** A trace of a page that never stops loading does not help, and evidence has to be small enough to share. */
const mostTraceBytes = 8 * 1024 * 1024;

/**
 * Is a trace affordable? Only where this run may confirm that somebody could not sign in: the time that a trace takes is
 * then no good run's.
 */
export async function isTraceDue({ due }: DueRun, { history, log }: RunContext): Promise<boolean> {
  try {
    const last = await history.latest(due);
    return last !== undefined && last.attempts.length > 0 && !isSignedIn(last.verdict);
  } catch (error) {
    log.warn(
      { runId: due.runId, err: error },
      'the result of the last run could not be read from the history',
    );
    return false;
  }
}

/** Is a new baseline, the filmstrip of a good run, wanted? */
export async function isBaselineDue(run: DueRun, { clock, evidence }: RunContext): Promise<boolean> {
  const savedAt = await evidence.store.baselineAt(baselineKey(run, evidence));
  return savedAt === undefined || clock.now() - Date.parse(savedAt) >= baselineMs;
}

/**
 * Keeps what was recorded of a run that has ended: of one that is up only the filmstrip, now and then; of every other all of
 * it. Never throws and never changes the verdict: what could not be kept is in the record, with the reason.
 */
export async function saveEvidence(
  run: DueRun,
  record: RunRecord,
  recordings: readonly Recording[],
  parts: RunContext,
): Promise<RunRecord> {
  try {
    if (record.verdict !== 'up') return await saveAll(run, record, recordings, parts);
    const [recording] = recordings;
    // Its last picture is taken only where a baseline is wanted; half a filmstrip would be taken for the whole way.
    if (recording?.filmstrip.at(-1)?.screen === 'ready') await saveBaseline(run, record, recording, parts);
  } catch (error) {
    parts.log.warn({ runId: record.runId, err: error }, 'evidence could not be stored');
  }
  return record;
}

async function saveAll(
  run: DueRun,
  record: RunRecord,
  recordings: readonly Recording[],
  parts: RunContext,
): Promise<RunRecord> {
  const { clock, evidence, language, log } = parts;
  const { store } = evidence;
  const cleaner = cleanerFor(run, record, recordings, parts);
  const results = cleaned(run, recordings.flatMap(rawArtifactsOf), cleaner, parts);
  const { clean, dropped } = results;
  if (recordings.length > 0) clean.push(...(await baselineArtifacts(run, evidence)));
  clean.sort(byKind);
  // What names the others cannot name itself.
  const listed = (shown: RunRecord, more: readonly CleanArtifact[]) =>
    withEvidence(shown, [...clean, ...more].map(listedAs), dropped);
  for (const [artifact, result] of await summaryFiles(withTexts(record, language), listed, cleaner, evidence))
    classify(artifact, result, results, run, parts);
  const all = clean.toSorted(byKind);
  try {
    const stored = await store.save(run.due, all, dropped, isoTime(clock.now()));
    return withEvidence(record, stored, dropped);
  } catch (error) {
    log.warn({ runId: record.runId, err: error }, 'evidence could not be written');
    const lost = all.map(({ kind, name }) => ({
      kind,
      file: name,
      reason: 'not_written',
      error: reasonOf(error),
    }));
    return withEvidence(record, [], [...dropped, ...lost]);
  }

  function listedAs(artifact: CleanArtifact): Artifact {
    return { kind: artifact.kind, file: store.placeOf(run.due, artifact), bytes: artifact.bytes.byteLength };
  }
}

const recordFile = { kind: 'record', name: 'run.json' } as const;
const pageFile = { kind: 'index', name: 'index.html' } as const;

/**
 * The artifacts that name all others: the record, cleaned like them, and the page that is made of it. Names of files are put in
 * afterwards, since they could be taken for tokens; then both are searched.
 */
async function summaryFiles(
  record: RunRecord,
  listed: (shown: RunRecord, more: readonly CleanArtifact[]) => RunRecord,
  cleaner: Cleaner,
  evidence: EvidenceContext,
): Promise<Array<readonly [Pick<CleanArtifact, 'kind' | 'name'>, Cleaned]>> {
  const shown = cleaner.record({ ...record, evidence: [] });
  const own = cleaner.searched(recordFile.name, asJson(shown));
  if (own.dropped !== undefined) return [recordFile, pageFile].map(artifact => [artifact, own]);
  const bytes = asJson(listed(shown, []));
  const page = await evidence.renderPage(listed(shown, [{ ...recordFile, bytes }]));
  return [
    [recordFile, cleaner.searched(recordFile.name, bytes)],
    [pageFile, cleaner.searched(pageFile.name, new TextEncoder().encode(page))],
  ];
}

const withEvidence = (
  record: RunRecord,
  stored: readonly Artifact[],
  dropped: readonly DroppedArtifact[],
): RunRecord => ({ ...record, evidence: stored, evidenceDropped: dropped.length > 0 ? dropped : undefined });

const byKind = (a: CleanArtifact, b: CleanArtifact): number =>
  artifactKinds.indexOf(a.kind) - artifactKinds.indexOf(b.kind) || a.name.localeCompare(b.name, 'en');

/** What each kind is taken apart as. */
const forms: Record<ArtifactKind, Form> = {
  screenshot: 'jpeg',
  film: 'jpeg',
  good_film: 'jpeg',
  index: 'html',
  page: 'html',
  network: 'har',
  console: 'text',
  trace: 'trace',
  digest: 'json',
  record: 'json',
};
/** The richest first: what is found to be secret in one is looked for in all that follow. */
const cleaningOrder: readonly ArtifactKind[] = [
  'network',
  'page',
  'console',
  'digest',
  'screenshot',
  'film',
  'trace',
];

/** An artifact before it is cleaned. */
interface RawArtifact extends Pick<CleanArtifact, 'kind' | 'name'> {
  /** Absent when there is none, although it was asked for. */
  readonly bytes: Uint8Array | undefined;
  /** Of a picture, and of what was made of the same page: what that showed as text. */
  readonly shows?: { readonly text: string | undefined };
}

interface Results {
  readonly clean: CleanArtifact[];
  readonly dropped: DroppedArtifact[];
}

/** Cleans what there is time for. */
function cleaned(
  run: DueRun,
  artifacts: readonly RawArtifact[],
  cleaner: Cleaner,
  parts: RunContext,
): Results {
  const { clock } = parts;
  const until = clock.elapsed() + evidenceMs;
  const results: Results = { clean: [], dropped: [] };
  const rank = ({ kind }: RawArtifact) => cleaningOrder.indexOf(kind);
  for (const artifact of artifacts.toSorted((a, b) => rank(a) - rank(b))) {
    const { kind, name, bytes, shows } = artifact;
    const drop = (reason: DropReason) => results.dropped.push({ kind, file: name, reason });
    if (bytes === undefined) drop('missing');
    else if (shows !== undefined && shows.text === undefined) drop('unknown_text');
    else if (shows?.text !== undefined && cleaner.isShown(shows.text)) drop('shown');
    else if (clock.elapsed() >= until) drop('no_time');
    else if (kind === 'trace' && bytes.byteLength > mostTraceBytes) drop('too_large');
    else classify(artifact, cleaner.clean(forms[kind], name, bytes), results, run, parts);
  }
  return results;
}

/** Adds an artifact to those that are saved, or to those that are dropped, with the reason. */
function classify(
  { kind, name }: Pick<CleanArtifact, 'kind' | 'name'>,
  result: Cleaned,
  { clean, dropped }: Results,
  { due }: DueRun,
  { log }: RunContext,
): void {
  if (result.dropped === undefined) {
    clean.push({ kind, name, bytes: result.bytes });
    return;
  }
  dropped.push({ kind, file: name, reason: result.dropped });
  log.warn({ runId: due.runId, file: name, found: result.found }, 'an artifact was not stored');
}

/** Knows every secret that the run could use, and every name that it learned. */
function cleanerFor(
  { account }: DueRun,
  { opinions }: RunRecord,
  recordings: readonly Recording[],
  { evidence }: RunContext,
): Cleaner {
  const { username, certificate, graph } = account;
  const [, domain = username] = username.split('@');
  const tenants = [certificate, graph, findingOf(opinions, 'tenant')].map(each => each?.tenantId);
  return new Cleaner(
    [...secretsOf(account), ...evidence.secrets, ...recordings.flatMap(({ codes }) => codes)],
    {
      shown: evidence.identity === 'show',
      names: [...new Set([username, domain, ...tenants.filter(id => id !== undefined)])],
    },
  );
}

/** The artifacts of one attempt: `01-email.jpg` … and `page.html`; of the second one `2-01-email.jpg` … and `page-2.html`. */
function rawArtifactsOf(recording: Recording): RawArtifact[] {
  const { n, filmstrip, isAsked = false, stop, text, page, network, lines, trace, digest } = recording;
  const utf8 = (content: string) => new TextEncoder().encode(content);
  const first = n === 1 ? '' : `${n}-`;
  const number = (index: number) => String(index + 1).padStart(2, '0');
  const artifact = (
    kind: CleanArtifact['kind'],
    name: string,
    bytes: Uint8Array | undefined,
  ): RawArtifact => ({
    kind,
    name: n === 1 ? name : name.replace('.', `-${n}.`),
    bytes,
  });
  const stopName = `${first}${number(filmstrip.length)}-stop.jpg`;
  const atEnd: RawArtifact[] = [
    { kind: 'screenshot', name: stopName, bytes: stop, shows: stop && { text } },
    artifact('page', 'page.html', page === undefined ? undefined : utf8(page)),
    { ...artifact('digest', 'digest.json', digest && asJson(digest)), shows: stop && { text } },
  ];
  return [
    ...filmstrip.map(
      ({ screen, jpeg: bytes }, index): RawArtifact => ({
        kind: 'film',
        name: `${first}${number(index)}-${screen}.jpg`,
        bytes,
        shows: bytes && { text: shownOn(screen, recording) },
      }),
    ),
    ...(isAsked ? atEnd : atEnd.filter(({ bytes }) => bytes !== undefined)),
    artifact('network', 'network.har', asJson(network)),
    ...(lines.length === 0 ? [] : [artifact('console', 'browser.log', utf8(`${lines.join('\n')}\n`))]),
    ...(trace === undefined ? [] : [artifact('trace', 'trace.zip', trace)]),
  ];
}

/** Everything that a screen showed, however often it was met: what one picture of it shows, another may show half. */
function shownOn(screen: string, { filmstrip, stop, text }: Recording): string | undefined {
  const isLast = filmstrip.at(-1)?.screen === screen && stop !== undefined;
  const texts = filmstrip.filter(frame => frame.screen === screen && frame.jpeg).map(frame => frame.text);
  if (isLast) texts.push(text);
  return texts.includes(undefined) ? undefined : texts.join('\n');
}

async function saveBaseline(
  run: DueRun,
  record: RunRecord,
  recording: Recording,
  parts: RunContext,
): Promise<void> {
  const filmstrip = rawArtifactsOf(recording).filter(({ kind }) => kind === 'film');
  const { clean, dropped } = cleaned(run, filmstrip, cleanerFor(run, record, [recording], parts), parts);
  if (dropped.length > 0) return;
  await parts.evidence.store.saveBaseline(
    baselineKey(run, parts.evidence),
    run.due,
    clean,
    isoTime(parts.clock.now()),
  );
}

/** What an admin saw when one last got in, to be laid beside. It was cleaned when it was kept. */
async function baselineArtifacts(run: DueRun, evidence: EvidenceContext): Promise<CleanArtifact[]> {
  const stored = (await evidence.store.baseline(baselineKey(run, evidence))) ?? [];
  return stored.map(artifact => ({ ...artifact, kind: 'good_film', name: `good-${artifact.name}` }));
}

/** Filmstrips that show who signs in are kept apart from masked ones. */
const baselineKey = ({ due }: DueRun, { identity }: EvidenceContext): string =>
  [due.monitor, due.account, due.engine, ...(identity === 'mask' ? ['masked'] : [])].join('.');

const reasonOf = (error: unknown): string =>
  (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : String(error));
