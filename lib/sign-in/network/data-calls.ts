import type { Page, Request } from '@playwright/test';
import { isAmong } from '../../domain/monitor.ts';
import { hostOf, isAsset, isFor, pathOf } from './requests.ts';

/** Where the center's data comes from, and the paths of the calls whose status is kept. */
export interface Center {
  readonly hosts: readonly string[];
  readonly answers: readonly string[];
}

/** Knows the center's first data calls: which were made, and what they answered. */
export class DataCalls {
  readonly #page: Page;
  readonly #center: Center;
  readonly #called = new Set<string>();
  readonly #answers: Record<string, number> = {};

  constructor(page: Page, center: Center) {
    this.#page = page;
    this.#center = center;
  }

  /** The status of each, by path. */
  get answers(): Readonly<Record<string, number>> {
    return { ...this.#answers };
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

  /** Is it one of the calls whose status is kept? */
  has(request: Request): boolean {
    return this.#pathFor(request) !== undefined;
  }

  request(request: Request): void {
    const path = this.#pathFor(request);
    if (path !== undefined) this.#called.add(path);
  }

  /** @param status 0 where it got no answer */
  answered(request: Request, status: number): void {
    const path = this.#pathFor(request);
    if (path !== undefined && !(path.endsWith('/') && this.#answers[path] === 200))
      this.#answers[path] = status;
  }

  /** The watched path that a call is for. Another host's call, or a preflight, says nothing of the center. */
  #pathFor(request: Request): string | undefined {
    if (isFor(this.#page, request) || isAsset(request)) return undefined;
    if (request.method() === 'OPTIONS' || !isAmong(this.#center.hosts, hostOf(request.url())))
      return undefined;
    const path = pathOf(request.url()).toLowerCase();
    return this.#center.answers.find(wanted =>
      wanted.endsWith('/') ? path.startsWith(wanted.toLowerCase()) : path === wanted.toLowerCase(),
    );
  }
}
