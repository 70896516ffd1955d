import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium, firefox } from '@playwright/test';

const programs = {
  chromium: ['chromium-headless-shell', 'chromium'],
  firefox: ['firefox-esr'],
} as const;

export type Engine = keyof typeof programs;

/** The browser that the distribution installed, or Playwright's own. */
function find(engine: Engine): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return programs[engine].flatMap(name => folders.map(folder => join(folder, name))).find(existsSync);
}

/** Starts a browser engine. */
export function launch(engine: Engine, args: string[] = []): Promise<Browser> {
  const executablePath = find(engine);
  if (engine === 'chromium') {
    return chromium.launch({ args, ...(executablePath === undefined ? {} : { executablePath }) });
  }
  // Distributions' Firefox is spoken to by WebDriver BiDi, Playwright's own by its own protocol.
  return firefox.launch(executablePath === undefined ? {} : { executablePath, channel: 'moz-firefox' });
}
