import { parseCron } from '../domain/cadence.ts';
import { engines as allEngines, channelsOf } from '../domain/engine.ts';
import { isLoopback, parseListen } from '../platform/listen.ts';
import { nearest } from '../platform/suggest.ts';
import type { ConfiguredAccount } from './configuration.ts';
import { formatDuration, parseDuration } from './duration.ts';
import { type Finding, formatKnown, isPlainWord, wrongKey, wrongValue } from './finding.ts';
import { valueAt } from './issues.ts';
import { defaultTimes } from './schema.ts';

/**
 * The rules that span several keys. They look at the data as it is in the file, not at what the schema made of
 * it, so that a slip in one place does not hide another until the next try.
 */
export function crossChecks(data: unknown, monitorIds: readonly string[]): Finding[] {
  const accounts = Object.keys(mapAt(data, ['accounts']));
  const monitors = Object.entries(mapAt(data, ['monitors']));
  const urls = accounts.map(id => ['accounts', id, 'urls'] as const);
  return [
    ...accounts.flatMap(checkAccountId),
    ...accounts.flatMap(id => checkProofs(id, mapAt(data, ['accounts', id]))),
    ...urls.flatMap(path =>
      Object.keys(mapAt(data, path)).flatMap(id => checkMonitorId([...path, id], id, monitorIds)),
    ),
    ...monitors.flatMap(([id]) => checkMonitorId(['monitors', id], id, monitorIds)),
    ...monitors.flatMap(([id, monitor]) => checkAccounts(id, listAt(monitor, ['accounts']), accounts)),
    ...monitors.flatMap(([id, monitor]) => checkTimes(id, monitor)),
    ...checkEngines(data),
    ...checkServe(data),
    ...checkSinks(data),
  ];
}

// Ids become labels and parts of file names.
const idPattern = /^[a-z0-9][a-z0-9-]{0,39}$/;

function checkAccountId(id: string): Finding[] {
  if (idPattern.test(id)) return [];
  const remedy =
    'ids are labels: write small letters, digits and dashes, a letter or digit first, 40 at most';
  return [wrongKey(['accounts', id], 'is not a valid id', remedy)];
}

/** What an account can begin a sign-in with; one-time codes only follow. */
const waysIn = ['password', 'passkey', 'certificate', 'temporaryAccessPass'];

function checkProofs(id: string, account: object): Finding[] {
  const path = ['accounts', id];
  const hasWayIn = Object.keys(account).length === 0 || waysIn.some(key => Object.hasOwn(account, key));
  const remedy =
    'add one: password: env:…, passkey: file:…, certificate: { pfx: file:… } or temporaryAccessPass: env:…';
  return [
    ...(hasWayIn ? [] : [wrongKey(path, 'has nothing to sign in with', remedy)]),
    ...checkCloud(path, account),
    ...checkCertificate([...path, 'certificate'], valueAt(account, ['certificate'])),
    ...checkExpires([...path, 'expires'], account),
  ];
}

/** The keys under `expires`, and what the account must have for each. */
const expiring = Object.entries({
  password: 'password',
  passkey: 'passkey',
  temporaryAccessPass: 'temporaryAccessPass',
  clientSecret: 'graph',
} satisfies Record<keyof NonNullable<ConfiguredAccount['expires']>, string>);

function checkExpires(path: readonly string[], account: object): Finding[] {
  const expires = mapAt(account, ['expires']);
  return expiring
    .filter(([key, needed]) => Object.hasOwn(expires, key) && !Object.hasOwn(account, needed))
    .map(([key, needed]) => {
      const what = 'is set for a credential that this account does not have';
      return wrongKey([...path, key], what, `remove it, or add ${needed} to the account`);
    });
}

/** 21Vianet's cloud has no passkeys (sign-in-facts 7.8a). */
function checkCloud(path: readonly string[], account: object): Finding[] {
  if (valueAt(account, ['cloud']) !== 'china' || !Object.hasOwn(account, 'passkey')) return [];
  const what = 'cannot be used: the cloud china (21Vianet) has no passkeys';
  const remedy = 'remove it, and add password with totp, or certificate';
  return [wrongKey([...path, 'passkey'], what, remedy)];
}

function checkCertificate(path: readonly string[], certificate: unknown): Finding[] {
  if (typeof certificate !== 'object' || certificate === null || Array.isArray(certificate)) return [];
  const [pfx, cert, key] = ['pfx', 'cert', 'key'].map(name => Object.hasOwn(certificate, name));
  if (pfx ? !cert && !key : cert && key) return [];
  const what = pfx ? 'is written in two forms' : 'is incomplete';
  return [wrongKey(path, what, 'write pfx alone, or cert and key')];
}

function checkMonitorId(path: readonly string[], id: string, known: readonly string[]): Finding[] {
  if (known.includes(id)) return [];
  const remedy = formatKnown(nearest(id, known), known);
  return [wrongKey(path, 'is not a monitor that Genkan has', remedy)];
}

function checkAccounts(monitor: string, named: readonly unknown[], defined: readonly string[]): Finding[] {
  const known = new Set<unknown>(defined);
  const unknown = named.flatMap((id, index): Finding[] => {
    if (typeof id !== 'string' || known.has(id)) return [];
    const suggestion = nearest(id, defined);
    const what = `${isPlainWord(id) ? `"${id}"` : 'this account'} is not defined`;
    const remedy = `define it under accounts${suggestion === undefined ? '' : `, or did you mean "${suggestion}"?`}`;
    return [wrongValue(['monitors', monitor, 'accounts', index], what, remedy)];
  });
  return [...unknown, ...checkTwice(['monitors', monitor, 'accounts'], named)];
}

function checkTwice(path: readonly PropertyKey[], list: readonly unknown[]): Finding[] {
  const seen = new Set<unknown>();
  return list.flatMap((item, index): Finding[] => {
    if (typeof item !== 'string' || !seen.has(item)) {
      seen.add(item);
      return [];
    }
    return [wrongValue([...path, index], 'is given twice', 'keep one of the two')];
  });
}

function checkTimes(monitor: string, configuration: unknown): Finding[] {
  const time = (key: keyof typeof defaultTimes) => {
    const written = valueAt(configuration, [key]);
    const text = typeof written === 'string' ? written : defaultTimes[key];
    const ms = parseDuration(text) ?? (key === 'every' ? parseCron(text)?.everyMs : undefined);
    return { key, ms, isDefault: written === undefined };
  };
  return [
    ...checkLess(
      monitor,
      time('timeout'),
      time('every'),
      'a run could still be active when the next one is due',
    ),
    ...checkLess(monitor, time('slow'), time('timeout'), 'no run could ever be slow'),
  ];
}

interface Time {
  readonly key: string;
  readonly ms: number | undefined;
  readonly isDefault: boolean;
}

function checkLess(monitor: string, less: Time, more: Time, why: string): Finding[] {
  if (less.ms === undefined || more.ms === undefined || less.ms < more.ms) return [];
  const format = ({ key, ms = 0, isDefault }: Time) =>
    `${key} (${formatDuration(ms)}${isDefault ? ', the default' : ''})`;
  const wrong = less.isDefault ? more : less;
  const what = `${format(less)} is not less than ${format(more)}: ${why}`;
  const remedy = `write ${less.key} below ${formatDuration(more.ms)}, or ${more.key} above ${formatDuration(less.ms)}`;
  return [wrongValue(['monitors', monitor, wrong.key], what, remedy)];
}

function checkEngines(data: unknown): Finding[] {
  const path = ['browser', 'engines'];
  const engines = listAt(data, path);
  const twice = checkTwice(path, engines);
  return [
    ...twice,
    ...onePerEngine.flatMap(one => checkForAll(data, one, engines.length)),
    ...checkChannels(data),
  ];
}

/** Keys with a value for one engine, and what to write instead when there are several engines. */
const onePerEngine = [
  {
    key: 'executablePath',
    is: 'one browser',
    write: 'one path for each: executablePath: { chromium: …, firefox: … }',
  },
  {
    key: 'channel',
    is: 'one browser',
    write: 'one for each: channel: { chrome: chrome-beta, msedge: msedge-beta }',
  },
  { key: 'userAgent', is: 'one text', write: 'one for each: userAgent: { chromium: …, firefox: … }' },
  { key: 'args', is: 'one list', write: 'a list for each: args: { chromium: [--…], firefox: [--…] }' },
];

function checkForAll(
  data: unknown,
  { key, is, write }: (typeof onePerEngine)[number],
  count: number,
): Finding[] {
  const path = ['browser', key];
  const value = valueAt(data, path);
  if (count < 2 || !(typeof value === 'string' || Array.isArray(value))) return [];
  return [wrongValue(path, `is ${is}, but there are ${count} engines`, `write ${write}`)];
}

/** A channel is one of an engine's browsers, not of another's. */
function checkChannels(data: unknown): Finding[] {
  const written = valueAt(data, ['browser', 'channel']);
  const [first] = listAt(data, ['browser', 'engines']);
  const byEngine =
    typeof written === 'string'
      ? { [typeof first === 'string' ? first : 'chromium']: written }
      : mapAt(data, ['browser', 'channel']);
  return Object.entries(byEngine).flatMap(([name, channel]): Finding[] => {
    const engine = allEngines.find(known => known === name);
    if (engine === undefined || !(Object.values(channelsOf).flat() as unknown[]).includes(channel)) return [];
    const known: readonly string[] = channelsOf[engine];
    if (known.includes(String(channel))) return [];
    const path = ['browser', 'channel', ...(typeof written === 'string' ? [] : [name])];
    const remedy =
      known.length === 0
        ? `${engine} has none to choose from: remove this`
        : `${engine} has: ${known.join(', ')}`;
    return [wrongValue(path, `is not a browser of the engine ${engine}`, remedy)];
  });
}

/** Without a token, anybody who can reach the address sees everything. */
function checkServe(data: unknown): Finding[] {
  const written = valueAt(data, ['serve', 'listen']);
  const address = typeof written === 'string' ? parseListen(written) : undefined;
  if (address === undefined || isLoopback(address.host) || valueAt(data, ['serve', 'token']) !== undefined)
    return [];
  const what = 'can be reached from other machines, but no token is set';
  const remedy = 'add a token: token: env:GENKAN_TOKEN, or listen on 127.0.0.1';
  return [wrongValue(['serve', 'listen'], what, remedy)];
}

function checkSinks(data: unknown): Finding[] {
  const paths = listAt(data, ['sinks']).map(sink => valueAt(sink, ['path']));
  return checkTwice(['sinks'], paths).map(({ path, remedy }) =>
    wrongValue([...path, 'path'], 'is already the file of another sink', remedy),
  );
}

function mapAt(data: unknown, path: readonly PropertyKey[]): object {
  const value = valueAt(data, path);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

function listAt(data: unknown, path: readonly PropertyKey[]): readonly unknown[] {
  const value = valueAt(data, path);
  return Array.isArray(value) ? value : [];
}
