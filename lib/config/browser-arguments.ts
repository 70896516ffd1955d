import { z } from 'zod';
import { issue } from './fields.ts';

/** Switches that would take away what a run relies on: which, why, and what to do instead. */
const refused: ReadonlyArray<readonly [pattern: RegExp, why: string, remedy: string]> = [
  [
    /^-+(disable-web-security|allow-running-insecure-content|disable-site-isolation-trials|unsafely-treat-insecure-origin-as-secure|disable-features=.*\b(IsolateOrigins|site-per-process))/i,
    'lets pages read what is typed on another page',
    'remove it',
  ],
  [
    /^-+(ignore-certificate-errors|ignore-urlfetcher-cert|allow-insecure-localhost|ssl-version-)/i,
    'lets anybody on the network path pretend to be Microsoft',
    'remove it; the authority of a proxy belongs in browser.trust',
  ],
  [
    /^-+(no-sandbox|disable-setuid-sandbox|disable-seccomp|disable-namespace-sandbox|disable-gpu-sandbox|single-process|no-zygote)/i,
    "turns off the browser's sandbox",
    'remove it; Genkan leaves the sandbox off only where root has to run the browser',
  ],
  [
    /^-+(remote-|start-debugger|marionette|juggler)/i,
    'lets other programs drive the browser, and read what is typed',
    'remove it',
  ],
  [
    /^-+(user-data-dir|profile|createprofile|p$|disk-cache-dir|allow-downgrade|restore-last-session)/i,
    'brings a profile, so the browser context would not be clean',
    'remove it; every browser gets an empty profile',
  ],
  [
    /^-+(load-extension|disable-extensions-except|enable-extensions|whitelisted-extension|allowlisted-extension)/i,
    'brings an extension, which could read what is typed',
    'remove it',
  ],
  [
    /^-+(log-net-log|net-log|ssl-key-log|enable-logging|log-file|v=|vmodule|trace-|crash-dumps|dump-)/i,
    'makes the browser write down what is sent',
    'remove it',
  ],
  [
    /^-+(proxy|no-proxy|host-rules|host-resolver-rules|auto-detect-proxy)/i,
    "sends the browser's traffic another way than Genkan's own requests",
    'remove it; a proxy belongs in browser.proxy',
  ],
  [
    /^-+(renderer-cmd-prefix|utility-cmd-prefix|gpu-launcher|browser-subprocess-path|renderer-startup-dialog)/i,
    'makes the browser start another program',
    'remove it',
  ],
  [
    /^-+headless/i,
    'sets whether the browser has a window',
    'remove it; --headed on the command line shows one',
  ],
];

/** One switch of a browser. The process list shows it, so it must not contain a secret. */
export const browserArgument = z.string().check(({ value, issues }) => {
  const [, why, remedy] = refused.find(([pattern]) => pattern.test(value)) ?? [];
  if (why !== undefined && remedy !== undefined) issues.push({ ...issue(why, remedy), input: value });
  else if (!/^-+[a-z]/i.test(value) || value.includes('\0')) {
    issues.push({ ...issue('is not a switch', 'write it with its dashes: --lang=ja'), input: value });
  }
});
