import type { Credentials } from '../../lib/domain/credential.ts';
import { HistoryError } from '../../lib/domain/history-error.ts';
import type {
  ClaimTimes,
  HistoryStore,
  LastDueTime,
  QuarterHour,
  QuarterHourQuery,
  RunQuery,
} from '../../lib/domain/history-store.ts';
import { labelsOf, type MetricCount, metricCountsOf } from '../../lib/domain/metric-counts.ts';
import {
  type DueRecord,
  isConclusive,
  isSignedIn,
  type RunRecord,
  type Verdict,
} from '../../lib/domain/run-record.ts';
import { endOf, type Series, type SeriesId, toleranceMs } from '../../lib/domain/series.ts';
import { MemoryGuard, type MemoryGuardStore } from '../memory-guard-store.ts';

interface Row {
  readonly seq: number;
  readonly due: DueRecord;
  readonly owner: MemoryHistory;
  readonly giveUpAt: string;
  record?: RunRecord;
  slot?: string | undefined;
  /** Retention has removed the run; what was counted of it stays. */
  isForgotten?: boolean;
}

/** What several processes share of a history in memory. */
export class SharedMemory {
  /** In the order in which they were written down. */
  readonly rows: Row[] = [];
  readonly counts: Array<{ readonly metricCount: MetricCount; readonly simulated: boolean }> = [];
  readonly credentials = new Map<string, Credentials>();
  readonly guard = new MemoryGuard();
  /** Of the last conclusion, by its clock and by the one that is trusted. */
  times?: { readonly clockAt: number; readonly trustedAt: number };
  /** Another process is writing. */
  isBusy = false;
}

const dayMs = 86_400_000;
const quarterMs = 15 * 60_000;
const keyOf = (id: SeriesId): string => JSON.stringify([labelsOf(id), id.simulated]);
const quarterHourOf = ({ scheduledAt }: DueRecord): string =>
  new Date(Math.floor(Date.parse(scheduledAt) / quarterMs) * quarterMs).toISOString();
const sumOf = <T>(all: readonly T[], value: (each: T) => number): number =>
  all.reduce((sum, each) => sum + value(each), 0);
const byTime = (a: DueRecord, b: DueRecord): number =>
  `${a.scheduledAt} ${a.runId}` < `${b.scheduledAt} ${b.runId}` ? -1 : 1;

/** A history that is not SQLite: it shows that the port can be implemented by something else, and needs no disk. */
export class MemoryHistory implements HistoryStore {
  readonly #shared: SharedMemory;
  readonly guard: MemoryGuardStore;
  #isOpen = true;

  constructor(shared: SharedMemory) {
    this.#shared = shared;
    this.guard = shared.guard.process();
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    this.guard.kill();
  }

  async problem(): Promise<string | undefined> {
    return undefined;
  }

  async check(): Promise<void> {
    this.#requireFree();
  }

  async isEmpty(): Promise<boolean> {
    return this.#shared.rows.length === 0;
  }

  async expect(runs: readonly DueRecord[], giveUpAt: string): Promise<void> {
    this.#requireFree();
    const known = runs.find(run => this.#rowOf(run) !== undefined);
    if (known !== undefined) throw new HistoryError(`the run ${known.runId} is there already`);
    for (const run of runs.toSorted(byTime)) this.#insert(run, giveUpAt);
  }

  async claim(runs: readonly DueRecord[], { now, giveUpAt }: ClaimTimes): Promise<ReadonlySet<string>> {
    this.#requireFree();
    const latest = new Date(Date.parse(now) + toleranceMs).toISOString();
    const claimed = runs.toSorted(byTime).filter(run => {
      const others = this.#rows().filter(({ due }) => keyOf(due) === keyOf(run));
      for (const row of others) if (row.slot !== undefined && row.slot > latest) row.slot = undefined;
      if (others.some(({ slot }) => slot === run.scheduledAt)) return false;
      this.#insert(run, giveUpAt, run.scheduledAt);
      return true;
    });
    return new Set(claimed.map(({ runId }) => runId));
  }

  #insert(due: DueRecord, giveUpAt: string, slot?: string): void {
    this.#shared.rows.push({ seq: this.#shared.rows.length, due, owner: this, giveUpAt, slot });
  }

  async conclude(record: RunRecord): Promise<boolean> {
    this.#requireFree();
    const row = this.#rowOf(record);
    if (row === undefined || row.record !== undefined) return false;
    row.record = record;
    for (const metricCount of metricCountsOf(record)) await this.count(metricCount, record.simulated);
    const clockAt = Date.parse(record.endedAt);
    const { clockSkewMs } = record;
    const trustedAt = clockSkewMs === undefined ? this.#advanced(clockAt) : clockAt - clockSkewMs;
    this.#shared.times = { clockAt, trustedAt };
    return true;
  }

  async abandoned(now: string): Promise<DueRecord[]> {
    this.#requireFree();
    return this.#rows()
      .filter(row => !row.record && !this.#isUnderWay(row, now))
      .map(({ due }) => due);
  }

  async isOverlapped(due: DueRecord, now: string): Promise<boolean> {
    const seq = this.#rowOf(due)?.seq ?? -1;
    const of = ({ tenant, account, monitor, engine, simulated }: DueRecord) =>
      JSON.stringify([tenant, account, monitor, engine, simulated]);
    return this.#rows().some(
      row =>
        row.seq < seq &&
        !row.record &&
        row.owner !== this &&
        of(row.due) === of(due) &&
        this.#isUnderWay(row, now),
    );
  }

  #isUnderWay({ owner, giveUpAt }: Row, now: string): boolean {
    return owner === this || (owner.#isOpen && giveUpAt > now);
  }

  async trustedTime(now: number): Promise<number> {
    return Math.min(now, this.#advanced(now));
  }

  #advanced(now: number): number {
    const { times } = this.#shared;
    return times ? times.trustedAt + Math.min(dayMs, Math.max(0, now - times.clockAt)) : now;
  }

  async forget(before: string, now: string): Promise<Pick<DueRecord, 'runId' | 'scheduledAt'>[]> {
    this.#requireFree();
    const old = this.#rows().filter(row => row.record && this.#isOld(row, before, now));
    for (const row of old) row.isForgotten = true;
    return old.map(({ due: { runId, scheduledAt } }) => ({ runId, scheduledAt }));
  }

  async misdated(runIds: readonly string[], before: string, now: string): Promise<ReadonlySet<string>> {
    const found = this.#rows().filter(
      row => runIds.includes(row.due.runId) && row.due.scheduledAt < before && !this.#isOld(row, before, now),
    );
    return new Set(found.map(({ due }) => due.runId));
  }

  /** What was written down after a run that is young cannot be old. */
  #isOld({ seq, due }: Row, before: string, now: string): boolean {
    const young = this.#rows().find(row => row.due.scheduledAt >= before && row.due.scheduledAt <= now);
    return due.scheduledAt < before && seq < (young?.seq ?? Infinity);
  }

  async run(runId: string): Promise<RunRecord | undefined> {
    return this.#rowOf({ runId })?.record;
  }

  async runs({ since = '', account, verdicts }: RunQuery = {}): Promise<RunRecord[]> {
    return this.#rows()
      .flatMap(({ record }) => record ?? [])
      .filter(
        run =>
          run.scheduledAt >= since &&
          (account === undefined || run.account === account) &&
          (verdicts === undefined || verdicts.includes(run.verdict)),
      );
  }

  async *each(query?: RunQuery): AsyncGenerator<RunRecord> {
    yield* await this.runs(query);
  }

  async verdictsOf(runIds: readonly string[]): Promise<ReadonlyMap<string, Verdict>> {
    const found = this.#rows()
      .flatMap(({ record }) => record ?? [])
      .filter(({ runId }) => runIds.includes(runId));
    return new Map(found.map(({ runId, verdict }) => [runId, verdict]));
  }

  async lastSuccess({ runId }: Pick<RunRecord, 'runId'>): Promise<string | undefined> {
    const row = this.#rowOf({ runId });
    const success = this.#rows().findLast(
      ({ seq, due, record }) =>
        row && record && seq < row.seq && keyOf(due) === keyOf(row.due) && isSignedIn(record.verdict),
    );
    return success?.record && endOf(success.record);
  }

  async troubles(since: string): Promise<RunRecord[]> {
    const hasFailed = new Map<string, boolean>();
    return (await this.runs({ since })).filter(run => {
      const isAfterFailure = hasFailed.get(keyOf(run)) ?? false;
      hasFailed.set(keyOf(run), !isSignedIn(run.verdict));
      return isAfterFailure || !isSignedIn(run.verdict);
    });
  }

  async series(simulated: boolean): Promise<Series[]> {
    return this.#series(simulated).map(({ last, lastSuccessAt }) => ({ last, lastSuccessAt }));
  }

  async lastDueTimes(simulated: boolean): Promise<LastDueTime[]> {
    return this.#series(simulated).map(({ last, dueAt }) => ({ ...labelsOf(last), at: dueAt }));
  }

  /** Also of runs that are forgotten; the latest last. */
  #series(simulated: boolean): Array<Series & { readonly dueAt: string }> {
    const concluded = this.#everConcluded().filter(record => record.simulated === simulated);
    const found = [...Map.groupBy(concluded, keyOf).values()].flatMap(runs => {
      const last = runs.findLast(isConclusive);
      const success = runs.findLast(({ verdict }) => isSignedIn(verdict));
      const dueAt = runs.at(-1)?.scheduledAt ?? '';
      return last ? [{ last, lastSuccessAt: success && endOf(success), dueAt }] : [];
    });
    return found.toSorted((a, b) => concluded.indexOf(a.last) - concluded.indexOf(b.last));
  }

  async firstRunAt(series: SeriesId): Promise<string | undefined> {
    const runs = this.#rows().filter(({ due }) => keyOf(due) === keyOf(series));
    return runs.map(({ due }) => due.scheduledAt).toSorted()[0];
  }

  async latest(run: DueRecord): Promise<RunRecord | undefined> {
    return this.#series(run.simulated).find(({ last }) => keyOf(last) === keyOf(run))?.last;
  }

  async metricCounts(simulated: boolean): Promise<MetricCount[]> {
    const counts = this.#shared.counts
      .filter(count => count.simulated === simulated)
      .map(({ metricCount }) => metricCount);
    const alike = Map.groupBy(counts, ({ metric, labels, part }) => JSON.stringify([metric, labels, part]));
    return [...alike.values()].flatMap(same =>
      same.slice(-1).map(last => ({ ...last, value: sumOf(same, each => each.value) })),
    );
  }

  async quarterHours({ since, until, simulated }: QuarterHourQuery): Promise<QuarterHour[]> {
    const concluded = this.#everConcluded().filter(record => record.simulated === simulated);
    const alike = Map.groupBy(concluded, run => `${keyOf(run)} ${quarterHourOf(run)} ${run.verdict}`);
    return [...alike.values()]
      .flatMap(same =>
        same.slice(0, 1).map(run => ({
          ...labelsOf(run),
          beganAt: quarterHourOf(run),
          verdict: run.verdict,
          runs: same.length,
          durationMs: sumOf(same, each => each.durationMs),
        })),
      )
      .filter(({ beganAt }) => beganAt >= since && beganAt < until)
      .toSorted((a, b) => (a.beganAt < b.beganAt ? -1 : 1));
  }

  async count(metricCount: MetricCount, simulated: boolean): Promise<void> {
    this.#requireFree();
    this.#shared.counts.push({ metricCount, simulated });
  }

  async saveCredentials(credentials: Credentials): Promise<void> {
    this.#requireFree();
    this.#shared.credentials.set(JSON.stringify([credentials.tenant, credentials.account]), credentials);
  }

  async credentials(): Promise<Credentials[]> {
    const known = [...this.#shared.credentials].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return known.map(([, credentials]) => credentials);
  }

  #rows(): Row[] {
    return this.#shared.rows.filter(({ isForgotten }) => !isForgotten);
  }

  #rowOf({ runId }: Pick<DueRecord, 'runId'>): Row | undefined {
    return this.#rows().find(({ due }) => due.runId === runId);
  }

  #everConcluded(): RunRecord[] {
    return this.#shared.rows.flatMap(({ record }) => record ?? []);
  }

  #requireFree(): void {
    if (this.#shared.isBusy) throw new HistoryError('another process is writing', { kind: 'busy' });
  }
}
