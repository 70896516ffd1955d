import type { Page } from '@playwright/test';
import { z } from 'zod';
import type { Clock } from '../platform/clock.ts';
import { inPage } from '../platform/in-page.ts';

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
  /** Is its HTML still arriving? */
  readonly isArriving: boolean;
  /** The selectors of which a match can be seen. */
  readonly visible: readonly string[];
  /** Those of them of which more than one can. */
  readonly several: readonly string[];
  /** The fields that can be seen and typed into. */
  readonly fields: readonly Field[];
}

/** A field as HTML describes it, never what is in it. */
export interface Field {
  readonly type: string;
  /** Its `name`, else its `id`. */
  readonly name: string;
  readonly autocomplete: string;
  readonly inputMode: string;
  /** -1 where nothing limits it. */
  readonly maxLength: number;
}

/** A page of which only the address is known. */
export const unread = (url: string): Reading => ({
  url,
  document: 0,
  pageId: undefined,
  errorCode: undefined,
  correlationId: undefined,
  requestId: undefined,
  timestamp: undefined,
  method: undefined,
  identity: undefined,
  offered: [],
  several: [],
  isArriving: true,
  visible: [],
  fields: [],
});

/** The account that the password page names (sign-in-facts 2.4, 3.4). */
const banner = '#displayName';

/** Where the built error page says what has happened (sign-in-facts 2.20); its number is the same in every language. */
const message = '#service_exception_message';

/** The valid result of a look. Longer texts are not of a page of Microsoft's, and are not passed on. */
const said = z.string().max(200).optional();
const readingSchema = z.object({
  url: z.url().max(20_000),
  document: z.number(),
  pageId: said,
  errorCode: said,
  correlationId: said,
  requestId: said,
  timestamp: said,
  method: said,
  identity: said,
  offered: z.array(z.string().max(40)).max(100),
  isArriving: z.boolean(),
  visible: z.array(z.string()),
  several: z.array(z.string()),
  fields: z
    .array(
      z.object({
        type: z.string().max(20),
        name: z.string().max(100),
        autocomplete: z.string().max(100),
        inputMode: z.string().max(100),
        maxLength: z.number(),
      }),
    )
    .max(50),
});

/** The page cannot be looked at, or what it gave for an answer cannot be true. */
class UnreadablePage extends Error {}

/**
 * Looks at the page, and again and again until it differs from `last`; returns that reading, or nothing when `timeoutMs`
 * is over. Survives navigations.
 * @throws UnreadablePage when looking fails inside the page, Error when the page is closed or has crashed
 */
export async function readPage(
  page: Page,
  selectors: readonly string[],
  timeoutMs: number,
  last?: Reading,
): Promise<Reading | undefined> {
  const question = { selectors, whoAsked: banner, whatHappened: message };
  for (const until = performance.now() + timeoutMs; ; ) {
    try {
      const answer = await look(page, question, until - performance.now(), last && JSON.stringify(last));
      return answer === undefined ? undefined : readingOf(answer);
    } catch (error) {
      if (page.isClosed() || isCrash(error) || error instanceof UnreadablePage) throw error;
      // The page left between the look and the answer: look at the next one.
      if (!isNavigation(error)) throw new UnreadablePage('the page could not be read', { cause: error });
    }
  }
}

/** As the page wrote it, key by key: the next look is compared with exactly this. */
function readingOf(answer: string): Reading {
  const reading = JSON.parse(answer) as Reading;
  const { error } = readingSchema.safeParse(reading);
  if (error !== undefined) throw new UnreadablePage('the page gave an unusable answer', { cause: error });
  return reading;
}

/** An empty page answers such a question in milliseconds; a browser that is short of time, in a second. */
const aliveMs = 2_500;

const answerAnything = inPage(() => 'here');

/**
 * Does the page still answer at all? A browser that hangs shows nothing new either, and must not be taken for a page
 * that stands still.
 */
export async function isAlive(page: Page): Promise<boolean> {
  try {
    return (await answerAnything(page, undefined, aliveMs)) !== undefined;
  } catch {
    return !page.isClosed();
  }
}

/** The same of the browser alone: while another page is awaited, Chromium does not let scripts into the current one. */
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

function isNavigation(error: unknown): boolean {
  return (
    error instanceof Error &&
    /context was destroyed|navigat|frame was detached|Cannot find context/i.test(error.message)
  );
}

const look = inPage(lookInPage);

/**
 * Runs inside the page and must not use anything from outside. Returns the reading as JSON. What is visible is asked of
 * the browser: these pages keep off-screen twins of their fields in the document (sign-in-facts 1.12), transparent or of
 * no size, which a look at the document alone takes for real.
 */
// oxlint-disable-next-line max-lines-per-function -- only one function can be sent into a page
function lookInPage({
  selectors,
  whoAsked,
  whatHappened,
}: {
  readonly selectors: readonly string[];
  readonly whoAsked: string;
  readonly whatHappened: string;
}): string {
  type Config = Record<string, unknown>;
  /** Microsoft's pages have some 25 KB; a longer one is not theirs. */
  const mostOfScript = 1_000_000;
  const mostElements = 2_000;
  const typed = new Set(['text', 'password', 'email', 'tel', 'number']);

  const all = (selector: string): Element[] => [
    ...Document.prototype.querySelectorAll.call(document, selector),
  ];
  const attribute = (element: Element | undefined, name: string): string | undefined =>
    (element && Element.prototype.getAttribute.call(element, name)) ?? undefined;
  const content = (element: Element | undefined): string | undefined =>
    (element && Reflect.get<Node, 'textContent'>(Node.prototype, 'textContent', element)) ?? undefined;

  /** From the source of the page: its scripts may have changed or removed the object since. */
  const configIn = (source: string): Config | undefined => {
    const [, object = ''] = /(?:\$Config|ServerData)\s*=\s*(\{.*)/s.exec(source) ?? [];
    let depth = 0;
    // Texts contain braces, too, and other code may follow (sign-in-facts 1.3).
    for (const { 0: token, index } of object.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/gs)) {
      if (token === '{') depth += 1;
      if (token !== '}' || --depth > 0) continue;
      try {
        return JSON.parse(object.slice(0, index + 1)) as Config;
      } catch {
        return undefined;
      }
    }
    return undefined;
  };
  const source = all('script')
    .map(content)
    .find(
      each =>
        each !== undefined && each.length < mostOfScript && /(?:\$Config|ServerData)\s*=\s*\{/.test(each),
    );
  // Of the isolated world: it takes longer to read than to compare.
  const memory = globalThis as { genkanConfig?: { source: string | undefined; config: Config | undefined } };
  if (memory.genkanConfig === undefined || memory.genkanConfig.source !== source)
    memory.genkanConfig = { source, config: source === undefined ? undefined : configIn(source) };
  const config = memory.genkanConfig.config ?? {};

  const text = (value: unknown): string | undefined => {
    const shown = typeof value === 'number' ? String(value) : value;
    return typeof shown === 'string' && shown !== '' ? shown.slice(0, 200) : undefined;
  };

  const canBeSeen = (element: Element): boolean => {
    const box = Element.prototype.getBoundingClientRect.call(element);
    return (
      box.width > 1 &&
      box.height > 1 &&
      box.right > 0 &&
      box.bottom > 0 &&
      box.left < innerWidth &&
      attribute(element, 'aria-hidden') !== 'true' &&
      Element.prototype.checkVisibility.call(element, { opacityProperty: true, visibilityProperty: true })
    );
  };

  const isSeen = (selector: string, times: number): boolean => {
    let left = times;
    return all(selector)
      .slice(0, mostElements)
      .some(element => canBeSeen(element) && (left -= 1) === 0);
  };
  const visible = selectors.filter(selector => isSeen(selector, 1));

  const proofs = (Array.isArray(config['arrUserProofs']) ? config['arrUserProofs'] : []) as Array<Record<
    string,
    unknown
  > | null>;
  const rows = all(':is([role="button"], [role="option"]):is([data-test-cred-id], [data-value])').map(
    row => attribute(row, 'data-test-cred-id') ?? attribute(row, 'data-value'),
  );
  const preferred = proofs.find(proof => proof?.['isDefault'] === true);
  const messages = [
    config['strServiceExceptionMessage'],
    config['strMainMessage'],
    content(all(whatHappened)[0]),
  ];
  const [, codeInMessage] =
    /AADSTS(\d+)/.exec(messages.filter(part => typeof part === 'string').join(' ')) ?? [];
  const [method] = all('input[name="mfaAuthMethod"]');

  return JSON.stringify({
    url: location.href,
    document: performance.timeOrigin,
    pageId:
      text(attribute(all('meta[name="PageID" i]')[0], 'content')) ??
      text(config['pgid'] ?? config['sPageId']) ??
      text(attribute(all('form[name="hiddenform"]')[0], 'name')),
    errorCode: [config['sErrorCode'], config['iErrorCode'], codeInMessage]
      .map(text)
      .find(code => code !== undefined && code !== '0'),
    correlationId: text(config['correlationId']),
    requestId: text(config['sessionId']),
    timestamp: text((config['serverDetails'] as Record<string, unknown> | null | undefined)?.['rt']),
    method:
      text(method instanceof HTMLInputElement ? method.value : undefined) ??
      text(preferred?.['authMethodId']),
    identity: text(content(all(whoAsked)[0])?.trim()),
    offered: [...new Set([...proofs.map(proof => proof?.['authMethodId']), ...rows])]
      .filter((name): name is string => typeof name === 'string' && /^\w{1,40}$/.test(name))
      .slice(0, 100),
    visible,
    several: visible.filter(selector => isSeen(selector, 2)),
    isArriving: document.readyState === 'loading',
    fields: all('input:not([readonly], [disabled])')
      .slice(0, mostElements)
      .map(field => ({
        type: (attribute(field, 'type') ?? 'text').toLowerCase().slice(0, 20),
        field,
      }))
      .filter(({ type, field }) => typed.has(type) && canBeSeen(field))
      .map(({ type, field }) => ({
        type,
        name: (attribute(field, 'name') ?? attribute(field, 'id') ?? '').slice(0, 100),
        autocomplete: (attribute(field, 'autocomplete') ?? '').toLowerCase().slice(0, 100),
        inputMode: (attribute(field, 'inputmode') ?? '').toLowerCase().slice(0, 100),
        maxLength: Number(attribute(field, 'maxlength') ?? -1) || -1,
      }))
      .slice(0, 50),
  });
}

/** Did something that was asked of the page fail inside it? */
export const isFailureInPage = (error: unknown): boolean =>
  error instanceof UnreadablePage ||
  (error instanceof Error && /^(?:page|frame|locator)\.evaluate: /.test(error.message));

/** Did the page, its context or its browser go away? */
export const isCrash = (error: unknown): boolean =>
  error instanceof Error &&
  /crashed|has been closed|Browser closed|browser has disconnected/i.test(error.message);
