import type { Page, Request, Response } from '@playwright/test';
import { isAmong } from '../../domain/monitor.ts';
import type { Observation } from '../../domain/observation.ts';
import { parseHttpDate } from '../../platform/http-date.ts';
import { type Center, DataCalls } from './data-calls.ts';
import { Loading } from './loading.ts';
import { Replies } from './replies.ts';
import { hostOf, isAsset, isFor, originOf } from './requests.ts';
import { Sent } from './sent.ts';
import { SupportIds } from './support-ids.ts';

/**
 * Listens to the traffic of a sign-in and passes it on to those who keep the few facts that explain how it ended. It
 * changes nothing: no request is routed, delayed or blocked.
 */
export class NetworkObserver {
  readonly sent: Sent;
  readonly loading = new Loading();
  readonly calls: DataCalls;
  readonly #replies = new Replies();
  readonly #supportIds: SupportIds;
  readonly #page: Page;
  readonly #signIn: string;
  readonly #hosts: readonly string[];
  readonly #now: () => number;
  #clockSkewMs: number | undefined;
  #isGone = false;
  #news = Promise.withResolvers<void>();
  #onLeaving: ((host: string) => void) | undefined;
  #onArriving: ((url: URL) => void) | undefined;

  /**
   * @param signIn the origin of Microsoft's sign-in
   * @param now our own clock, in ms since 1970
   */
  constructor(page: Page, signIn: string, center: Center, now: () => number) {
    this.#page = page;
    this.#signIn = signIn;
    this.#hosts = center.hosts;
    this.#now = now;
    this.sent = new Sent(page, signIn);
    this.calls = new DataCalls(page, center);
    this.#supportIds = new SupportIds(now);
    page.on('request', request => this.#request(request));
    page.on('requestfailed', request => this.#failed(request));
    page.on('requestfinished', request => this.loading.finished(request));
    page.on('response', response => this.#response(response));
    const gone = () => {
      this.#isGone = true;
      this.#wake();
    };
    page.on('close', gone);
    page.on('crash', gone);
    page.on('framenavigated', frame => {
      const url = frame === page.mainFrame() ? URL.parse(frame.url()) : null;
      if (url !== null) this.#onArriving?.(url);
    });
  }

  /** Has the page crashed or been closed? */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** How far our clock is ahead of Microsoft's sign-in, by its last page, in ms. */
  get clockSkewMs(): number | undefined {
    return this.#clockSkewMs;
  }

  /** Is one of the center's data calls still to be answered? */
  get isAnswerAwaited(): boolean {
    return [...this.loading.coming].some(request => this.calls.has(request));
  }

  /** Calls back, at once, whenever the page leaves for a host, and when a document of a host has arrived. */
  onTravel(leaving: (host: string) => void, arriving: (url: URL) => void): void {
    this.#onLeaving = leaving;
    this.#onArriving = arriving;
  }

  /** Resolves with true as soon as `happened` says so, looking again after every reply; with false after `timeoutMs`. */
  async until(happened: () => boolean, timeoutMs: number): Promise<boolean> {
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      this.#wake();
    }, timeoutMs);
    try {
      while (!happened()) {
        if (isOver || this.#isGone) return false;
        await this.#news.promise;
      }
      return true;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The facts, once the replies under way have been read. */
  async facts(): Promise<
    Pick<
      Observation,
      'missingAssets' | 'answers' | 'requestIds' | 'load' | 'awaited' | 'credentialType' | 'codeResult'
    >
  > {
    await this.#replies.settled();
    return {
      ...this.loading.facts,
      ...this.#replies.facts,
      answers: this.calls.answers,
      requestIds: this.#supportIds.found,
    };
  }

  #request(request: Request): void {
    this.sent.request(request);
    this.calls.request(request);
    if (isFor(this.#page, request)) {
      const host = hostOf(request.url());
      this.loading.page(host);
      this.#onLeaving?.(host);
    } else if (this.#buildsPage(request)) {
      this.loading.part(request);
    }
  }

  #failed(request: Request): void {
    this.loading.finished(request);
    const failure = { host: hostOf(request.url()), errorText: request.failure()?.errorText ?? 'failed' };
    // Leaving a page while it loads is not a failure of that page.
    const isAborted = /ERR_ABORTED|NS_BINDING_ABORTED|NS_ERROR_ABORT/.test(failure.errorText);
    if (isFor(this.#page, request)) this.loading.pageFailed(isAborted ? undefined : failure);
    else if (!isAsset(request)) this.#answered(request, 0);
    else if (!isAborted) this.loading.miss(failure);
    this.#wake();
  }

  #response(response: Response): void {
    const request = response.request();
    const status = response.status();
    const host = hostOf(request.url());
    this.loading.answered(host);
    if (isFor(this.#page, request)) {
      if (originOf(request.url()) === this.#signIn) this.#compareClocks(response);
      this.loading.pageAnswered(host, status);
      if (status === 503) this.#readTlsFailure(response, host);
      this.#supportIds.notePage(response);
    } else if (isAsset(request)) {
      if (status >= 400) this.loading.miss({ host, status });
    } else {
      this.#answered(request, status);
      if (this.calls.has(request) || originOf(request.url()) === this.#signIn)
        this.#supportIds.noteCall(response);
      this.#replies.read(response);
    }
    this.#wake();
  }

  #answered(request: Request, status: number): void {
    this.calls.answered(request, status);
    this.#replies.answered(request, status);
  }

  /**
   * Only Microsoft's own word counts, and only one just spoken: anybody else could shift the time that one-time codes and
   * the guard go by. A server's `Date` is cut to the second, so half a second either way says nothing.
   */
  #compareClocks(response: Response): void {
    const { date, age } = response.headers();
    if (age !== undefined || response.fromServiceWorker()) return;
    const theirs = parseHttpDate(date);
    if (theirs !== undefined) this.#clockSkewMs = this.#now() - theirs - 500;
  }

  /** Where a certificate is held, Playwright speaks TLS itself and reports what went wrong as a page of its own making. */
  #readTlsFailure(response: Response, host: string): void {
    const { failure } = this.loading;
    this.#replies.follow(async () => {
      const [, errorText] =
        /^Playwright client-certificate error: (.{1,300})/.exec(await response.text()) ?? [];
      if (errorText !== undefined) this.loading.explain(failure, { host, errorText });
    });
  }

  #buildsPage(request: Request): boolean {
    if (isAsset(request)) return true;
    if (!['fetch', 'xhr'].includes(request.resourceType())) return false;
    return originOf(request.url()) === this.#signIn || isAmong(this.#hosts, hostOf(request.url()));
  }

  #wake(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }
}
