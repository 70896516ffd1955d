import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { pathOf, read, readYaml } from './files.ts';
import { freePort, run, start, until } from './programs.ts';

// Prometheus and Alertmanager with all that deploy/ says, but in a day that passes faster: every length of time in the
// rules and in the route is as much shorter as its hour.

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Shortens a duration for a day that passes fast: `15m` becomes `7500ms` where an hour takes half a minute. */
type Haste = (duration: string) => string;

const hasteOf =
  (hourMs: number): Haste =>
  duration => {
    const [, count = '', unit = ''] = /^(\d+)([smhd])$/.exec(duration) ?? [];
    const ms = Number(count) * (unitMs[unit] ?? Number.NaN);
    return `${Math.round((ms * hourMs) / 3_600_000)}ms`;
  };

/** Every `[1h]`, `[1d:1h]` and `offset 1d` of an expression, and every `for:` and the like of a rule. */
function hastyRules(yaml: string, hasty: Haste): string {
  return yaml
    .replaceAll(/\[(\d+[smhd])(?::(\d+[smhd]))?\]/g, (_, range: string, step?: string) =>
      step === undefined ? `[${hasty(range)}]` : `[${hasty(range)}:${hasty(step)}]`,
    )
    .replaceAll(
      /(\boffset |\b(?:for|keep_firing_for|interval): )(\d+[smhd])\b/g,
      (_, before: string, time: string) => before + hasty(time),
    );
}

interface Alert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What Alertmanager has sent to its receiver. */
export class ReceivedAlerts {
  readonly #firing = new Map<string, Alert>();
  /** Every alert that was ever sent as firing: `GenkanSignInDown a-1`. */
  readonly ever = new Map<string, Alert>();

  hear(alerts: readonly Alert[]): void {
    for (const alert of alerts) {
      const { alertname = '', account = '' } = alert.labels;
      const name = `${alertname} ${account}`.trim();
      if (alert.status === 'resolved') this.#firing.delete(name);
      else {
        this.#firing.set(name, alert);
        this.ever.set(name, alert);
      }
    }
  }

  get firing(): string[] {
    return [...this.#firing.keys()].toSorted();
  }
}

interface Day extends AsyncDisposable {
  readonly received: ReceivedAlerts;
  readonly prometheus: string;
  readonly gateway: string;
}

/**
 * Starts the day's servers.
 * @param exporters addresses that are scraped, beside the Pushgateway
 * @param past samples of the week before, in OpenMetrics
 * @param hourMs how long an hour of this day lasts
 */
export async function startDay(
  exporters: readonly string[],
  { gateway, past, hourMs }: { readonly gateway: string; readonly past: string; readonly hourMs: number },
): Promise<Day> {
  const hasty = hasteOf(hourMs);
  const resources = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'genkan-day-'));
  resources.defer(() => rmSync(folder, { recursive: true }));
  const received = new ReceivedAlerts();
  const hook = await listen(received);
  resources.defer(hook.close);

  const alertmanager = `127.0.0.1:${await freePort()}`;
  writeFileSync(join(folder, 'alertmanager.yml'), hastyRoute(hook.url, hasty));
  resources.use(
    await start(
      'prometheus-alertmanager',
      [
        `--config.file=${join(folder, 'alertmanager.yml')}`,
        `--storage.path=${join(folder, 'alerts')}`,
        `--web.listen-address=${alertmanager}`,
        '--cluster.listen-address=',
      ],
      `http://${alertmanager}/-/ready`,
    ),
  );

  const data = join(folder, 'data');
  writeFileSync(join(folder, 'past.txt'), past);
  await run('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', join(folder, 'past.txt'), data]);
  for (const name of ['recording.yml', 'alerts.yml'])
    writeFileSync(join(folder, name), hastyRules(read(`deploy/prometheus/rules/${name}`), hasty));
  const { global, alerting } = readYaml('deploy/prometheus/prometheus.yml') as {
    global: object;
    alerting: object;
  };
  const targets = (list: readonly string[]) => [{ targets: list }];
  const configure = (rules: readonly string[]) =>
    writeFileSync(
      join(folder, 'prometheus.yml'),
      stringify({
        global: { ...global, scrape_interval: '1s', evaluation_interval: '500ms' },
        rule_files: rules,
        alerting: { ...alerting, alertmanagers: [{ static_configs: targets([alertmanager]) }] },
        scrape_configs: [
          { job_name: 'genkan', static_configs: targets(exporters) },
          { job_name: 'pushgateway', honor_labels: true, static_configs: targets([new URL(gateway).host]) },
        ],
      }),
    );
  configure([]);
  const prometheus = `127.0.0.1:${await freePort()}`;
  resources.use(
    await start(
      'prometheus',
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${data}`,
        `--web.listen-address=${prometheus}`,
        `--query.lookback-delta=${hasty('5m')}`,
        '--rules.alert.resend-delay=500ms',
        '--enable-feature=exemplar-storage',
        '--web.enable-lifecycle',
      ],
      `http://${prometheus}/-/ready`,
    ),
  );
  // Nobody is missed before they were there: the rules come when all have been heard.
  const heard = new URLSearchParams({ query: `sum(up) == ${exporters.length + 1}` });
  await until(async () => {
    const answer = await fetch(`http://${prometheus}/api/v1/query?${heard.toString()}`);
    return (await answer.text()).includes('"value":');
  }, 'everybody is heard');
  configure(['recording.yml', 'alerts.yml']);
  await fetch(`http://${prometheus}/-/reload`, { method: 'POST' });
  return {
    received,
    gateway,
    prometheus: `http://${prometheus}`,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** The shipped configuration with its receiver's address changed, in haste. */
function hastyRoute(url: string, hasty: Haste): string {
  const shipped = readYaml('deploy/alertmanager/alertmanager.yml') as Record<string, object> & {
    route: Waits & { routes: readonly Waits[] };
  };
  const { route } = shipped;
  return stringify({
    ...shipped,
    route: { ...inHaste(route, hasty), routes: route.routes.map(each => inHaste(each, hasty)) },
    receivers: [{ name: 'webhook', webhook_configs: [{ url, send_resolved: true }] }],
    templates: [pathOf('deploy/alertmanager/templates/*.tmpl')],
  });
}

interface Waits {
  readonly group_wait?: string;
  readonly group_interval?: string;
}

const inHaste = <T extends Waits>(route: T, hasty: Haste): T => ({
  ...route,
  ...(route.group_wait !== undefined && { group_wait: hasty(route.group_wait) }),
  ...(route.group_interval !== undefined && { group_interval: hasty(route.group_interval) }),
});

async function listen(received: ReceivedAlerts): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      received.hear((JSON.parse(body) as { alerts: readonly Alert[] }).alerts);
      response.end();
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Waits until exactly these alerts are firing. */
export async function untilFiring(received: ReceivedAlerts, wanted: readonly string[]): Promise<void> {
  await until(
    () => Promise.resolve(JSON.stringify(received.firing) === JSON.stringify(wanted.toSorted())),
    `exactly ${JSON.stringify(wanted)} fire`,
    300_000,
  ).catch((error: unknown) => {
    throw new Error(`${(error as Error).message}; these do: ${JSON.stringify(received.firing)}`);
  });
}
