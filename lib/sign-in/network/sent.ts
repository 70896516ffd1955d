import type { Page, Request } from '@playwright/test';
import { isDecoration, isFor, originOf, pathOf } from './requests.ts';

/** A page that makes up addresses for ever must not fill our memory. */
const mostPaths = 10_000;

/** Knows what has left the page: how often it asked for what, and where the sign-in has sent the browser. */
export class Sent {
  readonly #page: Page;
  readonly #signIn: string;
  /** How often, by path; another document has the path `page`. */
  readonly #requested = new Map<string, number>();
  #requests = 0;
  readonly #origins = new Set<string>();

  /** @param signIn the origin of Microsoft's sign-in */
  constructor(page: Page, signIn: string) {
    this.#page = page;
    this.#signIn = signIn;
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

  /** The origins that Microsoft's sign-in has sent the browser to, as it does for federated accounts. */
  get origins(): ReadonlySet<string> {
    return this.#origins;
  }

  request(request: Request): void {
    const isPage = isFor(this.#page, request);
    if (!isDecoration(request)) this.#count(isPage ? 'page' : pathOf(request.url()));
    if (!isPage) return;
    const from = request.redirectedFrom()?.url() ?? this.#page.url();
    if (originOf(from) === this.#signIn) this.#origins.add(originOf(request.url()));
  }

  #count(path: string): void {
    this.#requests += 1;
    const count = this.#requested.get(path);
    if (count !== undefined || this.#requested.size < mostPaths) this.#requested.set(path, (count ?? 0) + 1);
  }
}
