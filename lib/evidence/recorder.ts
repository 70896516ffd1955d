import type { ConsoleMessage, Page, Request, Response } from '@playwright/test';
import type { Har } from 'har-format';
import { type Clock, isoTime } from '../platform/clock.ts';
import { within } from '../platform/deadline.ts';
import type { Secret } from '../platform/secret.ts';
import { type Digest, digestOf } from './digest.ts';
import { Ends } from './ends.ts';
import { type Exchange, harOf } from './har.ts';
import { pageSnapshot } from './page-snapshot.ts';
import { frameScreenshot, maskedScreenshot } from './screenshot.ts';
import { shownText } from './shown-text.ts';

/** What is remembered of a page that never comes to rest: half of it is how it began, half how it ended. */
const mostExchanges = 1_000;
const mostLines = 500;
/** Of all lines: a page that prints itself to the console must not fill our memory. */
const mostCharacters = 500_000;
/**
 * A page that prints more floods the console. Every line costs Playwright an object for each of its values, so from then on
 * none is listened to; Playwright itself keeps the last ones.
 */
const floodedAt = 2_000;
const mostSheets = 12;
/** They are in the browser's memory. */
const sheetsMs = 500;

/** A screen as it looked. */
export interface Frame {
  /** The screen's id; `ready` for the center at the end. */
  readonly screen: string;
  /** Absent when none could be taken in time. */
  readonly jpeg?: Uint8Array | undefined;
  /** What it shows as text; absent when that is not known. */
  readonly text?: string | undefined;
}

/** Everything that was seen of one attempt: in memory, not yet cleaned. */
export interface Recording {
  /** The attempt, from 1. */
  readonly n: number;
  /** One-time codes that were typed: they must be in nothing that is kept. */
  readonly codes: readonly Secret[];
  readonly filmstrip: readonly Frame[];
  /** Was the page asked for what follows when the sign-in had failed? */
  readonly isAsked?: boolean;
  readonly stop?: Uint8Array | undefined;
  /** What that picture shows as text. */
  readonly text?: string | undefined;
  readonly page?: string | undefined;
  readonly digest?: Digest | undefined;
  readonly network: Har;
  /** A line each: when and what. */
  readonly lines: readonly string[];
  /** Playwright's, as it writes it: a zip. */
  readonly trace?: Uint8Array;
}

export interface RecorderOptions {
  readonly page: Page;
  readonly clock: Clock;
  readonly browser: { readonly name: string; readonly version: string };
  /** The user name, where pictures must not show it. */
  readonly unnamed?: string;
}

/**
 * The flight recorder of one attempt. A good run must not pay for the evidence of a bad one, so nothing is written, and
 * what the browser reports by itself is only stored in memory. What is costly (a page, a picture of all of it) is fetched
 * when a sign-in has failed, while the page is still open.
 */
export class FlightRecorder {
  readonly #options: RecorderOptions;
  readonly #filmstrip: Frame[] = [];
  /** By request, for as long as what is remembered holds them. */
  readonly #exchangeOf = new WeakMap<Request, Exchange>();
  readonly #exchanges = new Ends<Exchange>(mostExchanges);
  readonly #lines = new Ends<string>(mostLines, mostCharacters, line => line.length);
  readonly #codes: Secret[] = [];
  #printed = 0;
  readonly #onConsole = (message: ConsoleMessage) => this.#said(message);
  /** A page that could not be photographed once costs that time again with every screen. */
  #isBlind = false;

  constructor(options: RecorderOptions) {
    this.#options = options;
    const { page } = options;
    page.on('request', request => this.#requested(request));
    page.on('response', response => this.#answered(response));
    page.on('requestfinished', request => this.#ended(request));
    page.on('requestfailed', request => this.#ended(request));
    page.on('console', this.#onConsole);
    page.on('pageerror', error => this.#note('error', error.stack ?? error.message));
    page.on('crash', () => this.#note('crash', 'the page has crashed'));
  }

  /**
   * A picture of a screen that is about to be left. Never throws.
   * @param timeoutMs of the last one no step waits, so it may take longer
   */
  async look(screen: string, timeoutMs?: number): Promise<void> {
    const { page, unnamed } = this.#options;
    if (this.#isBlind) return void this.#filmstrip.push({ screen });
    const { picture: jpeg, text } = await withText(
      page,
      () => frameScreenshot(page, unnamed, timeoutMs),
      timeoutMs,
    );
    this.#isBlind = jpeg === undefined;
    this.#filmstrip.push({ screen, jpeg, text });
  }

  /** A one-time code is about to be typed. */
  learn(code: Secret): void {
    this.#codes.push(code);
  }

  /**
   * What there is of the page at the end, beside what was remembered. Never throws; the page is asked for a few seconds at
   * most, and not at all when `isPageGone`.
   */
  async stop(n: number, isPageGone: boolean): Promise<Recording> {
    const { page, unnamed } = this.#options;
    if (isPageGone) return this.recording(n, true);
    const [{ picture: stop, text }, html, digest, lastLines] = await Promise.all([
      withText(page, () => maskedScreenshot(page, unnamed)),
      this.#styles().then(styles => pageSnapshot(page, styles)),
      digestOf(page),
      this.#lastLines(),
    ]);
    return { ...this.recording(n, true, lastLines), stop, text, page: html, digest };
  }

  /** What was remembered, without asking the page for more. @param isAsked whether it was, in vain */
  recording(n: number, isAsked = false, lastLines: readonly string[] = []): Recording {
    const { browser } = this.#options;
    const lines = this.#lines;
    const events = lines.leftOut + this.#exchanges.leftOut;
    const isFlooded = this.#printed >= floodedAt;
    const between =
      events === 0 && !isFlooded ? [] : [`… left out: ${events} events${isFlooded ? ', and more' : ''}`];
    return {
      n,
      codes: [...this.#codes],
      filmstrip: [...this.#filmstrip],
      network: harOf([...this.#exchanges.first, ...this.#exchanges.last], browser),
      lines: [...lines.first, ...between, ...(lastLines.length > 0 ? lastLines : lines.last)],
      isAsked,
    };
  }

  /** Of a page that has flooded the console: what it printed last. */
  async #lastLines(): Promise<string[]> {
    if (this.#printed < floodedAt) return [];
    const last = new Ends<string>(mostLines, mostCharacters, line => line.length);
    try {
      for (const message of await this.#options.page.consoleMessages({ filter: 'all' }))
        last.add(lineOf(message.timestamp(), message.type(), message.text()));
    } catch {
      // The page is gone.
    }
    return [...last.first, ...last.last];
  }

  /** The style sheets of late, by address. */
  async #styles(): Promise<ReadonlyMap<string, string>> {
    const sheets = [...this.#exchanges.first, ...this.#exchanges.last]
      .filter(({ request, response }) => request.resourceType() === 'stylesheet' && response?.ok())
      .slice(-mostSheets);
    const texts = Promise.all(
      sheets.map(
        async ({ request, response }): Promise<[string, string]> => [
          request.url(),
          (await response?.text().catch(() => '')) ?? '',
        ],
      ),
    );
    return new Map(await within(this.#options.clock, sheetsMs, texts));
  }

  #requested(request: Request): void {
    const exchange = { request, startedAt: this.#options.clock.now() };
    this.#exchangeOf.set(request, exchange);
    this.#exchanges.add(exchange);
  }

  #answered(response: Response): void {
    const exchange = this.#exchangeOf.get(response.request());
    if (exchange !== undefined) exchange.response = response;
  }

  #ended(request: Request): void {
    const exchange = this.#exchangeOf.get(request);
    if (exchange !== undefined) exchange.endedAt = this.#options.clock.now();
  }

  #said(message: ConsoleMessage): void {
    this.#note(message.type(), message.text());
    this.#printed += 1;
    if (this.#printed === floodedAt) this.#options.page.off('console', this.#onConsole);
  }

  #note(kind: string, text: string): void {
    this.#lines.add(lineOf(this.#options.clock.now(), kind, text));
  }
}

/** Whole or not at all: half a secret would not be known for one when this is cleaned. */
const lineOf = (at: number, kind: string, text: string): string =>
  `${isoTime(at)} ${kind} ${text.trimEnd().replaceAll('\n', '\n  ')}`;

/** A picture, and what the page showed as text while and right after it was taken. */
async function withText(
  page: Page,
  take: () => Promise<Buffer | undefined>,
  timeoutMs?: number,
): Promise<{ readonly picture: Buffer | undefined; readonly text: string | undefined }> {
  const [picture, during] = await Promise.all([take(), shownText(page, timeoutMs)]);
  const after = picture === undefined ? undefined : await shownText(page, timeoutMs);
  const text = during === undefined && after === undefined ? undefined : `${during ?? ''}\n${after ?? ''}`;
  return { picture, text };
}
