import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { promisify } from 'node:util';
import type { Browser, BrowserContext } from '@playwright/test';
import type { Engine, EngineSettings } from '../domain/engine.ts';
import { doNotWaitForFonts } from '../evidence/screenshot.ts';
import { readAuthorities } from '../platform/authorities.ts';
import { systemClock } from '../platform/clock.ts';
import { within } from '../platform/deadline.ts';
import { makeFolder } from '../platform/folder.ts';
import { proxyOf } from '../platform/proxy.ts';
import type { Secret } from '../platform/secret.ts';
import type { ClientCertificates } from '../sign-in/factors/certificate.ts';
import { type Executable, findEngine } from './engines.ts';
import { inSandbox, type Unsandboxed } from './sandbox.ts';
import { killProcessesOf, openTemporary, remove } from './temporary.ts';

/** A browser that takes longer to start or to go is taken for broken. */
const launchMs = 60_000;
const closeMs = 10_000;

export interface BrowserSettings extends EngineSettings {
  readonly engine: Engine;
  readonly headless: boolean;
  /** Known from an earlier start: Chromium's sandbox cannot be had here. */
  readonly unsandboxed?: Unsandboxed;
  /** The environment of this process, whose `TMPDIR` becomes a private one; the browser gets only what it needs of it. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** One running browser. Every sign-in gets a context of its own; nothing passes from one to the next. */
export interface OpenBrowser {
  readonly version: string;
  /** A private folder, which goes with the browser, also when we are killed. */
  readonly home: string;
  /** Present when it is a Chromium without its sandbox. */
  readonly unsandboxed?: Unsandboxed;
  /** False once it has crashed, was killed or closed. */
  isConnected(): boolean;
  /** @param certificates what its pages may show where a server asks for a certificate */
  newContext(certificates?: ClientCertificates): Promise<BrowserContext>;
  /** Ends the browser and removes what it left on disk. Never throws, never hangs. */
  close(): Promise<void>;
}

/**
 * Starts a browser in a home of its own, so that it neither finds nor leaves anything: no profile, no certificate, no
 * ambient account (sign-in-facts 3.4). The authorities of `trust` are put into that home's certificate store, which
 * is checked as strictly as the system's; switches that accept "certificates with this key" would accept any chain
 * that merely carries a copy of the authority.
 * @throws Error when the engine is not installed, the browser does not start, or the authorities cannot be installed
 */
export async function openBrowser(settings: BrowserSettings): Promise<OpenBrowser> {
  const executable = findEngine(settings.engine, settings.headless, settings);
  if (executable === undefined) throw new Error(`the engine ${settings.engine} is not installed`);
  const home = mkdtempSync(join(openTemporary(settings.env), 'home-'));
  doNotWaitForFonts(settings.env);
  const removeHome = () => remove(home);
  // Also when this process ends in the middle of a run; Playwright ends its browsers on the same event.
  process.once('exit', removeHome);
  try {
    const { started: browser, unsandboxed } = await launch(executable, settings, home);
    if (settings.trust !== undefined) trustHere(settings.trust);
    let closed: Promise<void> | undefined;
    const close = async () => {
      const closing = browser.close().catch(() => undefined);
      await within(systemClock, closeMs, closing);
      // One that hangs does not close itself; when it is gone, Playwright removes its temporary profile.
      killProcessesOf(home);
      await within(systemClock, closeMs, closing);
      removeHome();
      process.off('exit', removeHome);
    };
    return {
      version: browser.version(),
      home,
      unsandboxed,
      isConnected: () => closed === undefined && browser.isConnected(),
      newContext: (certificates = []) =>
        browser.newContext({
          locale: settings.locale,
          // Nothing that a page offers is to be kept, and it may offer without end.
          acceptDownloads: false,
          userAgent: settings.userAgent,
          proxy: settings.proxy && playwrightProxy(settings.proxy),
          clientCertificates: certificates.length > 0 ? certificates : undefined,
        }),
      // Playwright answers a second request at once: a second caller waits for the first.
      close: () => (closed ??= close()),
    };
  } catch (error) {
    killProcessesOf(home);
    removeHome();
    process.off('exit', removeHome);
    throw error;
  }
}

interface Started {
  readonly started: Browser;
  readonly unsandboxed?: Unsandboxed;
}

async function launch(executable: Executable, settings: BrowserSettings, home: string): Promise<Started> {
  try {
    return await start(executable, settings, home);
  } catch (error) {
    // Playwright asks a distribution's Firefox for things that an old one does not know.
    if (!(error instanceof Error) || !error.message.includes('unknown command')) throw error;
    throw new Error(
      `${executable.path ?? settings.engine} is too old for this version of Genkan: update it`,
      { cause: error },
    );
  }
}

async function start(
  { type, path, channel }: Executable,
  settings: BrowserSettings,
  home: string,
): Promise<Started> {
  const options = {
    args: [
      // The machine's own account is offered to no server: none is called "_".
      ...(type.name() === 'chromium' ? ['--auth-server-allowlist=_'] : []),
      ...(switches[settings.engine] ?? []),
      ...(settings.args ?? []),
    ],
    headless: settings.headless,
    timeout: launchMs,
    // What Playwright writes by itself holds what was typed.
    tracesDir: home,
    env: browserEnvironment(settings.env, home),
    // Ending is our own business: a run that is stopped still writes its record.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    firefoxUserPrefs: type.name() === 'firefox' ? { ...forgetful, ...noAmbientAccount } : undefined,
    executablePath: path,
    channel,
  };
  if (type.name() !== 'firefox') {
    if (settings.trust !== undefined)
      await trust(settings.trust, join(home, '.pki', 'nssdb'), settings.env['PATH']);
    const open = (chromiumSandbox: boolean) => type.launch({ ...options, chromiumSandbox });
    return type.name() === 'chromium'
      ? inSandbox(open, settings.unsandboxed)
      : { started: await open(false) };
  }
  if (settings.trust === undefined) return { started: await type.launch(options) };
  // Firefox keeps its authorities in the profile, and only a persistent context lets us prepare one. Its own context
  // stays empty and unused: sign-ins get new ones.
  const profile = join(home, 'profile');
  await trust(settings.trust, profile, settings.env['PATH']);
  const browser = (await type.launchPersistentContext(profile, options)).browser();
  if (browser === null) throw new Error('Firefox started without a browser to open contexts in');
  return { started: browser };
}

/**
 * What an engine needs. Where a policy manages Edge, it closes the page right after "Sign in" or "Stay signed in" unless
 * a page can see that it is automated, and Playwright stopped setting this with 1.60 (sign-in-facts 3.3).
 */
const switches: Partial<Record<Engine, readonly string[]>> = { msedge: ['--enable-automation'] };

/** Firefox keeps pages, addresses and sessions on disk by itself; nothing of a sign-in is to be found there. */
const forgetful = {
  'browser.cache.disk.enable': false,
  'browser.sessionstore.resume_from_crash': false,
  'browser.formfill.enable': false,
  'places.history.enabled': false,
};

/**
 * On a machine that is joined to Entra or Active Directory, the browser would sign that machine's user in by itself,
 * also in a fresh context (sign-in-facts 3.4).
 */
const noAmbientAccount = {
  'network.http.windows-sso.enabled': false,
  'network.negotiate-auth.trusted-uris': '',
  'network.automatic-ntlm-auth.trusted-uris': '',
};

/** Makes a certificate store of the kind that Chromium and Firefox read on Linux, with these authorities in it. */
async function trust(pem: string, store: string, path: string | undefined): Promise<void> {
  const certutil = (...args: string[]) =>
    promisify(execFile)('certutil', [...args, '-d', `sql:${store}`], { env: { PATH: path } });
  makeFolder(store);
  await certutil('-N', '--empty-password');
  for (const [n, authority] of readAuthorities(pem).entries()) {
    const file = join(store, `authority-${n}.pem`);
    writeFileSync(file, authority.pem);
    await certutil('-A', '-t', 'C,,', '-n', `authority-${n}`, '-i', file);
  }
}

/** The same authorities for the connections that Playwright makes in this process, for accounts with a certificate. */
function trustHere(pem: string): void {
  const known = new Set(getCACertificates('default'));
  const added = readAuthorities(pem)
    .map(authority => authority.pem)
    .filter(each => !known.has(each));
  if (added.length > 0) setDefaultCACertificates([...known, ...added]);
}

/** What a browser needs of our environment. The rest stays here: that is where `env:` secrets are. */
function browserEnvironment(env: BrowserSettings['env'], home: string): Record<string, string> {
  const wanted =
    /^(PATH|LANG|LANGUAGE|LC_.*|TZ|TMPDIR|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|XDG_RUNTIME_DIR|LD_LIBRARY_PATH|FONTCONFIG_.*)$/;
  const remaining = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && wanted.test(entry[0]),
  );
  return { ...Object.fromEntries(remaining), HOME: home };
}

function playwrightProxy(proxy: Secret): { server: string; username?: string; password?: string } {
  const { server, credentials } = proxyOf(proxy);
  return { server, ...credentials };
}
