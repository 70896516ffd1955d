import type { ConsoleMessage, Page, Request, Response } from '@playwright/test';
import type { Har } from 'har-format';
import type { Clock } from '../core/clock.ts';
import type { Secret } from '../core/secret.ts';
import { type Digest, digestOf } from './digest.ts';
import { type Exchange, harOf } from './har.ts';
import { pageSnapshot } from './page-snapshot.ts';
import { filmScreenshot, maskedScreenshot } from './screenshot.ts';

/** What is remembered of a page that never comes to rest. The first ones are how it began; what is left out is counted. */
const mostExchanges = 1_000;
const mostLines = 500;
/** Of all lines: a page that prints itself to the console must not fill our memory. */
const mostCharacters = 500_000;
const mostSheets = 12;
/** They are in the browser's memory. */
const sheetsMs = 500;

/** A screen as it looked. */
export interface Frame {
  /** The screen's id; `ready` for the center at the end. */
  readonly screen: string;
  readonly jpeg: Uint8Array;
}

/** Everything that was seen of one attempt: in memory, not yet cleaned. */
export interface Recording {
  /** The attempt, from 1. */
  readonly n: number;
  /** One-time codes that were typed: they must be in nothing that is kept. */
  readonly codes: readonly Secret[];
  readonly film: readonly Frame[];
  readonly stop?: Uint8Array;
  readonly page?: string;
  readonly digest?: Digest;
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
 * what the browser tells by itself is only kept in memory. What is costly (a page, a picture of all of it) is fetched
 * when a sign-in has failed, while the page still stands.
 */
export class FlightRecorder {
  readonly #options: RecorderOptions;
  readonly #film: Frame[] = [];
  readonly #exchanges = new Map<Request, Exchange>();
  readonly #lines: string[] = [];
  readonly #codes: Secret[] = [];
  #characters = 0;
  #forgotten = 0;
  /** A page that could not be photographed once costs that time again with every screen. */
  #isBlind = false;

  constructor(options: RecorderOptions) {
    this.#options = options;
    const { page } = options;
    page.on('request', request => this.#asked(request));
    page.on('response', response => this.#answered(response));
    page.on('requestfinished', request => this.#ended(request));
    page.on('requestfailed', request => this.#ended(request));
    page.on('console', message => this.#said(message));
    page.on('pageerror', error => this.#note('error', error.stack ?? error.message));
    page.on('crash', () => this.#note('crash', 'the page has crashed'));
  }

  /**
   * A picture of a screen that is about to be left. Never throws.
   * @param timeoutMs of the last one no step waits, so it may take longer
   */
  async look(screen: string, timeoutMs?: number): Promise<void> {
    if (this.#isBlind) return;
    const jpeg = await filmScreenshot(this.#options.page, this.#options.unnamed, timeoutMs);
    if (jpeg === undefined) this.#isBlind = true;
    else this.#film.push({ screen, jpeg });
  }

  /** A one-time code is about to be typed. */
  learn(code: Secret): void {
    this.#codes.push(code);
  }

  /**
   * What there is of the page at the end, beside what was remembered. Never throws; the page is asked for two seconds at
   * most, and not at all when `isPageGone`.
   */
  async stop(n: number, isPageGone: boolean): Promise<Recording> {
    const { page, unnamed } = this.#options;
    if (isPageGone) return this.recording(n);
    const [stop, html, digest] = await Promise.all([
      maskedScreenshot(page, unnamed),
      this.#styles().then(styles => pageSnapshot(page, styles)),
      digestOf(page),
    ]);
    return {
      ...this.recording(n),
      ...(stop && { stop }),
      ...(html !== undefined && { page: html }),
      ...(digest && { digest }),
    };
  }

  /** What was remembered, without asking the page for more. */
  recording(n: number): Recording {
    const { browser } = this.#options;
    const left = this.#forgotten === 0 ? [] : [`further events, left out: ${this.#forgotten}`];
    return {
      n,
      codes: [...this.#codes],
      film: [...this.#film],
      network: harOf([...this.#exchanges.values()], browser),
      lines: [...this.#lines, ...left],
    };
  }

  /** The style sheets of late, by address. */
  async #styles(): Promise<ReadonlyMap<string, string>> {
    const sheets = [...this.#exchanges.values()]
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
    const late = new AbortController();
    const timeout = this.#options.clock.until(this.#options.clock.now() + sheetsMs, late.signal);
    const found = await Promise.race([texts, timeout.catch(() => undefined)]);
    late.abort();
    return new Map(found ?? []);
  }

  #asked(request: Request): void {
    if (this.#exchanges.size >= mostExchanges) this.#forgotten += 1;
    else this.#exchanges.set(request, { request, startedAt: this.#options.clock.now() });
  }

  #answered(response: Response): void {
    const exchange = this.#exchanges.get(response.request());
    if (exchange !== undefined) exchange.response = response;
  }

  #ended(request: Request): void {
    const exchange = this.#exchanges.get(request);
    if (exchange !== undefined) exchange.endedAt = this.#options.clock.now();
  }

  #said(message: ConsoleMessage): void {
    this.#note(message.type(), message.text());
  }

  /** Whole or not at all: half a secret would not be known for one when this is cleaned. */
  #note(kind: string, text: string): void {
    if (this.#lines.length >= mostLines || this.#characters + text.length > mostCharacters) {
      this.#forgotten += 1;
      return;
    }
    this.#characters += text.length;
    const at = new Date(this.#options.clock.now()).toISOString();
    this.#lines.push(`${at} ${kind} ${text.trimEnd().replaceAll('\n', '\n  ')}`);
  }
}
