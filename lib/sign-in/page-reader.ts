import type { Page } from '@playwright/test';
import { z } from 'zod';
import type { Clock } from '../platform/clock.ts';
import { within } from '../platform/deadline.ts';
import { inPage } from '../platform/in-page.ts';
import type { ReadOnly } from '../platform/read-only.ts';
import { lookInPage } from './look-in-page.ts';

/** Longer texts are not of a page of Microsoft's, and are not passed on. */
const said = z.string().max(200).optional();

const fieldSchema = z.object({
  type: z.string().max(20),
  /** Its `name`, else its `id`. */
  name: z.string().max(100),
  autocomplete: z.string().max(100),
  inputMode: z.string().max(100),
  /** -1 where nothing limits it. */
  maxLength: z.number(),
  /** Fields with the same number are sent together: those of one form, or all that are in none. */
  form: z.number(),
  /** The page says that it must be filled in. */
  isRequired: z.boolean(),
});
/** A field as HTML describes it, never what is in it. */
export type Field = ReadOnly<z.output<typeof fieldSchema>>;

const readingSchema = z.object({
  url: z.url().max(20_000),
  /** Differs between two loads of the same address. */
  document: z.number(),
  /**
   * `<meta name="PageID">` or `$Config.pgid`: the same name in every language (sign-in-facts 1.1). The page that takes
   * the answer to the center has none; it is called after its form, `hiddenform` (2.21).
   */
  pageId: said,
  /** `$Config.sErrorCode` or `iErrorCode`, else the number in Microsoft's message; normal states have codes, too. */
  errorCode: said,
  correlationId: said,
  requestId: said,
  timestamp: said,
  /** The second factor that the page is about, where it says so (sign-in-facts 1.11, 2.8). */
  method: said,
  /** Whose password the page asks for, as it shows it. */
  identity: said,
  /** The ways to prove oneself that the page offers, by Microsoft's names; numbers are those of GetCredentialType. */
  offered: z.array(z.string().max(40)).max(100),
  /** Is its HTML still arriving? */
  isArriving: z.boolean(),
  /** The selectors of which a match can be seen. */
  visible: z.array(z.string()),
  /** Those of them of which more than one can. */
  several: z.array(z.string()),
  /** The fields that can be seen and typed into. */
  fields: z.array(fieldSchema).max(50),
});
/** One cheap look at a page: who it says it is, and which of the controls we know can really be seen. */
export type Reading = ReadOnly<z.output<typeof readingSchema>>;

/** A page of which only the address is known. */
export const unread = (url: string): Reading => ({
  url,
  document: 0,
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
  const answer = page
    .context()
    .cookies()
    .then(
      () => true,
      () => !page.isClosed(),
    );
  return (await within(clock, aliveMs, answer)) ?? false;
}

function isNavigation(error: unknown): boolean {
  return (
    error instanceof Error &&
    /context was destroyed|navigat|frame was detached|Cannot find context/i.test(error.message)
  );
}

const look = inPage(lookInPage);

/** Did something that was asked of the page fail inside it? */
export const isFailureInPage = (error: unknown): boolean =>
  error instanceof UnreadablePage ||
  (error instanceof Error && /^(?:page|frame|locator)\.evaluate: /.test(error.message));

/** Did the page, its context or its browser go away? */
export const isCrash = (error: unknown): boolean =>
  error instanceof Error &&
  /crashed|has been closed|Browser closed|browser has disconnected/i.test(error.message);
