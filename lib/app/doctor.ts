import type { ResolvedConfig } from '../config/configuration.ts';
import { describeConfiguration } from '../config/describe.ts';
import type { Way } from '../diagnosis/connection.ts';
import { reach } from '../diagnosis/reach.ts';
import { signInHosts } from '../domain/cloud.ts';
import { lifeState } from '../domain/credential.ts';
import { startUrlOf } from '../domain/monitor.ts';
import { formatProblem, InputError } from '../platform/problem.ts';
import { openBrowser } from '../runner/browser.ts';
import { type Examined, formatExamination } from '../terminal/examination.ts';
import { examineGraph } from './doctor-graph.ts';
import { examineRegistrations } from './doctor-registrations.ts';
import { unknownBefore } from './empty-history.ts';
import { hasHistory } from './history.ts';
import { configFileOf, type Invocation } from './invocation.ts';
import { loadMonitors } from './monitors.ts';
import { resolveConfig } from './resolve-config.ts';
import { historyPlace } from './stores.ts';

/** Our own questions are small; a host that needs longer cannot be signed in to either. */
const reachMs = 10_000;
/** One-time codes are accepted one step early or late, 30 s; half of that is still safe. */
const mostSkewMs = 15_000;

/** Looks at everything that a run needs, without signing in: configuration, secrets, browsers, hosts, clock. */
export async function examine(invocation: Invocation): Promise<{ text: string; healthy: boolean }> {
  const monitors = await loadMonitors();
  const file = configFileOf(invocation.configFile);
  let config: ResolvedConfig;
  try {
    config = await resolveConfig(invocation, monitors, { purpose: 'serve' });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const found = error.problems.map(
      (problem): Examined => ({ what: file ?? 'demo', good: false, detail: formatProblem(problem) }),
    );
    return { text: formatExamination(found, invocation.colour), healthy: false };
  }
  try {
    const found = [
      ...examineConfig(config, file),
      ...(await examineHistory(invocation)),
      ...examineWarnings(config),
      ...examineCredentials(config, Date.now()),
      ...(await examineBrowsers(config, invocation)),
      ...(await examineHosts(config)),
      ...(await examineGraph(accountsOf(config), config.way, reachMs)),
      ...(await examineRegistrations(accountsOf(config), config.way, reachMs)),
    ];
    const understood =
      file === undefined ? '' : `\n\n${describeConfiguration(config.configuration).trimEnd()}`;
    const healthy = found.every(({ good }) => good);
    return { text: formatExamination(found, invocation.colour) + understood, healthy };
  } finally {
    await config.close();
  }
}

/** What could be opened without a problem is in order; here it is named. */
function examineConfig({ secretCount }: ResolvedConfig, file: string | undefined): Examined[] {
  return [
    { what: 'configuration', good: true, detail: file ?? 'none: the demo tenant on the embedded simulator' },
    { what: 'secrets', good: true, detail: `all ${secretCount} can be read` },
  ];
}

/** Where the guard remembers what was refused. */
async function examineHistory({ reports }: Invocation): Promise<Examined[]> {
  try {
    const isThere = await hasHistory({ reports });
    const detail = isThere ? historyPlace(reports) : `there is none in ${reports} yet: ${unknownBefore}`;
    return [{ what: 'history', good: true, isWarning: !isThere, detail }];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map(problem => ({ what: 'history', good: false, detail: formatProblem(problem) }));
  }
}

/** Settings that work, but are probably mistakes. */
const examineWarnings = ({ warnings }: ResolvedConfig): Examined[] =>
  warnings.map(({ where, key, what, remedy }) => ({
    what: 'warning',
    good: true,
    isWarning: true,
    detail: `${where}: ${key === undefined ? '' : `${key} `}${what}: ${remedy}`,
  }));

/** When what the accounts hold ends, where that is known. */
function examineCredentials({ credentials }: ResolvedConfig, now: number): Examined[] {
  return credentials.flatMap(({ account, lives }) =>
    lives.map(life => {
      const state = lifeState(life, now);
      const name = `the ${life.credential.replace('_', ' ')} of ${account}`;
      const days = Math.floor(Math.abs(Date.parse(life.expiresAt) - now) / 86_400_000);
      const detail =
        state === 'ended'
          ? `${name} has ended, ${days} days ago: ${renew}`
          : `${name} ends in ${days} days (${life.expiresAt.slice(0, 10)})${state === 'good' ? '' : `: ${renew}`}`;
      return { what: 'credential', good: state !== 'ended', isWarning: state === 'ends_soon', detail };
    }),
  );
}

const renew = 'renew it and store the new one at its secret';

/** Starts every engine once, as a run would. */
async function examineBrowsers(
  { browser, engines }: ResolvedConfig,
  { env, headless }: Invocation,
): Promise<Examined[]> {
  const found: Examined[] = [];
  for (const engine of engines) {
    try {
      const open = await openBrowser({ engine, headless, env, ...browser(engine) });
      const { version, unsandboxed } = open;
      found.push({ what: 'browser', good: true, detail: `${engine} ${version} starts` });
      if (unsandboxed !== undefined) {
        const detail = `${engine} runs without its sandbox: ${unsandboxed.why}; ${unsandboxed.remedy}`;
        found.push({ what: 'sandbox', good: true, detail });
      }
      await open.close();
    } catch (error) {
      const [reason = ''] = (error as Error).message.split('\n');
      found.push({ what: 'browser', good: false, detail: `${engine} does not start: ${reason}` });
    }
  }
  return found;
}

/** Each account once, however many centers it signs in to. */
const accountsOf = ({ plannedMonitors }: ResolvedConfig) =>
  new Set(plannedMonitors.flatMap(({ accounts }) => accounts));

async function examineHosts({ plannedMonitors, way }: ResolvedConfig): Promise<Examined[]> {
  const clouds = new Set(plannedMonitors.flatMap(({ accounts }) => accounts.map(({ cloud }) => cloud)));
  const signIn = [...clouds].map(
    cloud => `https://${signInHosts[cloud]}/common/v2.0/.well-known/openid-configuration`,
  );
  const urls = plannedMonitors.flatMap(({ monitor, accounts }) =>
    accounts.flatMap(account => startUrlOf(monitor, account) ?? []),
  );
  const examined = await Promise.all(
    [...new Set([...signIn, ...urls])].map(address => examineHost(address, way)),
  );
  return examined.flat();
}

async function examineHost(address: string, way: Way): Promise<Examined[]> {
  const { host } = new URL(address);
  try {
    const { status, serverTime } = await reach(address, way, { signal: AbortSignal.timeout(reachMs) });
    const answered = { what: 'host', good: status < 500, detail: `${host} answers (HTTP ${status})` };
    if (serverTime === undefined || !host.startsWith('login.')) return [answered];
    const skewMs = Date.now() - serverTime;
    const seconds = Math.round(Math.abs(skewMs) / 1_000);
    const good = Math.abs(skewMs) <= mostSkewMs;
    const detail = good
      ? `agrees with ${host}`
      : `is ${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} ${host}: one-time codes will be refused`;
    return [answered, { what: 'clock', good, detail }];
  } catch (error) {
    return [{ what: 'host', good: false, detail: `${host} cannot be reached: ${(error as Error).message}` }];
  }
}
