import { existsSync } from 'node:fs';
import { resolve as resolvePath } from 'node:path';
import type { BrowserContext } from '@playwright/test';
import { type Configuration, type ConfiguredAccount, engineSettings } from '../config/configuration.ts';
import type { Passkey } from '../domain/account.ts';
import { InputError } from '../platform/problem.ts';
import { Secret } from '../platform/secret.ts';
import { openBrowser } from '../runner/browser.ts';
import { findEngine } from '../runner/engines.ts';
import { saveSecret } from '../secrets/save.ts';
import { formatPasskey, parsePasskey, passkeyHost } from '../sign-in/factors/passkey.ts';
import { configurationOf } from './configuration.ts';
import type { Invocation } from './invocation.ts';
import { loadMonitors } from './monitors.ts';
import { resolve } from './resolve.ts';

export interface EnrollOptions {
  readonly account: string;
  /** May a passkey go that is there? */
  readonly replace?: boolean;
}

/** Where a person registers a passkey. */
const securityInfo = 'https://mysignins.microsoft.com/security-info';

/**
 * Opens a window whose authenticator is made of software. A person signs in there and registers a passkey once; it is
 * kept where the account's `passkey: file:…` says.
 * @param notify where messages to the person go
 * @param open how a browser is started
 * @returns the file, or nothing when no passkey was registered
 * @throws InputError when the configuration has no place for it
 */
export async function enrollPasskey(
  invocation: Invocation,
  { account: id, replace = false }: EnrollOptions,
  notify: (line: string) => void,
  open = openBrowser,
): Promise<string | undefined> {
  const monitors = await loadMonitors();
  const configuration =
    (await configurationOf(invocation, monitors)) ??
    fail('genkan enroll', undefined, 'needs a configuration', 'name one with --config, or write genkan.yaml');
  const account = accountOf(configuration, id);
  const file = placeFor(configuration, account, replace);
  const engine = configuration.browser.engines.find(
    name => findEngine(name, false, engineSettings(configuration, name)) !== undefined,
  );
  if (engine === undefined)
    fail(
      configuration.file,
      'browser.engines',
      'has no browser that can show a window',
      "install a full browser (such as Debian's chromium; a headless shell has no window), or add firefox",
    );
  const { browser: settingsOf } = await resolve(configuration, monitors, {
    ...invocation,
    purpose: 'enroll',
  });
  const opened = open({ engine, headless: false, env: invocation.env, ...settingsOf(engine) });
  const browser = await opened.catch((error: unknown) => {
    notify(`No window can be opened: ${firstLine(error)}`);
    return undefined;
  });
  if (browser === undefined) return undefined;
  try {
    for (const line of instructions(account)) notify(line);
    const passkey = await registered(await browser.newContext(), invocation.stop, notify);
    if (passkey === undefined) return undefined;
    await saveSecret(file, formatPasskey(passkey), replace);
    return file;
  } finally {
    await browser.close();
  }
}

/** The passkey that was made last when the person closes the window, or ends the program. */
async function registered(
  context: BrowserContext,
  stop: AbortSignal,
  notify: (line: string) => void,
): Promise<Passkey | undefined> {
  let made: Passkey | undefined;
  const look = async () => {
    const last = (await context.credentials.get({ rpId: passkeyHost })).at(-1);
    if (last === undefined || last.id === made?.id) return;
    if (made === undefined)
      notify('The passkey was created. Complete what the page asks for, then close the window.');
    made = parsePasskey(new Secret(JSON.stringify(last)));
  };
  await context.credentials.install();
  const page = await context.newPage();
  const closed = Promise.withResolvers<void>();
  page.on('close', () => closed.resolve());
  context.on('close', () => closed.resolve());
  stop.addEventListener('abort', () => closed.resolve(), { once: true });
  // The page sends what was made to Microsoft, so whenever something has been sent there may be something new.
  context.on('request', () => void look().catch(() => undefined));
  const opening = page.goto(securityInfo, { waitUntil: 'commit' }).catch((error: unknown) => {
    // Else the person has closed the window already.
    if (!page.isClosed()) notify(`${securityInfo} cannot be opened: ${firstLine(error)}`);
    closed.resolve();
  });
  await Promise.all([opening, closed.promise]);
  if (stop.aborted) return undefined;
  await look().catch(() => undefined); // the browser may be gone with its window
  return made;
}

/** The rest of what a browser says is for its developers. */
const firstLine = (error: unknown): string => (error as Error).message.split('\n')[0] ?? '';

const instructions = ({ username, cloud }: ConfiguredAccount): readonly string[] => [
  `A window opens at ${securityInfo} (${cloud}).`,
  `1. Sign in as ${username}, in whatever way the account has now.`,
  '2. Add sign-in method > Passkey (or security key), and follow the page. No device will ask: this window has its own.',
  '3. Close the window.',
  'Microsoft Entra must allow it: Authentication methods > Policies > Passkey (FIDO2): the account is included,',
  'self-service set-up is allowed, attestation is not enforced, and no key restriction excludes the',
  'AAGUID 00000000-0000-0000-0000-000000000000.',
];

function accountOf({ accounts }: Configuration, id: string): ConfiguredAccount {
  const account = accounts.find(each => each.id === id);
  if (account === undefined) {
    const known = accounts.map(each => each.id).join(', ');
    fail('--account', undefined, `the configuration has no ${JSON.stringify(id)}`, `configured: ${known}`);
  }
  if (account.cloud !== 'global') {
    const what =
      account.cloud === 'china'
        ? 'is in the cloud china, which has no passkeys (21Vianet)'
        : `it is not known where the cloud ${account.cloud} registers passkeys`;
    fail('--account', undefined, what, 'use a certificate, or one-time codes');
  }
  return account;
}

function placeFor(
  { file, folder, secrets }: Configuration,
  { id, passkey }: ConfiguredAccount,
  replace: boolean,
): string {
  const key = `accounts.${id}.passkey`;
  const where = secrets.find(secret => secret.key === key)?.where ?? file;
  if (passkey?.scheme !== 'file') {
    const what =
      passkey === undefined ? 'is missing' : 'is not a file, and a new passkey can only be written to a file';
    fail(where, key, what, 'write where to store the passkey: passkey: file:PATH');
  }
  const place = resolvePath(folder, passkey.rest);
  if (existsSync(place) && !replace)
    fail(where, key, `${place} is there already`, 'say --replace, or name another file');
  return place;
}

/** @throws InputError always */
function fail(where: string, key: string | undefined, what: string, remedy: string): never {
  throw new InputError([{ where, key, what, remedy }]);
}
