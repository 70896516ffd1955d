import type { Secret } from '../platform/secret.ts';

/** The browser engines a monitor can sign in with; `chrome` and `msedge` are the vendors' own builds of Chromium. */
export const engines = ['chromium', 'firefox', 'webkit', 'chrome', 'msedge'] as const;
export type Engine = (typeof engines)[number];

/** The browsers of an engine that can be asked for by name. All others are an engine of their own, or a path. */
export const channelsOf = {
  // The full browser where the headless shell would be taken: some pages can distinguish them (sign-in-facts 3.5).
  chromium: ['chromium'],
  firefox: [],
  webkit: [],
  chrome: ['chrome', 'chrome-beta', 'chrome-dev', 'chrome-canary'],
  msedge: ['msedge', 'msedge-beta', 'msedge-dev', 'msedge-canary'],
} as const satisfies Record<Engine, readonly string[]>;
export type Channel = (typeof channelsOf)[Engine][number];
export const channels: readonly Channel[] = Object.values(channelsOf).flat();

/** How the browser of an engine is started, as far as that is configured. */
export interface EngineSettings {
  readonly executablePath?: string | undefined;
  readonly channel?: Channel | undefined;
  /** Switches beside those that a run needs. */
  readonly args?: readonly string[] | undefined;
  /** The address of a forward proxy; secret, since it may hold a password. */
  readonly proxy?: Secret | undefined;
  /** A PEM file of authorities to trust beside the system's. */
  readonly trust?: string | undefined;
  readonly locale: string;
  /** What its pages and requests call it, in place of its own name. */
  readonly userAgent?: string | undefined;
}
