import { join } from 'node:path';
import {
  type Configuration,
  engineSettings,
  type ResolvedConfig,
  withReferences,
} from '../config/configuration.ts';
import type { Account } from '../domain/account.ts';
import type { Credentials } from '../domain/credential.ts';
import type { Monitor } from '../domain/monitor.ts';
import type { PlannedMonitor } from '../domain/plan.ts';
import type { SinkSettings } from '../domain/sink.ts';
import type { ListenAddress } from '../platform/listen.ts';
import { InputError, type Problem } from '../platform/problem.ts';
import type { Redactor } from '../platform/redaction.ts';
import { Secret } from '../platform/secret.ts';
import type { Surroundings } from '../secrets/source.ts';
import { resolveSecrets } from '../secrets/sources.ts';
import { accountWithoutProofs, openAccount } from './accounts.ts';
import { listenOn, missingEngines, missingUrls, unusableProxy } from './config-checks.ts';
import { credentialsOf } from './credentials.ts';
import { tokenProblems } from './token.ts';
import { configurationWarnings, warningsOf } from './warnings.ts';

/** What a configuration is resolved for, and which secrets that takes. What only shows results need not be able to sign in. */
const secretsFor = {
  run: key => key !== tokenKey,
  serve: () => true,
  show: key => key === tokenKey,
  enroll: key => key === proxyKey,
} as const satisfies Record<string, (key: string) => boolean>;

const tokenKey = 'serve.token';
const proxyKey = 'browser.proxy';

export interface ResolveOptions {
  readonly purpose: keyof typeof secretsFor;
  readonly env: Surroundings['env'];
  readonly headless: boolean;
  /** Learns every secret as soon as it is read, and what secrets contain. */
  readonly redactor: Pick<Redactor, 'learn'>;
  /** Where the text file of the metrics goes by default. */
  readonly reports: string;
  /** `HOST:PORT` of the command line, instead of the configured one. */
  readonly listen?: string | undefined;
  /** Listened on already, by the configuration before. */
  readonly listening?: ListenAddress | undefined;
  /** Is an account whose secret cannot be had left out, as long as another one can be watched? */
  readonly sparesOthers?: boolean | undefined;
}

/**
 * What a configuration comes to on this machine: its secrets fetched and opened, everything checked.
 * @throws InputError with everything that is wrong in it, or that this machine lacks
 */
export async function resolve(
  configuration: Configuration,
  monitors: ReadonlyMap<string, Monitor>,
  options: ResolveOptions,
): Promise<ResolvedConfig> {
  const { location, language, browser, retention, evidence } = configuration;
  const { purpose, headless, reports, listen, sparesOthers = false } = options;
  const signsIn = purpose === 'run' || purpose === 'serve';
  const { secrets, problems: missing } = await fetchSecrets(configuration, secretsFor[purpose], options);
  const lacking = accountsWithout(missing, configuration);
  const proxy = typeof browser.proxy === 'string' ? new Secret(browser.proxy) : secrets.get(proxyKey);
  const token = secrets.get(tokenKey);
  const learn = (secret: Secret) => options.redactor.learn(secret);
  const accounts = openAccounts(configuration, secrets, id => !signsIn || lacking.ids.has(id), learn);
  const plannedMonitors = plannedMonitorsOf(configuration, monitors, accounts.opened);
  const serve = listenOn(configuration, listen, options.listening);
  const problems = [
    ...(sparesOthers && lacking.isSparing ? [] : missing),
    ...accounts.problems,
    ...(signsIn ? missingEngines(configuration, headless) : []),
    ...unusableProxy(proxy, { where: whereOf(configuration, proxyKey), key: proxyKey }),
    ...tokenProblems(token, { where: whereOf(configuration, tokenKey), key: tokenKey }),
    ...(signsIn ? missingUrls(configuration, plannedMonitors) : []),
    ...serve.problems,
  ];
  if (problems.length > 0 || serve.address === undefined) throw new InputError(problems);
  const way = { proxy, trust: browser.trust };
  return {
    configuration,
    location,
    simulated: false,
    engines: browser.engines,
    standardEngines: browser.engines,
    plannedMonitors,
    language,
    browser: engine => ({ ...engineSettings(configuration, engine), ...way }),
    way,
    sinks: sinksOf(configuration, secrets) ?? [{ type: 'textfile', path: join(reports, 'genkan.prom') }],
    serve: { address: serve.address, where: serve.where, token },
    retention,
    evidence,
    secretCount: secrets.size,
    missing,
    warnings: signsIn ? warningsOf(configuration, secrets, Date.now()) : configurationWarnings(configuration),
    renew: id => renewed(configuration, id, options),
    credentials: accounts.credentials,
    close: () => Promise.resolve(),
  };
}

/** A password manager that asks for a person would wait for ever. */
const secretMs = 20_000;

function fetchSecrets(
  { folder, secrets }: Configuration,
  isWanted: (key: string) => boolean,
  { env, redactor }: Pick<ResolveOptions, 'env' | 'redactor'>,
): ReturnType<typeof resolveSecrets> {
  const names = secrets.flatMap(({ reference: { scheme, rest } }) => (scheme === 'env' ? [rest] : []));
  return resolveSecrets(
    secrets.filter(({ key }) => isWanted(key)),
    { env, secretNames: new Set(names), folder, timeoutMs: secretMs },
    secret => redactor.learn(secret),
  );
}

/** One account with its secrets as they are now; undefined when they cannot be had or used. */
async function renewed(
  configuration: Configuration,
  id: string,
  options: Pick<ResolveOptions, 'env' | 'redactor'>,
): ReturnType<ResolvedConfig['renew']> {
  const configured = configuration.accounts.find(account => account.id === id);
  if (configured === undefined) return undefined;
  const isOfAccount = (key: string) => key.startsWith(`accounts.${id}.`);
  const { secrets, problems } = await fetchSecrets(configuration, isOfAccount, options);
  const opened = openAccount(configured, secrets, secret => options.redactor.learn(secret));
  const isUsable = problems.every(({ key }) => isOfGraph(key)) && opened.problems.length === 0;
  return isUsable ? opened.account : undefined;
}

/** Without the secret of its application an account can still be signed in with. */
const isOfGraph = (key: string): boolean => /^accounts\.[^.]+\.graph\./.test(key);

/** The accounts whose secrets are missing; and whether nothing else is missing, and another account can be watched. */
function accountsWithout(
  missing: ReadonlyArray<{ readonly key: string }>,
  { accounts, monitors }: Configuration,
) {
  const lacks = (id: string) =>
    missing.some(({ key }) => key.startsWith(`accounts.${id}.`) && !isOfGraph(key));
  const ids = new Set(accounts.map(({ id }) => id).filter(lacks));
  const isSparing =
    missing.every(({ key }) => key.startsWith('accounts.')) &&
    monitors.some(monitor => monitor.accounts.some(id => !ids.has(id)));
  return { ids, isSparing };
}

function openAccounts(
  configuration: Configuration,
  secrets: ReadonlyMap<string, Secret>,
  isWithoutProofs: (id: string) => boolean,
  learn: (secret: Secret) => void,
) {
  const opened = new Map<string, Account>();
  const credentials: Credentials[] = [];
  const problems: Problem[] = [];
  for (const configured of configuration.accounts) {
    const { id } = configured;
    if (isWithoutProofs(id)) {
      opened.set(id, accountWithoutProofs(configured, secrets));
      continue;
    }
    const { account, ...found } = openAccount(configured, secrets, learn);
    opened.set(id, account);
    if (found.problems.length === 0) credentials.push(credentialsOf(configured, account));
    problems.push(
      ...found.problems.map(problem => ({ where: whereOf(configuration, problem.key), ...problem })),
    );
  }
  return { opened, credentials, problems };
}

const plannedMonitorsOf = (
  { monitors: configured }: Configuration,
  monitors: ReadonlyMap<string, Monitor>,
  opened: ReadonlyMap<string, Account>,
): PlannedMonitor[] =>
  configured.flatMap(({ id, accounts, ...times }) => {
    const monitor = monitors.get(id);
    return monitor === undefined
      ? []
      : [{ monitor, accounts: accounts.flatMap(account => opened.get(account) ?? []), ...times }];
  });

/** The sinks of the file, with what was fetched in place of each reference. */
const sinksOf = ({ sinks }: Configuration, secrets: ReadonlyMap<string, Secret>) =>
  withReferences(sinks, (_, key) => secrets.get(key), 'sinks') as readonly SinkSettings[] | undefined;

const whereOf = ({ secrets, file }: Configuration, key: string): string =>
  secrets.find(secret => secret.key === key || secret.key.startsWith(`${key}.`))?.where ?? file;
