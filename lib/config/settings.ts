import { resolve } from 'node:path';
import type { Cadence } from '../domain/cadence.ts';
import type { Cloud } from '../domain/cloud.ts';
import type { Channel, Engine } from '../domain/engine.ts';
import type { ShownIdentity } from '../domain/identity.ts';
import type { Language } from '../domain/language.ts';
import type { SinkSettings } from '../domain/series.ts';
import type { ConfiguredSecret, SecretForm, SecretReference } from '../platform/secret-reference.ts';
import { isMadeUp, locationOf } from './location.ts';
import type { FileContents } from './schema.ts';

/** The configuration as the program uses it: plain data, every default filled in, paths absolute, secrets not fetched. */
export interface Settings {
  /** Keys of an earlier version that the file still has, and what they are called now. */
  readonly renamedKeys: ReadonlyArray<Readonly<Record<'where' | 'key' | 'now', string>>>;
  /** The configuration file, as it was named. */
  readonly file: string;
  /** Its folder, absolute: where relative paths and `exec:` commands start. */
  readonly folder: string;
  /** The `location` label. */
  readonly location: string;
  /** The host name, where the file names no location and the host name cannot be one. */
  readonly unusedHostname?: string | undefined;
  readonly language: Language;
  readonly browser: BrowserSettings;
  /** In the order of the file, like the monitors. */
  readonly accounts: readonly AccountSettings[];
  readonly monitors: readonly MonitorSettings[];
  readonly serve: ServeSettings;
  readonly retention: RetentionSettings;
  readonly evidence: EvidenceSettings;
  /** Absent where the file says nothing of sinks. */
  readonly sinks?: readonly SinkSettings[];
  /** Every secret that the file refers to, and where it does. */
  readonly secrets: readonly ConfiguredSecret[];
}

type PerEngine<T> = Readonly<Partial<Record<Engine, T>>>;

export interface BrowserSettings {
  readonly engines: readonly Engine[];
  readonly executablePath: PerEngine<string>;
  readonly channel: PerEngine<Channel>;
  readonly args: PerEngine<readonly string[]>;
  /** In place of the name that the browser gives itself. */
  readonly userAgent?: PerEngine<string>;
  /** An address without user info, or a reference to one that may have it. */
  readonly proxy?: string | SecretReference;
  /** A PEM file of authorities to trust beside the system's. */
  readonly trust?: string;
  /** A language tag: `ja-JP`. */
  readonly locale: string;
}

export interface AccountSettings {
  readonly id: string;
  readonly username: string;
  readonly tenant: string;
  readonly cloud: Cloud;
  /** Addresses of this tenant's own, by monitor id. */
  readonly urls?: Readonly<Record<string, string>>;
  readonly password?: SecretReference;
  readonly totp?: SecretReference;
  /** The origin that may be given the password beside Microsoft's. */
  readonly federation?: string;
  readonly passkey?: SecretReference;
  readonly certificate?: CertificateSettings;
  readonly temporaryAccessPass?: SecretReference;
  /** When secrets end, ISO 8601. */
  readonly expires?: Readonly<
    Partial<Record<'password' | 'passkey' | 'temporaryAccessPass' | 'clientSecret', string>>
  >;
  readonly role?: string;
  readonly owner?: string;
  readonly support?: SupportSettings;
  readonly graph?: GraphSettings;
}

/** An application for Microsoft Graph. */
export interface GraphSettings {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: SecretReference;
}

/** Either `pfx`, or `cert` and `key`. */
export interface CertificateSettings {
  readonly pfx?: SecretReference;
  readonly cert?: SecretReference;
  readonly key?: SecretReference;
  readonly passphrase?: SecretReference;
  readonly tenantId?: string;
}

/** What a support call needs to have at hand. */
export interface SupportSettings {
  readonly contractName?: string;
  readonly invoice?: string;
  readonly phone?: string;
}

export interface ServeSettings {
  /** `HOST:PORT` */
  readonly listen: string;
  readonly token?: SecretReference;
}

export interface RetentionSettings {
  /** How long a run is kept in the history. */
  readonly runsMs: number;
  /** How long its evidence is. */
  readonly evidenceMs: number;
  /** How much evidence there may be. */
  readonly maxBytes: number;
}

/** What evidence shows, and who can read it. */
export interface EvidenceSettings {
  readonly identity: ShownIdentity;
  /** The public key of age that evidence is encrypted to. */
  readonly encryptTo?: string;
}

export interface MonitorSettings extends Cadence {
  readonly id: string;
  /** Ids of accounts. */
  readonly accounts: readonly string[];
  readonly timeoutMs: number;
  /** Inside, but later than this, is degraded. */
  readonly slowMs: number;
}

const locales: Record<Language, string> = { en: 'en-US', ja: 'ja-JP' };

export interface Origin {
  readonly file: string;
  readonly folder: string;
  readonly hostname: string;
  /** `genkan.yaml:12:5` for a path in the file. */
  readonly where: (path: readonly string[]) => string;
  readonly renamedKeys: Settings['renamedKeys'];
}

/** Turns the checked contents of the file into settings. */
export function settingsFrom(contents: FileContents, origin: Origin): Settings {
  const { file, folder, hostname, renamedKeys } = origin;
  const { location, language, browser, accounts, monitors, serve, retention, evidence, sinks } = contents;
  return {
    file,
    folder,
    location: location ?? locationOf(hostname),
    unusedHostname: location === undefined && isMadeUp(hostname) ? hostname : undefined,
    language,
    browser: browserSettings(browser, language, folder),
    accounts: Object.entries(accounts).map(([id, account]) => accountSettings(id, account)),
    monitors: Object.entries(monitors).map(([id, monitor]) => monitorSettings(id, monitor)),
    serve,
    retention: {
      runsMs: retention.runs,
      evidenceMs: retention.evidence,
      maxBytes: retention.maxBytes,
    },
    evidence,
    ...(sinks && { sinks: sinks.map(sink => sinkSettings(sink, folder)) }),
    secrets: configuredSecrets(contents, origin),
    renamedKeys,
  };
}

function sinkSettings(sink: NonNullable<FileContents['sinks']>[number], folder: string): SinkSettings {
  return sink.type === 'textfile' ? { ...sink, path: resolve(folder, sink.path) } : sink;
}

function browserSettings(
  browser: FileContents['browser'],
  language: Language,
  folder: string,
): BrowserSettings {
  const {
    engines,
    executablePath = {},
    channel = {},
    args = {},
    userAgent,
    trust,
    locale = locales[language],
    ...rest
  } = browser;
  // What stands there for all is accepted for one engine only (checks.ts).
  const forAll = <T>(value: T): PerEngine<T> => Object.fromEntries(engines.map(engine => [engine, value]));
  const paths = typeof executablePath === 'string' ? forAll(executablePath) : executablePath;
  return {
    ...rest,
    engines,
    executablePath: Object.fromEntries(
      Object.entries(paths).map(([engine, path]) => [engine, resolve(folder, path)]),
    ),
    channel: typeof channel === 'string' ? forAll(channel) : channel,
    args: Array.isArray(args) ? forAll(args) : args,
    ...(userAgent !== undefined && {
      userAgent: typeof userAgent === 'string' ? forAll(userAgent) : userAgent,
    }),
    ...(trust === undefined ? {} : { trust: resolve(folder, trust) }),
    locale,
  };
}

const accountSettings = (id: string, account: FileContents['accounts'][string]): AccountSettings => ({
  id,
  ...account,
  // As browsers write it: small letters, no slash, no port that goes without saying.
  ...(account.federation !== undefined && { federation: new URL(account.federation).origin }),
});

const monitorSettings = (id: string, monitor: FileContents['monitors'][string]): MonitorSettings => ({
  id,
  accounts: monitor.accounts,
  ...monitor.every,
  timeoutMs: monitor.timeout,
  slowMs: monitor.slow,
});

/** What a secret looks like, where it is not one line. */
const forms: Readonly<Record<string, SecretForm>> = {
  pfx: 'bytes',
  cert: 'text',
  key: 'text',
  passkey: 'text',
  // Blanks do not matter in it, and it may be written in groups.
  totp: 'text',
};

function configuredSecrets({ browser, accounts, serve }: FileContents, origin: Origin): ConfiguredSecret[] {
  const secrets: ConfiguredSecret[] = [];
  const add = (reference: string | SecretReference | undefined, ...path: string[]) => {
    if (typeof reference === 'object')
      secrets.push({
        key: path.join('.'),
        where: origin.where(path),
        reference,
        form: forms[path.at(-1) ?? ''] ?? 'line',
      });
  };
  add(browser.proxy, 'browser', 'proxy');
  for (const [id, { password, totp, passkey, certificate, temporaryAccessPass, graph }] of Object.entries(
    accounts,
  )) {
    add(password, 'accounts', id, 'password');
    add(totp, 'accounts', id, 'totp');
    add(passkey, 'accounts', id, 'passkey');
    for (const part of ['pfx', 'cert', 'key', 'passphrase'] as const)
      add(certificate?.[part], 'accounts', id, 'certificate', part);
    add(temporaryAccessPass, 'accounts', id, 'temporaryAccessPass');
    add(graph?.clientSecret, 'accounts', id, 'graph', 'clientSecret');
  }
  add(serve.token, 'serve', 'token');
  return secrets;
}
