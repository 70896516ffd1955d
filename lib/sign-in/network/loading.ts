import type { Request } from '@playwright/test';
import type { LoadFailure, Observation } from '../../domain/observation.ts';
import { hostOf, isAsset } from './requests.ts';

/** A page that asks for parts without end must not fill our memory. */
const mostMissing = 200;

/** Knows which page is on its way, what it is built of, and what of that could not be loaded. */
export class Loading {
  #failure: LoadFailure | undefined;
  #failed = Promise.withResolvers<undefined>();
  #awaited: string | undefined;
  readonly #coming = new Set<Request>();
  readonly #missing: LoadFailure[] = [];
  readonly #answeredHosts = new Set<string>();

  /** The last page that could not be loaded, or came with an error status, if none was asked for since. */
  get failure(): LoadFailure | undefined {
    return this.#failure;
  }

  /** Resolves when a page could not be loaded at all; not every browser then shows another page. */
  get failed(): Promise<undefined> {
    return this.#failed.promise;
  }

  /** Has a page been asked for that has not answered yet? */
  get isPageAwaited(): boolean {
    return this.#awaited !== undefined;
  }

  /** What the page has asked for to build itself, and has not got yet: scripts, styles, calls to its own hosts. */
  get coming(): ReadonlySet<Request> {
    return this.#coming;
  }

  get facts(): Pick<Observation, 'load' | 'awaited' | 'missingAssets'> {
    const host = this.#awaited;
    return {
      load: this.#failure,
      awaited: host === undefined ? undefined : { host, hasAnswered: this.#answeredHosts.has(host) },
      missingAssets: [...this.#missing, ...this.#unanswered()],
    };
  }

  /** A part of the page is asked for. */
  part(request: Request): void {
    this.#coming.add(request);
  }

  /** Another page is asked for, at this host. */
  page(host: string): void {
    this.#coming.clear();
    this.#failure = undefined;
    this.#failed = Promise.withResolvers();
    this.#awaited = host;
  }

  finished(request: Request): void {
    this.#coming.delete(request);
  }

  answered(host: string): void {
    this.#answeredHosts.add(host);
  }

  /** @param status of its answer */
  pageAnswered(host: string, status: number): void {
    this.#awaited = undefined;
    if (status >= 400) this.#failure = { host, status };
  }

  /** @param failure nothing where the page was left while it loaded */
  pageFailed(failure: LoadFailure | undefined): void {
    this.#awaited = undefined;
    if (failure === undefined) return;
    // Chromium fails a page that came with an error status and no body: the status says more.
    this.#failure = { ...this.#failure, ...failure };
    this.#failed.resolve(undefined);
  }

  /** More is known of a failure, unless there is another one by now. */
  explain(failure: LoadFailure | undefined, better: LoadFailure): void {
    if (this.#failure === failure) this.#failure = better;
  }

  miss(failure: LoadFailure): void {
    if (this.#missing.length < mostMissing) this.#missing.push(failure);
  }

  /** Parts of the page that nobody has answered, of hosts that have answered nothing: lost on the way. */
  #unanswered(): LoadFailure[] {
    const hosts = new Set([...this.#coming].filter(isAsset).map(request => hostOf(request.url())));
    return [...hosts]
      .filter(host => !this.#answeredHosts.has(host))
      .map(host => ({ host, errorText: 'no answer' }));
  }
}
