import { errors, type Page } from '@playwright/test';
import type { Clock } from '../core/clock.ts';

/** One cheap look at a page: who it says it is, and which of the controls we know can really be seen. */
export interface Reading {
  readonly url: string;
  /** Differs between two loads of the same address. */
  readonly document: number;
  /**
   * `<meta name="PageID">` or `$Config.pgid`: the same name in every language (sign-in-facts 1.1). The page that takes
   * the answer to the center has none; it is called after its form, `hiddenform` (2.21).
   */
  readonly pageId: string | undefined;
  /** `$Config.sErrorCode` or `iErrorCode`, else the number in Microsoft's message; normal states have codes, too. */
  readonly errorCode: string | undefined;
  readonly correlationId: string | undefined;
  readonly requestId: string | undefined;
  readonly timestamp: string | undefined;
  /** The second factor that the page is about, where it says so (sign-in-facts 1.11, 2.8). */
  readonly method: string | undefined;
  /** Whose password the page asks for, as it shows it. */
  readonly identity: string | undefined;
  /** The ways to prove oneself that the page offers, by Microsoft's names; numbers are those of GetCredentialType. */
  readonly offered: readonly string[];
  /** The selectors of which a match can be seen. */
  readonly visible: readonly string[];
}

/** The account that the password page names (sign-in-facts 2.4, 3.4). */
const banner = '#displayName';

/** Where the built error page says what has happened (sign-in-facts 2.20); its number is the same in every language. */
const message = '#service_exception_message';

/**
 * Looks at the page, and again with every frame that it draws, until it differs from `last`; returns that reading, or
 * nothing when `timeoutMs` is over. Survives navigations. Throws when the page is closed or has crashed.
 */
export async function readPage(
  page: Page,
  selectors: readonly string[],
  timeoutMs: number,
  last?: Reading,
): Promise<Reading | undefined> {
  const question = {
    selectors,
    whoAsked: banner,
    whatHappened: message,
    last: last === undefined ? '' : signature(last),
  };
  for (const until = performance.now() + timeoutMs; ; ) {
    const left = until - performance.now();
    if (left <= 0) return undefined;
    try {
      const look = page.waitForFunction(lookInPage, question, { polling: 'raf', timeout: left });
      // A browser that hangs in between would keep the second question for ever.
      const answer = await inTime(
        look.then(told => told.jsonValue()),
        left + graceMs,
      );
      return answer === undefined ? undefined : (JSON.parse(answer) as Reading);
    } catch (error) {
      if (error instanceof errors.TimeoutError) return undefined;
      // The page left between the look and the answer: look at the next one.
      if (page.isClosed() || !isNavigation(error)) throw error;
    }
  }
}

/** Playwright's own time limit comes first. */
const graceMs = 500;

async function inTime<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  const over = Promise.withResolvers<undefined>();
  const timer = setTimeout(over.resolve, ms);
  work.catch(() => undefined); // when it is late, nobody waits for it
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** An empty page answers such a question in milliseconds; a browser that is short of time, in a second. */
const aliveMs = 2_500;

/**
 * Does the page still answer at all? A browser that hangs shows nothing new either, and must not be taken for a page
 * that stands still.
 */
export async function isAlive(page: Page): Promise<boolean> {
  try {
    await page.waitForFunction(() => true, undefined, { timeout: aliveMs });
    return true;
  } catch (error) {
    return !(error instanceof errors.TimeoutError) && !page.isClosed();
  }
}

/** The same of the browser alone: while another page is awaited, Chromium lets nobody into the one that stands there. */
export async function isBrowserAlive(page: Page, clock: Clock): Promise<boolean> {
  const done = new AbortController();
  const late = clock.until(clock.now() + aliveMs, done.signal).then(
    () => false,
    () => false,
  );
  const answer = page
    .context()
    .cookies()
    .then(
      () => true,
      () => !page.isClosed(),
    );
  return Promise.race([answer, late]).finally(() => done.abort());
}

/** What makes two looks at a page the same; the in-page function compares exactly this text. */
function signature(reading: Reading): string {
  return JSON.stringify(reading);
}

function isNavigation(error: unknown): boolean {
  return (
    error instanceof Error &&
    /context was destroyed|navigat|frame was detached|Cannot find context/i.test(error.message)
  );
}

/**
 * Runs inside the page and must not use anything from outside. Returns the reading as JSON, or '' while it is still
 * the last one. What is visible is asked of the browser: these pages keep off-screen twins of their fields in the
 * document (sign-in-facts 1.12), transparent or of no size, which a look at the document alone takes for real.
 */
function lookInPage({
  selectors,
  whoAsked,
  whatHappened,
  last,
}: {
  selectors: readonly string[];
  whoAsked: string;
  whatHappened: string;
  last: string;
}): string {
  type Config = Record<string, unknown>;
  const scope = globalThis as unknown as { $Config?: Config; ServerData?: Config };

  /** The same from the source of the page, for one whose own rules kept its script from running. */
  const configInSource = (): Config | undefined => {
    for (const { textContent } of document.scripts) {
      const [, object] = /\$Config\s*=\s*(\{.*)/s.exec(textContent) ?? [];
      let depth = 0;
      // Braces also stand in texts, and other code may follow (sign-in-facts 1.3).
      for (const { 0: token, index } of (object ?? '').matchAll(/"(?:[^"\\]|\\.)*"|[{}]/gs)) {
        if (token === '{') depth += 1;
        if (token !== '}' || --depth > 0) continue;
        try {
          return JSON.parse((object ?? '').slice(0, index + 1)) as Config;
        } catch {
          break;
        }
      }
    }
    return undefined;
  };
  const config = scope.$Config ?? scope.ServerData ?? configInSource() ?? {};

  const text = (value: unknown): string | undefined => {
    const shown = typeof value === 'number' ? String(value) : value;
    return typeof shown === 'string' && shown !== '' ? shown.slice(0, 200) : undefined;
  };

  const canBeSeen = (element: Element): boolean => {
    const box = element.getBoundingClientRect();
    return (
      box.width > 1 &&
      box.height > 1 &&
      box.right > 0 &&
      box.bottom > 0 &&
      box.left < innerWidth &&
      element.getAttribute('aria-hidden') !== 'true' &&
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    );
  };

  const proofs = (Array.isArray(config['arrUserProofs']) ? config['arrUserProofs'] : []) as Array<Record<
    string,
    unknown
  > | null>;
  const rows = [
    ...document.querySelectorAll<HTMLElement>(
      ':is([role="button"], [role="option"]):is([data-test-cred-id], [data-value])',
    ),
  ].map(row => row.dataset['testCredId'] ?? row.dataset['value']);
  const preferred = proofs.find(proof => proof?.['isDefault'] === true);
  const said = [
    config['strServiceExceptionMessage'],
    config['strMainMessage'],
    document.querySelector(whatHappened)?.textContent,
  ];
  const [, codeInMessage] = /AADSTS(\d+)/.exec(said.filter(part => typeof part === 'string').join(' ')) ?? [];

  const reading = JSON.stringify({
    url: location.href,
    document: performance.timeOrigin,
    pageId:
      text(document.querySelector('meta[name="PageID" i]')?.getAttribute('content')) ??
      text(config['pgid'] ?? config['sPageId']) ??
      text(document.querySelector('form[name="hiddenform"]')?.getAttribute('name')),
    errorCode: [config['sErrorCode'], config['iErrorCode'], codeInMessage]
      .map(text)
      .find(code => code !== undefined && code !== '0'),
    correlationId: text(config['correlationId']),
    requestId: text(config['sessionId']),
    timestamp: text((config['serverDetails'] as Record<string, unknown> | undefined)?.['rt']),
    method:
      text(document.querySelector<HTMLInputElement>('input[name="mfaAuthMethod"]')?.value) ??
      text(preferred?.['authMethodId']),
    identity: text(document.querySelector(whoAsked)?.textContent?.trim()),
    offered: [...new Set([...proofs.map(proof => proof?.['authMethodId']), ...rows])].filter(
      (name): name is string => typeof name === 'string' && /^\w{1,40}$/.test(name),
    ),
    visible: selectors.filter(selector => [...document.querySelectorAll(selector)].some(canBeSeen)),
  });
  return reading === last ? '' : reading;
}

/** Did the page, its context or its browser go away? */
export const isCrash = (error: unknown): boolean =>
  error instanceof Error &&
  /crashed|has been closed|Browser closed|browser has disconnected/i.test(error.message);
