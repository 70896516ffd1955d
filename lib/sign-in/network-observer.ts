import type { Page, Request, Response } from '@playwright/test';
import { isAmong } from '../domain/monitor.ts';
import type { LoadFailure, Observation } from '../domain/observation.ts';
import { parseHttpDate } from '../platform/http-date.ts';
import { SupportIds } from './support-ids.ts';

/** Replies are asked for after the page has them, so they are small and near; one that hangs must not hold up a run. */
const replyPatienceMs = 2_000;
/** A page that makes up addresses for ever must not fill our memory. */
const mostPaths = 10_000;
const mostMissing = 200;

/**
 * Listens to the traffic of a sign-in and keeps the few facts that explain how it ended. It changes nothing: no
 * request is routed, held or blocked. Bodies are read of two of Microsoft's own calls, and only codes are kept.
 */
export class NetworkObserver {
  readonly #page: Page;
  readonly #hosts: readonly string[];
  readonly #watched: readonly string[];
  readonly #called = new Set<string>();
  readonly #missing: LoadFailure[] = [];
  readonly #answers: Record<string, number> = {};
  readonly #readingReplies = new Set<Promise<void>>();
  readonly #waiting = new Set<() => void>();
  #credentialType: Observation['credentialType'];
  #codeResult: string | undefined;
  #load: LoadFailure | undefined;
  #awaited: string | undefined;
  readonly #answeredHosts = new Set<string>();
  readonly #now: () => number;
  #clockSkewMs: number | undefined;
  readonly #supportIds: SupportIds;
  #isGone = false;
  /** How often, by path; a page has the path `page`. */
  readonly #requested = new Map<string, number>();
  #requests = 0;
  /** What the page has asked for to build itself, and has not got yet. */
  readonly #coming = new Set<Request>();
  readonly #sentTo = new Set<string>();
  readonly #signIn: string;
  #loadFailed = Promise.withResolvers<undefined>();
  #onLeaving: ((host: string) => void) | undefined;
  #onArriving: ((url: URL) => void) | undefined;

  /**
   * @param signIn the origin of Microsoft's sign-in
   * @param center the hosts that the center's data comes from, and the paths of the calls whose status is kept
   * @param now our own clock, in ms since 1970
   */
  constructor(
    page: Page,
    signIn: string,
    center: { readonly hosts: readonly string[]; readonly answers: readonly string[] },
    now: () => number,
  ) {
    this.#page = page;
    this.#signIn = signIn;
    this.#now = now;
    this.#supportIds = new SupportIds(now);
    this.#hosts = center.hosts;
    this.#watched = center.answers;
    page.on('request', request => this.#request(request));
    page.on('requestfailed', request => this.#failed(request));
    page.on('requestfinished', request => this.#coming.delete(request));
    page.on('response', response => this.#response(response));
    const gone = () => {
      this.#isGone = true;
      this.#wake();
    };
    page.on('close', gone);
    page.on('crash', gone);
    page.on('framenavigated', frame => {
      if (frame === page.mainFrame()) this.#arrive(frame.url());
    });
  }

  /** Has Microsoft's sign-in page sent the browser to this origin, as it does for federated accounts? */
  isSentTo(origin: string): boolean {
    return this.#sentTo.has(origin);
  }

  /**
   * How often the page has asked for another page or, if `what` is the end of a path, made such a call; for `anything`
   * how often it has asked for something that may have taken along what was typed.
   */
  requested(what: string): number {
    if (what === 'anything') return this.#requests;
    return [...this.#requested].reduce(
      (sum, [path, count]) => (path === 'page' || path.endsWith(what) ? sum + count : sum),
      0,
    );
  }

  /** The last page that could not be loaded, if none was loaded since. */
  get load(): LoadFailure | undefined {
    return this.#load;
  }

  /** Has the page crashed or been closed? */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** How far our clock is ahead of Microsoft's sign-in, by its last page, in ms. */
  get clockSkewMs(): number | undefined {
    return this.#clockSkewMs;
  }

  /** Has a page been asked for that has not answered yet? */
  get isPageAwaited(): boolean {
    return this.#awaited !== undefined;
  }

  /** Is something still on its way that the page is built of: a script, a style, a call to its own hosts? */
  get isPageLoading(): boolean {
    return this.#coming.size > 0;
  }

  /** Is one of the calls still to be answered whose status is kept? */
  get isAnswerAwaited(): boolean {
    return [...this.#coming].some(request => this.#watchedFor(request) !== undefined);
  }

  /** Resolves when a page could not be loaded at all; not every browser then shows another page. */
  get loadFailed(): Promise<undefined> {
    return this.#loadFailed.promise;
  }

  /** Calls back, at once, whenever the page leaves for a host, and when a document of a host has arrived. */
  onTravel(leaving: (host: string) => void, arriving: (url: URL) => void): void {
    this.#onLeaving = leaving;
    this.#onArriving = arriving;
  }

  /**
   * What the call to `path` answered; 0 when it got no answer; nothing when none has come yet. For all calls below a
   * path that ends in `/`: 200 as soon as one did, else what the last one answered.
   */
  answer(path: string): number | undefined {
    return this.#answers[path];
  }

  /** Has the page made the call to `path`, or one below it? */
  hasCalled(path: string): boolean {
    return this.#called.has(path);
  }

  /** Resolves with true as soon as `happened` says so, looking again after every reply; with false after `timeoutMs`. */
  async until(happened: () => boolean, timeoutMs: number): Promise<boolean> {
    const over = Promise.withResolvers<void>();
    const timer = setTimeout(over.resolve, timeoutMs);
    let isOver = this.#isGone;
    void over.promise.then(() => (isOver = true));
    try {
      while (!happened()) {
        if (isOver || this.#isGone) return false;
        const next = Promise.withResolvers<void>();
        this.#waiting.add(next.resolve);
        await Promise.race([next.promise, over.promise]);
        this.#waiting.delete(next.resolve);
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
    const timer = Promise.withResolvers<void>();
    const patience = setTimeout(timer.resolve, replyPatienceMs);
    await Promise.race([Promise.all(this.#readingReplies), timer.promise]);
    clearTimeout(patience);
    return {
      missingAssets: [...this.#missing, ...this.#unanswered()],
      answers: { ...this.#answers },
      requestIds: this.#supportIds.found,
      ...(this.#load && { load: this.#load }),
      ...(this.#awaited !== undefined && {
        awaited: { host: this.#awaited, hasAnswered: this.#answeredHosts.has(this.#awaited) },
      }),
      ...(this.#credentialType && { credentialType: this.#credentialType }),
      ...(this.#codeResult !== undefined && { codeResult: this.#codeResult }),
    };
  }

  /** Parts of the page that nobody has answered, of hosts that have answered nothing: lost on the way. */
  #unanswered(): LoadFailure[] {
    const hosts = new Set([...this.#coming].filter(isAsset).map(request => hostOf(request.url())));
    return [...hosts]
      .filter(host => !this.#answeredHosts.has(host))
      .map(host => ({ host, errorText: 'no answer' }));
  }

  #arrive(address: string): void {
    const url = URL.parse(address);
    if (url !== null) this.#onArriving?.(url);
  }

  #request(request: Request): void {
    if (!decoration.has(request.resourceType()))
      this.#count(this.#isPage(request) ? 'page' : pathOf(request.url()));
    const watched = this.#watchedFor(request);
    if (watched !== undefined) this.#called.add(watched);
    if (this.#buildsPage(request)) this.#coming.add(request);
    if (this.#isPage(request)) {
      this.#coming.clear();
      this.#load = undefined;
      this.#loadFailed = Promise.withResolvers();
      this.#awaited = hostOf(request.url());
      this.#onLeaving?.(this.#awaited);
      const from = request.redirectedFrom()?.url() ?? this.#page.url();
      if (originOf(from) === this.#signIn) this.#sentTo.add(originOf(request.url()));
    }
  }

  #count(path: string): void {
    this.#requests += 1;
    const count = this.#requested.get(path);
    if (count !== undefined || this.#requested.size < mostPaths) this.#requested.set(path, (count ?? 0) + 1);
  }

  #failed(request: Request): void {
    this.#coming.delete(request);
    const failure = { host: hostOf(request.url()), errorText: request.failure()?.errorText ?? 'failed' };
    // A page that is left while it loads is no failure of that page.
    const isAborted = /ERR_ABORTED|NS_BINDING_ABORTED|NS_ERROR_ABORT/.test(failure.errorText);
    if (this.#isPage(request)) {
      this.#awaited = undefined;
      // Chromium fails a page that came with an error status and no body: the status says more.
      if (!isAborted) {
        this.#load = { ...this.#load, ...failure };
        this.#loadFailed.resolve(undefined);
      }
    } else if (isAsset(request)) {
      if (!isAborted) this.#miss(failure);
    } else {
      this.#note(request, 0);
    }
    this.#wake();
  }

  #response(response: Response): void {
    const request = response.request();
    const status = response.status();
    const host = hostOf(request.url());
    this.#answeredHosts.add(host);
    if (this.#isPage(request)) {
      this.#awaited = undefined;
      if (originOf(request.url()) === this.#signIn) this.#compareClocks(response);
      if (status >= 400) this.#load = { host, status };
      if (status === 503) this.#readTlsFailure(response, host);
      this.#supportIds.notePage(response);
    } else if (isAsset(request)) {
      if (status >= 400) this.#miss({ host, status });
    } else {
      this.#note(request, status);
      if (this.#watchedFor(request) !== undefined || originOf(request.url()) === this.#signIn)
        this.#supportIds.noteCall(response);
      this.#readReply(response);
    }
    this.#wake();
  }

  #miss(failure: LoadFailure): void {
    if (this.#missing.length < mostMissing) this.#missing.push(failure);
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

  #note(request: Request, status: number): void {
    const watched = this.#watchedFor(request);
    if (watched !== undefined && !(watched.endsWith('/') && this.#answers[watched] === 200))
      this.#answers[watched] = status;
    if (pathOf(request.url()).endsWith('/GetCredentialType')) this.#credentialType = { status };
  }

  /** The watched path that a call is for. Another host's call, or a preflight, says nothing of the center. */
  #watchedFor(request: Request): string | undefined {
    if (this.#isPage(request) || isAsset(request)) return undefined;
    if (request.method() === 'OPTIONS' || !isAmong(this.#hosts, hostOf(request.url()))) return undefined;
    const path = pathOf(request.url()).toLowerCase();
    return this.#watched.find(wanted =>
      wanted.endsWith('/') ? path.startsWith(wanted.toLowerCase()) : path === wanted.toLowerCase(),
    );
  }

  #readReply(response: Response): void {
    const path = pathOf(response.url());
    if (path.endsWith('/GetCredentialType'))
      this.#noteReply(response, reply => this.#noteCredentialType(response.status(), reply));
    if (path.endsWith('/SAS/EndAuth')) this.#noteReply(response, reply => this.#noteCodeResult(reply));
  }

  #noteReply(response: Response, note: (reply: Record<string, unknown>) => void): void {
    const reading = response
      .json()
      .then((reply: Record<string, unknown>) => note(reply))
      .catch(() => undefined) // a reply without a body tells as much as its status
      .finally(() => this.#readingReplies.delete(reading));
    this.#readingReplies.add(reading);
  }

  /** Where a certificate is held, Playwright speaks TLS itself and tells what went wrong as a page of its own making. */
  #readTlsFailure(response: Response, host: string): void {
    const load = this.#load;
    const note = async () => {
      const [, errorText] =
        /^Playwright client-certificate error: (.{1,300})/.exec(await response.text()) ?? [];
      if (errorText !== undefined && this.#load === load) this.#load = { host, errorText };
    };
    const reading = note()
      .catch(() => undefined) // a page that was left tells nothing
      .finally(() => this.#readingReplies.delete(reading));
    this.#readingReplies.add(reading);
  }

  #noteCredentialType(status: number, reply: Record<string, unknown>): void {
    const { IfExistsResult: exists, ThrottleStatus: throttle, error } = reply;
    const { code } = (error ?? {}) as Record<string, unknown>;
    this.#credentialType = {
      status,
      ...(typeof exists === 'number' && { exists }),
      ...(typeof throttle === 'number' && { throttle }),
      ...(/^\d{1,7}$/.test(String(code)) && { errorCode: String(code) }),
    };
  }

  #noteCodeResult(reply: Record<string, unknown>): void {
    const result = reply['ResultValue'];
    // A closed set of words at Microsoft; anything that does not look like one of them is not kept.
    if (typeof result === 'string' && /^[A-Za-z0-9]{1,60}$/.test(result)) this.#codeResult = result;
  }

  #buildsPage(request: Request): boolean {
    if (isAsset(request)) return true;
    if (!['fetch', 'xhr'].includes(request.resourceType())) return false;
    return originOf(request.url()) === this.#signIn || isAmong(this.#hosts, hostOf(request.url()));
  }

  #isPage(request: Request): boolean {
    return request.isNavigationRequest() && request.frame() === this.#page.mainFrame();
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }
}

/** Whatever a page fetches only to look good: nothing is sent with it. */
const decoration: ReadonlySet<string> = new Set(['image', 'font', 'media', 'stylesheet']);

const isAsset = (request: Request): boolean => ['script', 'stylesheet'].includes(request.resourceType());

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : '';
}

function originOf(address: string): string {
  return URL.canParse(address) ? new URL(address).origin : '';
}

function pathOf(address: string): string {
  return URL.canParse(address) ? new URL(address).pathname : '';
}
