import type { BrowserContext, Page, Request } from '@playwright/test';

/**
 * Watches, from the moment a credential is typed, whether it leaves the browser: from any of its pages, as a form may
 * open another one, and by whatever a script sends. It only listens.
 */
export class Departure {
  readonly #origin: string;
  readonly #forms: readonly string[];
  #isHandedIn = false;
  #isPossible = false;

  /** @param origin of the page that it is typed into */
  constructor(context: BrowserContext, credential: string, origin: string) {
    this.#origin = origin;
    this.#forms = formsOf(credential);
    const watch = (page: Page) => page.on('websocket', () => (this.#isPossible = true));
    context.on('request', request => this.#request(request));
    context.on('page', watch);
    for (const page of context.pages()) watch(page);
  }

  /**
   * Has it gone to the server that judges it, as far as can be seen? Another page was asked for, or something was sent that
   * holds it. A body that the browser does not show (Firefox shows none) counts where it went to the page's own origin.
   */
  get isHandedIn(): boolean {
    return this.#isHandedIn;
  }

  /** May it have left, in a form that nobody can recognise? Measurements of Microsoft's pages do not take it along. */
  get isPossible(): boolean {
    return this.#isHandedIn || this.#isPossible;
  }

  #request(request: Request): void {
    const url = URL.parse(request.url());
    if (url === null || isMeasurement(request, url)) return;
    const body = request.postData();
    const hasBody = body !== null || !bodiless.has(request.method());
    const isUnseen = hasBody && body === null && url.origin === this.#origin;
    const isHeld = this.#forms.some(form => url.href.includes(form) || body?.includes(form));
    if (isForNewPage(request) || isHeld || isUnseen) this.#isHandedIn = true;
    if (hasBody) this.#isPossible = true;
  }
}

const bodiless: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What Microsoft's sign-in pages measure by, all the time: other hosts, and paths of the sign-in's own (sign-in-facts 2.0). */
function isMeasurement(request: Request, { hostname, pathname }: URL): boolean {
  if (request.isNavigationRequest()) return false;
  return (
    hostname.endsWith('.events.data.microsoft.com') ||
    hostname === 'csp.microsoft.com' ||
    /^\/[^/]+\/(?:instrumentation\/[^/]+|handlers\/watson)$/i.test(pathname)
  );
}

/** Is a page asked for, not a frame in one? The first request of a page that is being opened has no frame yet. */
function isForNewPage(request: Request): boolean {
  if (!request.isNavigationRequest()) return false;
  try {
    return request.frame().parentFrame() === null;
  } catch {
    return true;
  }
}

/** As it looks in an address, a form or JSON. */
const formsOf = (credential: string): readonly string[] => [
  credential,
  encodeURIComponent(credential),
  encodeURI(credential),
  new URLSearchParams([['', credential]]).toString().slice(1),
  JSON.stringify(credential).slice(1, -1),
];
