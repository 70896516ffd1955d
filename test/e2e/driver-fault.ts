import process from 'node:process';
import { type BrowserType, chromium } from '@playwright/test';

// Loaded into a genkan: its browser driver throws while it emits an event, as it does when it has lost track of an
// object. FAULTY names the end of the address that this happens at; at SIGUSR2 something else throws.

const launch = chromium.launch.bind(chromium);
chromium.launch = async (...args: Parameters<BrowserType['launch']>) => {
  const browser = await launch(...args);
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async options => {
    const context = await newContext(options);
    context.on('response', response => {
      const wanted = process.env['FAULTY'] ?? '?';
      if (new URL(response.url()).pathname.endsWith(wanted))
        throw new Error('Object with guid handle@1 was not bound in the connection');
    });
    return context;
  };
  return browser;
};

process.once('SIGUSR2', () => {
  throw new Error('nobody has thought of this');
});
