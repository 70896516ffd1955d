import { join } from 'node:path';
import { startSimulator } from '../../simulator/simulator.ts';
import type { Account } from '../domain/account.ts';
import { type Engine, engines } from '../domain/engine.ts';
import type { Monitor } from '../domain/monitor.ts';
import { InputError } from '../platform/problem.ts';
import { Secret } from '../platform/secret.ts';
import { findEngine } from '../runner/engines.ts';
import { resolveSecrets } from '../secrets/sources.ts';
import type { ResolvedConfig } from './resolved-config.ts';
import { surroundingsOf } from './surroundings.ts';
import { tokenProblems } from './token.ts';

export interface DemoOptions {
  readonly reports: string;
  readonly headless: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What is watched when nobody has said what: the demo tenant, on a simulator of our own. */
export async function demoConfig(
  monitors: ReadonlyMap<string, Monitor>,
  { reports, headless, env }: DemoOptions,
): Promise<ResolvedConfig> {
  const found = installedEngines(headless);
  const token = await tokenIn(env);
  const simulator = await startSimulator();
  const announced = new Map(simulator.accounts.map(account => [nameOf(account.username), account.announced]));
  const accounts = simulator.accounts.map(
    ({ username, password, totp }): Account & { readonly password: Secret; readonly totp: Secret } => ({
      id: nameOf(username),
      username,
      tenant: 'contoso',
      cloud: 'global',
      password: new Secret(password),
      totp: new Secret(totp),
    }),
  );
  return {
    plan: {
      location: 'demo',
      simulated: true,
      engines: found,
      // One engine is enough to show it; each further one would wait for the next one-time code.
      standardEngines: found.slice(0, 1),
      // One center is enough to show it, too: the others would wait for the next one-time code.
      plannedMonitors: [monitors.get('admin-center')].flatMap(monitor =>
        monitor === undefined
          ? []
          : [{ monitor, accounts, everyMs: 300_000, timeoutMs: 90_000, slowMs: 30_000 }],
      ),
    },
    language: 'en',
    browser: () => ({ proxy: new Secret(simulator.proxy), trust: simulator.ca, locale: 'en-US' }),
    sinks: [{ type: 'textfile', path: join(reports, 'genkan.prom') }],
    retention: { runsMs: 400 * 86_400_000, evidenceMs: 30 * 86_400_000, maxBytes: 5e9 },
    evidence: { identity: 'show' },
    serve: { listen: '127.0.0.1:9464', where: 'the demo', ...(token && { token }) },
    missing: [],
    warnings: [],
    renew: () => Promise.resolve(undefined),
    credentials: [],
    secrets: [...accounts.flatMap(account => [account.password, account.totp]), ...(token ? [token] : [])],
    isAnnounced: run => {
      const wanted = announced.get(run.account);
      return wanted?.verdict === run.verdict && wanted.cause === run.cause;
    },
    close: () => simulator.stop(),
  };
}

/** @throws InputError when it is set and cannot be used */
async function tokenIn(env: DemoOptions['env']): Promise<Secret | undefined> {
  if (!env['GENKAN_TOKEN']) return undefined;
  const at = { where: 'environment', key: 'GENKAN_TOKEN' };
  const reference = { scheme: 'env', rest: at.key, text: `env:${at.key}` } as const;
  const wanted = [{ ...at, reference, form: 'line' as const }];
  const secrets = await resolveSecrets(wanted, surroundingsOf({ folder: '.', secrets: wanted }, env));
  const token = secrets.get(at.key);
  const problems = tokenProblems(token, at);
  if (problems.length > 0) throw new InputError(problems);
  return token;
}

function installedEngines(headless: boolean): readonly Engine[] {
  const found = engines.filter(engine => findEngine(engine, headless) !== undefined);
  if (found.length > 0) return found;
  const what = `no browser is installed${headless ? '' : ' that can show a window'}`;
  throw new InputError([
    { where: 'this machine', what, remedy: 'install one: node scripts/setup.js chromium' },
  ]);
}

const nameOf = (username: string): string => username.replace(/@.*/, '');
