import { resolve } from 'node:path';
import type { Account } from '../domain/account.ts';
import type { Credentials } from '../domain/credential.ts';
import type { Engine, EngineSettings } from '../domain/engine.ts';
import type { Language } from '../domain/language.ts';
import type { Plan } from '../domain/plan.ts';
import type { RunRecord } from '../domain/run-record.ts';
import type { SinkSettings } from '../domain/sink.ts';
import type { ListenAddress } from '../platform/listen.ts';
import type { Problem } from '../platform/problem.ts';
import type { Secret } from '../platform/secret.ts';
import type { ConfiguredSecret, SecretForm, SecretReference } from '../platform/secret-reference.ts';
import { isMadeUp, locationOf } from './location.ts';
import type { Contents } from './schema.ts';

/** What `load` gives: everything that the file says, with its defaults; paths are absolute, secrets are not fetched. */
export interface Configuration extends Contents {
  /** The configuration file, as it was named. */
  readonly file: string;
  /** Its folder, absolute: where relative paths and `exec:` commands start. */
  readonly folder: string;
  /** Keys of an earlier version that the file still has, and what they are called now. */
  readonly renamedKeys: ReadonlyArray<Readonly<Record<'where' | 'key' | 'now', string>>>;
  readonly location: string;
  /** The host name, where the file names no location and the host name cannot be one. */
  readonly unusedHostname?: string | undefined;
  readonly browser: Contents['browser'] & { readonly locale: string };
  /** Every secret that the file refers to, and where it does. */
  readonly secrets: readonly ConfiguredSecret[];
}

export type ConfiguredAccount = Configuration['accounts'][number];

/**
 * What `resolve` makes of it (lib/app/resolve.ts), and all that a command works with: secrets fetched and opened, engines
 * found, everything checked. The demo has the same shape and comes the same way.
 */
export interface ResolvedConfig extends Plan, Pick<Configuration, 'language' | 'retention' | 'evidence'> {
  readonly configuration: Configuration;
  readonly browser: (engine: Engine) => EngineSettings;
  /** How requests go out that are made without a browser: the same way as the browsers'. */
  readonly way: Pick<EngineSettings, 'proxy' | 'trust'>;
  readonly sinks: readonly SinkSettings[];
  readonly serve: {
    readonly address: ListenAddress;
    /** Where the address is written, for problems. */
    readonly where: string;
    /** Absent where nobody is asked for one, or nothing is served. */
    readonly token?: Secret | undefined;
  };
  /** How many secrets were fetched. */
  readonly secretCount: number;
  /** Secrets that could not be fetched: the accounts that lack them are not tried. */
  readonly missing: readonly Problem[];
  /** What works, but is probably a mistake. */
  readonly warnings: readonly Problem[];
  /** Fetches the secrets of an account again; undefined when they cannot be had or used. */
  readonly renew: (id: string) => Promise<Account | undefined>;
  /** When the credentials of the accounts end. */
  readonly credentials: readonly Credentials[];
  /** For the demo: did this run end as it was announced? */
  readonly isAnnounced?: ((run: RunRecord) => boolean) | undefined;
  /** Ends what runs for this configuration: the simulator of the demo. */
  readonly close: () => Promise<void>;
}

const locales: Record<Language, string> = { en: 'en-US', ja: 'ja-JP' };

/** Where a configuration is written, and on which machine it is read. */
export interface Origin extends Pick<Configuration, 'file' | 'folder' | 'renamedKeys'> {
  readonly hostname: string;
  /** `genkan.yaml:12:5` for a path in the file. */
  readonly where: (path: readonly string[]) => string;
}

/** Adds to the contents of a file what follows from where it is. */
export function configurationFrom(contents: Contents, origin: Origin): Configuration {
  const { file, folder, hostname, renamedKeys, where } = origin;
  const { location, language, browser, sinks } = contents;
  const { executablePath, trust, locale = locales[language] } = browser;
  const absolute = (path: string) => resolve(folder, path);
  return {
    ...contents,
    file,
    folder,
    renamedKeys,
    location: location ?? locationOf(hostname),
    unusedHostname: location === undefined && isMadeUp(hostname) ? hostname : undefined,
    browser: {
      ...browser,
      executablePath: Object.fromEntries(
        Object.entries(executablePath).map(([engine, path]) => [engine, absolute(path)]),
      ),
      trust: trust && absolute(trust),
      locale,
    },
    sinks: sinks?.map(sink => ('path' in sink ? { ...sink, path: absolute(sink.path) } : sink)),
    secrets: referencesIn(contents, []).map(({ path, reference }) => ({
      key: path.join('.'),
      where: where(path),
      reference,
      form: forms[path.at(-1) ?? ''] ?? 'line',
    })),
  };
}

/** How the browser of an engine is started, apart from its way into the network. */
export const engineSettings = ({ browser }: Configuration, engine: Engine): EngineSettings => ({
  locale: browser.locale,
  executablePath: browser.executablePath[engine],
  channel: browser.channel[engine],
  args: browser.args[engine],
  userAgent: browser.userAgent?.[engine],
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

interface Referred {
  /** As the file has it: items with an id are a map there. */
  readonly path: readonly string[];
  readonly reference: SecretReference;
}

function referencesIn(part: object, path: readonly string[]): Referred[] {
  return Object.entries(part).flatMap(([key, value]: [string, unknown]): Referred[] => {
    if (!isObject(value)) return [];
    const inner = [...path, 'id' in value ? String(value.id) : key];
    return isReference(value) ? [{ path: inner, reference: value }] : referencesIn(value, inner);
  });
}

/**
 * A copy with something else in place of each reference to a secret.
 * @param key of the value itself, such as `sinks.0`; each reference is replaced by what `replace` gives for it and its key
 */
export function withReferences(
  value: unknown,
  replace: (reference: SecretReference, key: string) => unknown,
  key = '',
): unknown {
  if (isReference(value)) return replace(value, key);
  const inner = (part: unknown, name: string | number) => withReferences(part, replace, `${key}.${name}`);
  if (Array.isArray(value)) return value.map(inner);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, inner(part, name)]));
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isReference = (value: unknown): value is SecretReference => isObject(value) && 'scheme' in value;
