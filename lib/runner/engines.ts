import { accessSync, constants } from 'node:fs';
import { type BrowserType, chromium, firefox, webkit } from '@playwright/test';
import type { Engine, EngineSettings } from '../domain/engine.ts';

/** How an engine is started. */
export interface Executable {
  readonly type: BrowserType;
  /** Absent for Playwright's own build, of which it picks the one that fits. */
  readonly path?: string;
  readonly channel?: string;
}

interface Kind {
  readonly type: BrowserType;
  /** Where distributions put it, best first. `windowed` ones can show a window. */
  readonly places: ReadonlyArray<{
    readonly path: string;
    readonly channel?: string;
    readonly windowed: boolean;
  }>;
  /** Does Playwright have a build of its own? */
  readonly bundled: boolean;
}

/** Debian's headless shell starts faster and is half as large as its full Chromium, but has no window. */
const kinds: Record<Engine, Kind> = {
  chromium: {
    type: chromium,
    places: [
      { path: '/usr/bin/chromium-headless-shell', windowed: false },
      { path: '/usr/bin/chromium', windowed: true },
    ],
    bundled: true,
  },
  firefox: {
    type: firefox,
    places: [
      // A distribution's Firefox is not Playwright's patched one: it is driven over WebDriver BiDi.
      { path: '/usr/bin/firefox-esr', channel: 'moz-firefox', windowed: true },
      { path: '/usr/bin/firefox', channel: 'moz-firefox', windowed: true },
    ],
    bundled: true,
  },
  webkit: { type: webkit, places: [], bundled: true },
  chrome: {
    type: chromium,
    places: [{ path: '/usr/bin/google-chrome', channel: 'chrome', windowed: true }],
    bundled: false,
  },
  msedge: {
    type: chromium,
    places: [{ path: '/usr/bin/microsoft-edge', channel: 'msedge', windowed: true }],
    bundled: false,
  },
};

/**
 * The browser that will be started for an engine, or nothing where none is installed.
 * @param wanted a configured executable, taken instead of searching, or one of the engine's browsers by name
 */
export function findEngine(
  engine: Engine,
  headless: boolean,
  wanted: Pick<EngineSettings, 'executablePath' | 'channel'> = {},
): Executable | undefined {
  const { type, places, bundled } = kinds[engine];
  const { executablePath: path } = wanted;
  if (path !== undefined) {
    const channel = wanted.channel ?? places.find(place => place.channel !== undefined)?.channel;
    return canRun(path) ? { type, path, channel } : undefined;
  }
  // Playwright looks for these itself, and says so when there is none.
  if (wanted.channel !== undefined && wanted.channel !== 'chromium') return { type, channel: wanted.channel };
  const isFull = !headless || wanted.channel === 'chromium';
  const found = places.find(place => (!isFull || place.windowed) && canRun(place.path));
  if (found !== undefined) {
    return { type, path: found.path, channel: found.channel };
  }
  const own = bundled ? type.executablePath() : '';
  return canRun(own) ? { type, channel: wanted.channel } : undefined;
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
