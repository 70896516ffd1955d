import { availableParallelism } from 'node:os';
import type { ResolvedConfig } from '../config/configuration.ts';
import type { EvidenceStore } from '../domain/evidence-store.ts';
import { isHistoryError } from '../domain/history-error.ts';
import type { HistoryReader, HistoryStore } from '../domain/history-store.ts';
import type { Monitor } from '../domain/monitor.ts';
import { mostWaitMs, WaitLimit, whenFree } from '../domain/when-free.ts';
import { type Clock, isoTime, systemClock } from '../platform/clock.ts';
import { InputError } from '../platform/problem.ts';
import { Conclusions } from '../runner/conclude.ts';
import type { RunContext } from '../runner/due-run.ts';
import { Runner } from '../runner/runner.ts';
import { logProblems, logWarnings, openLog } from '../terminal/logger.ts';
import { type OpenServer, openServer } from '../web/server.ts';
import { saveCredentials } from './credentials.ts';
import { logEmptyHistory } from './empty-history.ts';
import { evidenceSize } from './evidence-size.ts';
import { generationOf } from './generation.ts';
import { configFileOf, type Invocation } from './invocation.ts';
import { loadMonitors } from './monitors.ts';
import { openHistory } from './open-history.ts';
import { pagesOf } from './pages.ts';
import { Publisher, snapshotOf } from './publish.ts';
import { renewalOf } from './renewal.ts';
import { resolveConfig } from './resolve-config.ts';
import { type Generation, Scheduler } from './scheduler.ts';
import { evidenceIn } from './stores.ts';

/** How often a history that is only shown is looked at: is it still the one at its place? */
const lookMs = 15_000;
/** What a browser leaks goes with it after this many runs. */
const mostRuns = 100;

export interface ServeOptions {
  /** `HOST:PORT`, instead of the configured one. */
  readonly listen?: string;
  /** False: somebody else runs the monitors, and only the history is shown. */
  readonly schedule: boolean;
}

/**
 * Runs what is due and shows what came of it, until it is asked to stop.
 * @param onReload is given what reads the configuration again
 * @param clock what is due when, and how old results are, goes by it
 * @throws InputError when the configuration or the address cannot be used, HistoryError when the history cannot
 */
export async function serve(
  invocation: Invocation,
  options: ServeOptions,
  onReload: (reload: () => void) => void,
  clock: Clock = systemClock,
): Promise<void> {
  // One that comes too early waits for the rest to be there.
  const ready = Promise.withResolvers<() => Promise<void>>();
  let reloading: Promise<unknown> = ready.promise;
  onReload(() => {
    reloading = reloading.then(async () => (await ready.promise)());
  });
  const monitors = await loadMonitors();
  const log = openLog(invocation.stderr, invocation.redactor, invocation.logLevel);
  const { listen, schedule } = options;
  const purpose = schedule ? 'serve' : 'show';
  const config = await resolveConfig(invocation, monitors, { purpose, listen, sparesOthers: true });
  logProblems(config.missing, log);
  logWarnings(config.warnings, log);
  // What is only shown needs nothing of it to go on.
  if (!schedule) await config.close();
  let unused = schedule ? config : undefined;
  let server: OpenServer | undefined;
  let history: HistoryStore | undefined;
  let answer: (request: Request) => Response | Promise<Response> = () =>
    new Response('starting\n', { status: 503 });
  try {
    // The address first: when it is in use, perhaps by ourselves, the history is left alone.
    server = await openServer(config.serve.address, config.serve.where, request => answer(request), {
      elapsed: () => systemClock.elapsed(),
      crowded: crowd => log.warn(crowd, 'too many connections: the longest idle ones are closed'),
    });
    const { reports, stop } = invocation;
    const opened = await openHistory({ reports, clock, log, stop, waitLimit: new WaitLimit(clock) });
    ({ history } = opened);
    if (schedule && !config.simulated) await logEmptyHistory(history, reports, log);
    const shared = { invocation, monitors, log, clock, purpose, listen } as const;
    const service = await Service.from(config, { ...shared, ...opened });
    unused = undefined; // the service ends it
    answer = request => service.answer(request);
    ready.resolve(() => service.reload());
    log.info({ address: server.address, schedule }, 'serving');
    await service.run();
  } finally {
    await server?.close();
    await unused?.close();
    await history?.close();
  }
}

interface Parts extends Pick<RunContext, 'clock' | 'history' | 'log' | 'makeRoom'> {
  readonly invocation: Invocation;
  readonly purpose: 'serve' | 'show';
  readonly listen: string | undefined;
  readonly monitors: ReadonlyMap<string, Monitor>;
}

/** Schedule and pages of the configuration that is in force. */
class Service {
  readonly #parts: Parts;
  readonly #breakOff = new AbortController();
  readonly #evidence: EvidenceStore;
  readonly #evidenceBytes: ReturnType<typeof evidenceSize>;
  readonly #conclusions: Conclusions;
  /** Absent where nothing is run, only shown. */
  #scheduler: Scheduler | undefined;
  #publisher: Publisher | undefined;
  #config: ResolvedConfig;
  #pages: ReturnType<typeof pagesOf>;

  private constructor(config: ResolvedConfig, parts: Parts) {
    const { clock, history, log, makeRoom } = parts;
    this.#parts = parts;
    this.#config = config;
    this.#evidence = evidenceIn(parts.invocation.reports);
    this.#evidenceBytes = evidenceSize(this.#evidence, parts);
    this.#conclusions = new Conclusions({
      clock,
      history,
      log,
      makeRoom,
      onLate: () => this.#scheduler?.publish(),
    });
    this.#pages = this.#pagesOf(config);
  }

  /** @throws Error when the history cannot be read */
  static async from(config: ResolvedConfig, parts: Parts): Promise<Service> {
    const service = new Service(config, parts);
    if (parts.purpose === 'show') return service;
    const { clock, history, log } = parts;
    const publisher = new Publisher(config, parts, service.#evidenceBytes);
    service.#publisher = publisher;
    service.#scheduler = await Scheduler.from(await service.#generationOf(config), {
      clock,
      history,
      conclusions: service.#conclusions,
      log,
      runner: new Runner(availableParallelism()),
      publisher,
      breakOff: () => service.#breakOff.abort(new Error('stopped')),
    });
    return service;
  }

  answer(request: Request): Response | Promise<Response> {
    return this.#pages.fetch(request);
  }

  /**
   * Resolves when it was asked to stop and all its runs have ended.
   * @throws HistoryError when the history that is shown was replaced by another one
   */
  async run(): Promise<void> {
    const { stop } = this.#parts.invocation;
    if (this.#scheduler !== undefined) return this.#scheduler.run(stop);
    const { clock } = this.#parts;
    let last = '';
    while (!stop.aborted) {
      try {
        await this.#stayInPlace();
        last = '';
      } catch (error) {
        if (isHistoryError(error, 'replaced')) throw error;
        // Anything else may pass. It is tried again, and said once.
        const message = String(error);
        if (message !== last && !stop.aborted)
          this.#parts.log.error({ err: error }, 'the history cannot be looked at');
        last = message;
      }
      await clock.until(clock.now() + lookMs, stop).catch(() => undefined);
    }
  }

  /** Brings the history back, or follows it, as each write of a run would. Where nothing is wrong, nothing is written. */
  async #stayInPlace(): Promise<void> {
    const { clock, history, invocation, makeRoom } = this.#parts;
    const { stop } = invocation;
    if ((await history.problem()) !== undefined)
      await whenFree(() => history.check(), { clock, stop, patienceMs: mostWaitMs, recover: makeRoom });
  }

  /** Takes the configuration as it is now. One that cannot be used changes nothing, and all its problems are logged. */
  async reload(): Promise<void> {
    const { invocation, monitors, log, purpose, listen } = this.#parts;
    try {
      if (configFileOf(invocation.configFile) === undefined) {
        log.warn('there is no configuration to reload: this is the demo');
        return;
      }
      const listening = this.#config.serve.address;
      const config = await resolveConfig(invocation, monitors, { purpose, listen, listening });
      logWarnings(config.warnings, log);
      const generation = purpose === 'serve' ? await this.#generationOf(config) : undefined;
      if (invocation.stop.aborted) return await generation?.close();
      this.#publisher?.use(config);
      this.#config = config;
      if (generation !== undefined) this.#scheduler?.replace(generation);
      this.#pages = this.#pagesOf(config);
      log.info('the configuration was reloaded');
    } catch (error) {
      const problems = error instanceof InputError ? error.problems : [];
      logProblems(problems, log);
      const err = problems.length === 0 ? { err: error as Error } : {};
      log.error(
        { ...err, problems: problems.length },
        'the new configuration has errors; the old one stays in use',
      );
    }
  }

  async #generationOf(config: ResolvedConfig): Promise<Generation> {
    const { history, log } = this.#parts;
    await saveCredentials(config.credentials, { history, log });
    const shared = { ...this.#parts, conclusions: this.#conclusions, stop: this.#breakOff.signal };
    return generationOf(config, shared, { renewal: renewalOf(config), mostRuns });
  }

  #pagesOf(config: ResolvedConfig): ReturnType<typeof pagesOf> {
    const { clock, history, invocation, monitors, log } = this.#parts;
    return pagesOf(config, {
      history,
      evidence: this.#evidence,
      monitors,
      log,
      now: () => clock.now(),
      snapshot: async () =>
        snapshotOf(config, history, {
          now: clock.now(),
          evidenceBytes: await this.#evidenceBytes(),
        }),
      stateOf: key => this.#scheduler?.stateOf(key) ?? { isUnderWay: false },
      unready: async () => [
        ...(invocation.stop.aborted ? ['stopping'] : []),
        ...((await isReadable(history, clock)) ? [] : ['the history cannot be read']),
        ...[await history.problem(), this.#scheduler?.problem()].filter(problem => problem !== undefined),
      ],
    });
  }
}

/** Asks for something small. */
async function isReadable(history: HistoryReader, clock: Clock): Promise<boolean> {
  try {
    await history.runs({ since: isoTime(clock.now()) });
    return true;
  } catch {
    return false;
  }
}
