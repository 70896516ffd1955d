import { join } from 'node:path';
import type { Configuration } from '../config/configuration.ts';
import type { Account } from '../domain/account.ts';
import type { Engine } from '../domain/engine.ts';
import { type Monitor, startUrlOf } from '../domain/monitor.ts';
import { InputError, type Problem } from '../platform/problem.ts';
import { ProxyError, parseProxy, proxyForm } from '../platform/proxy.ts';
import { Secret } from '../platform/secret.ts';
import { findEngine } from '../runner/engines.ts';
import type { PlannedMonitor } from '../runner/plan.ts';
import { findSecrets, resolveSecrets } from '../secrets/sources.ts';
import { readSettings } from './configuration.ts';
import { credentialsOf } from './credentials.ts';
import { openProofs } from './proofs.ts';
import type { ListenConfig, ResolvedConfig } from './resolved-config.ts';
import { surroundingsOf } from './surroundings.ts';
import { tokenProblems } from './token.ts';
import { warningsOf } from './warnings.ts';

const tokenKey = 'serve.token';

type Monitors = ReadonlyMap<string, Monitor>;

export interface ConfiguredOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly headless: boolean;
  readonly reports: string;
  /** Is the token wanted that opens the pages? A job that only runs need not have it. */
  readonly serving?: boolean;
  /** Does an account whose secret cannot be had take only its own runs with it, as long as another is left? */
  readonly sparesOthers?: boolean;
}

/**
 * What a configuration file wants, with its secrets fetched.
 * @throws InputError with everything that is wrong in it, or that this machine lacks
 */
export async function resolveSettings(
  file: string,
  monitors: Monitors,
  { env, headless, reports, serving = false, sparesOthers = false }: ConfiguredOptions,
): Promise<ResolvedConfig> {
  const settings = await readSettings(file, monitors);
  const { location, language, sinks, browser } = settings;
  const wanted = settings.secrets.filter(({ key }) => serving || key !== tokenKey);
  const found = await findSecrets(wanted, surroundingsOf(settings, env));
  const { secrets } = found;
  const lacking = accountsWithout(found.problems, settings);
  if (found.problems.length > 0 && !(sparesOthers && lacking.isSparing)) throw new InputError(found.problems);
  const proxy = typeof browser.proxy === 'string' ? new Secret(browser.proxy) : secrets.get('browser.proxy');
  const { opened, inner, problems } = openAccounts(settings, secrets, lacking.ids);
  const serve = listenConfigOf(settings, secrets);
  problems.push(
    ...missingEngines(settings, headless),
    ...unusableProxy(settings, proxy),
    ...unusableToken(settings, serve.token),
    ...missingUrls(settings, monitors),
  );
  if (problems.length > 0) throw new InputError(problems);
  return {
    plan: {
      location,
      simulated: false,
      engines: browser.engines,
      standardEngines: browser.engines,
      plannedMonitors: plannedMonitorsOf(settings, monitors, opened),
    },
    language,
    browser: engine => ({
      locale: browser.locale,
      ...browserOf(settings, engine),
      proxy,
      trust: browser.trust,
    }),
    sinks: sinks ?? [{ type: 'textfile', path: join(reports, 'genkan.prom') }],
    serve,
    retention: settings.retention,
    evidence: settings.evidence,
    secrets: [...secrets.values(), ...inner],
    missing: found.problems,
    warnings: warningsOf(settings, secrets, Date.now()),
    renew: id => renewed(settings, id, env),
    credentials: knownCredentials(settings, opened),
    close: () => Promise.resolve(),
  };
}

/** One account with its secrets as they are now; nothing when they cannot be had or used. */
async function renewed(
  settings: Configuration,
  id: string,
  env: ConfiguredOptions['env'],
): ReturnType<ResolvedConfig['renew']> {
  const wanted = settings.secrets.filter(({ key }) => key.startsWith(`accounts.${id}.`));
  const { secrets, problems } = await findSecrets(wanted, surroundingsOf(settings, env));
  const accounts = settings.accounts.filter(account => account.id === id);
  const open = openAccounts({ ...settings, accounts }, secrets, new Set());
  const account = open.opened.get(id);
  if (account === undefined || problems.some(({ key }) => !isOfGraph(key)) || open.problems.length > 0)
    return undefined;
  return { account, secrets: [...secrets.values(), ...open.inner] };
}

/** Without the secret of its application an account can still be signed in with. */
const isOfGraph = (key: string): boolean => /^accounts\.[^.]+\.graph\./.test(key);

/** Whose secrets are missing, and whether nothing else is, and somebody is left who can be watched. */
function accountsWithout(missing: ReadonlyArray<{ readonly key: string }>, settings: Configuration) {
  const ids = new Set(
    settings.accounts
      .map(({ id }) => id)
      .filter(id => missing.some(({ key }) => key.startsWith(`accounts.${id}.`) && !isOfGraph(key))),
  );
  const watched = settings.monitors.flatMap(({ accounts }) => accounts);
  const isSparing =
    missing.every(({ key }) => key.startsWith('accounts.')) && watched.some(id => !ids.has(id));
  return { ids, isSparing };
}

function openAccounts(
  settings: Configuration,
  secrets: ReadonlyMap<string, Secret>,
  lacking: ReadonlySet<string>,
) {
  const opened = new Map<string, Account>();
  const inner: Secret[] = [];
  const problems: Problem[] = [];
  for (const account of settings.accounts) {
    const { id, username, tenant, cloud, urls, federation, graph } = account;
    const clientSecret = secrets.get(`accounts.${id}.graph.clientSecret`);
    const open = {
      id,
      username,
      tenant,
      cloud,
      ...(urls && { urls }),
      ...(federation !== undefined && { federation }),
      ...(graph && clientSecret && { graph: { ...graph, clientSecret } }),
    };
    if (lacking.has(id)) {
      opened.set(id, { ...open, lacksSecret: true });
      continue;
    }
    const { proofs, ...found } = openProofs(account, secrets);
    opened.set(id, { ...open, ...proofs });
    inner.push(...found.inner);
    problems.push(...found.problems.map(problem => ({ where: whereOf(settings, problem.key), ...problem })));
  }
  return { opened, inner, problems };
}

const knownCredentials = ({ accounts }: Configuration, opened: ReadonlyMap<string, Account>) =>
  accounts.flatMap(account => {
    const held = opened.get(account.id);
    return held === undefined || held.lacksSecret ? [] : [credentialsOf(account, held)];
  });

/** What is configured for the browser of one engine. */
export function browserOf({ browser }: Configuration, engine: Engine) {
  const { [engine]: executablePath } = browser.executablePath;
  const { [engine]: channel } = browser.channel;
  const { [engine]: args } = browser.args;
  const userAgent = browser.userAgent?.[engine];
  return {
    ...(executablePath !== undefined && { executablePath }),
    ...(channel && { channel }),
    ...(args && { args }),
    ...(userAgent !== undefined && { userAgent }),
  };
}

function missingEngines(settings: Configuration, headless: boolean): Problem[] {
  const { browser, file } = settings;
  return browser.engines
    .filter(engine => findEngine(engine, headless, browserOf(settings, engine)) === undefined)
    .map(engine => ({
      where: file,
      key: 'browser.engines',
      what: `${engine} is not installed${headless ? '' : ', or has no window'}`,
      remedy: `install it (node scripts/setup.js ${engine}), or set its path in browser.executablePath.${engine}`,
    }));
}

/** Not every center exists in every cloud. */
function missingUrls(settings: Configuration, monitors: Monitors): Problem[] {
  const byId = new Map(settings.accounts.map(account => [account.id, account]));
  return settings.monitors.flatMap(({ id, accounts }) =>
    accounts.flatMap(name => {
      const account = byId.get(name);
      const monitor = monitors.get(id);
      if (account === undefined || monitor === undefined || startUrlOf(monitor, account) !== undefined)
        return [];
      const what = `has no start URL in the cloud ${account.cloud} of the account ${name}`;
      return [
        {
          where: settings.file,
          key: `monitors.${id}.accounts`,
          what,
          remedy: `remove the account from this monitor, or set the tenant's own URL: accounts.${name}.urls.${id}`,
        },
      ];
    }),
  );
}

/** What a reference resolves to is as strict as what may be written in clear; it is not shown. */
export function unusableProxy(settings: Configuration, proxy: Secret | undefined): Problem[] {
  try {
    if (proxy !== undefined) parseProxy(proxy.reveal());
    return [];
  } catch (error) {
    if (!(error instanceof ProxyError)) throw error;
    const key = 'browser.proxy';
    return [{ where: whereOf(settings, key), key, what: `its value ${error.message}`, remedy: proxyForm }];
  }
}

/**
 * What is served alone, without anything that is needed to sign in: no account's secret is fetched.
 * @throws InputError when the configuration or the token is not usable
 */
export async function serveAlone(
  settings: Configuration,
  env: ConfiguredOptions['env'],
): Promise<ListenConfig> {
  const wanted = settings.secrets.filter(({ key }) => key === tokenKey);
  const secrets = await resolveSecrets(wanted, surroundingsOf(settings, env));
  const serve = listenConfigOf(settings, secrets);
  const problems = unusableToken(settings, serve.token);
  if (problems.length > 0) throw new InputError(problems);
  return serve;
}

function listenConfigOf({ serve, file }: Configuration, secrets: ReadonlyMap<string, Secret>): ListenConfig {
  const token = secrets.get(tokenKey);
  return { listen: serve.listen, where: `${file}: serve.listen`, ...(token && { token }) };
}

const unusableToken = (settings: Configuration, token: Secret | undefined): Problem[] =>
  tokenProblems(token, { where: whereOf(settings, tokenKey), key: tokenKey });

function plannedMonitorsOf(
  settings: Configuration,
  monitors: Monitors,
  opened: ReadonlyMap<string, Account>,
): PlannedMonitor[] {
  return settings.monitors.flatMap(({ id, accounts, ...times }) => {
    const monitor = monitors.get(id);
    if (monitor === undefined) return [];
    return [
      {
        monitor,
        accounts: accounts.flatMap(account => opened.get(account) ?? []),
        ...times,
      },
    ];
  });
}

const whereOf = (settings: Configuration, key: string): string =>
  settings.secrets.find(secret => secret.key === key || secret.key.startsWith(`${key}.`))?.where ??
  settings.file;
