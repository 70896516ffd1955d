import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { filesIn, pathOf, read, readYaml, rulesOf } from './files.ts';
import { freePort, hasServers, run, start, until } from './programs.ts';

let folder = '';
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'genkan-'))));
afterAll(() => rm(folder, { recursive: true }));

const file = 'deploy/alertmanager/alertmanager.yml';
const configuration = () => readYaml(file) as { receivers: object[]; inhibit_rules: Inhibition[] };

interface Inhibition {
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
}

test.skipIf(!hasServers)('amtool takes the configuration', async () => {
  expect(await run('amtool', ['check-config', pathOf(file)])).toContain('SUCCESS');
});

// Debian's Alertmanager is older than Teams workflows.
test.each(['mail.yml', 'slack.yml'])('amtool takes receivers/%s', async name => {
  const { receivers, ...rest } = configuration();
  const example = readYaml(`deploy/alertmanager/receivers/${name}`) as object;
  const path = join(folder, name);
  const templates = [pathOf('deploy/alertmanager/templates/*.tmpl')];
  await writeFile(path, stringify({ ...rest, templates, receivers: [...receivers, example] }));
  expect(await run('amtool', ['check-config', path])).toContain('2 receivers');
});

test('every receiver uses texts that exist', () => {
  const defined = read('deploy/alertmanager/templates/genkan.tmpl');
  for (const name of filesIn('deploy/alertmanager/receivers')) {
    const used = [...read(`deploy/alertmanager/receivers/${name}`).matchAll(/template "([\w.]+)"/g)];
    expect(used.length, name).toBeGreaterThan(1);
    for (const [, template = ''] of used) expect(defined, name).toContain(`define "${template}"`);
  }
});

test('inhibitions name only alerts that exist', () => {
  const alerts = rulesOf('alerts.yml').map(({ alert = '' }) => alert);
  for (const { source_matchers, target_matchers } of configuration().inhibit_rules) {
    for (const matcher of [...source_matchers, ...target_matchers]) {
      const [, pattern] = /^alertname=~?"(.+)"$/.exec(matcher) ?? [];
      if (pattern === undefined) continue;
      for (const part of pattern.split('|')) {
        expect(
          alerts.some(alert => new RegExp(`^(?:${part})$`).test(alert)),
          part,
        ).toBe(true);
      }
    }
  }
});

describe.skipIf(!hasServers)('texts', () => {
  const data = {
    status: 'firing',
    groupLabels: { alertname: 'GenkanSignInDown', location: 'tokyo' },
    commonLabels: { severity: 'critical' },
    alerts: [
      {
        status: 'firing',
        annotations: {
          summary: 'Nobody gets in',
          summary_ja: 'サインインできません',
          run_url: 'http://genkan/',
        },
        startsAt: '2026-11-23T05:00:00Z',
      },
    ],
  };

  test.each([
    ['genkan.subject', '[CRITICAL 1] Nobody gets in'],
    ['genkan.en.subject', '[CRITICAL 1] Nobody gets in'],
    ['genkan.ja.subject', '[緊急 1 件] サインインできません'],
    ['genkan.en.text', 'Runs: http://genkan/'],
    ['genkan.ja.text', '実行結果: http://genkan/'],
  ])('%s', async (template, text) => {
    const path = join(folder, `${template}.json`);
    await writeFile(path, JSON.stringify(data));
    const glob = pathOf('deploy/alertmanager/templates/*.tmpl');
    const asked = `{{ template "${template}" . }}`;
    const shown = await run('amtool', [
      'template',
      'render',
      `--template.glob=${glob}`,
      `--template.data=${path}`,
      `--template.text=${asked}`,
    ]);
    expect(shown).toContain(text);
  });
});

describe.skipIf(!hasServers)('which alerts are suppressed', () => {
  const oneRun = { tenant: 'contoso', account: 'a', monitor: 'entra', engine: 'chromium', location: 'tokyo' };
  const { tenant, account, monitor, location } = oneRun;
  const [down, unknown, silent] = ['GenkanSignInDown', 'GenkanSignInUnknown', 'GenkanMonitorSilent'];

  test.each<[string, object, string, object, boolean]>([
    ['GenkanManyAccountsDown', { location }, down, oneRun, true],
    ['GenkanManyAccountsDown', { location: 'osaka' }, down, oneRun, false],
    ['GenkanManyAccountsDown', { location }, 'GenkanAccountPaused', { tenant, account, location }, false],
    [down, oneRun, 'GenkanSignInSlow', { tenant, monitor, engine: 'chromium', location }, true],
    [down, oneRun, 'GenkanSignInSlow', { tenant, monitor, engine: 'firefox', location }, false],
    [down, oneRun, 'GenkanErrorBudgetBurnsFast', { tenant, monitor }, true],
    [down, oneRun, 'GenkanErrorBudgetBurnsFast', { tenant: 'fabrikam', monitor }, false],
    [
      'GenkanErrorBudgetBurnsFast',
      { tenant, monitor },
      'GenkanErrorBudgetBurnsSlowly',
      { tenant, monitor },
      true,
    ],
    [silent, oneRun, down, oneRun, true],
    [silent, oneRun, unknown, { ...oneRun, account: 'b' }, false],
    ['GenkanAccountPaused', { tenant, account, location }, unknown, { ...oneRun, cause: 'missed' }, true],
    ['GenkanAccountPaused', { tenant, account: 'b', location }, unknown, oneRun, false],
    ['GenkanClockSkewed', { location }, down, { ...oneRun, cause: 'mfa_code_rejected' }, true],
    ['GenkanClockSkewed', { location }, down, { ...oneRun, cause: 'dns_failed' }, false],
    ['GenkanGone', { location }, silent, oneRun, true],
    ['GenkanGone', { location: 'osaka' }, silent, oneRun, false],
  ])('%s %o: %s %o: %s', async (source, sourceLabels, target, targetLabels, isHeldBack) => {
    const port = await freePort();
    const address = `127.0.0.1:${port}`;
    await using server = await start(
      'prometheus-alertmanager',
      [
        `--config.file=${pathOf(file)}`,
        `--storage.path=${await mkdtemp(join(folder, 'data-'))}`,
        `--web.listen-address=${address}`,
        '--cluster.listen-address=',
      ],
      `http://${address}/-/ready`,
    );
    const alerts = [
      { labels: { alertname: source, severity: 'critical', ...sourceLabels } },
      { labels: { alertname: target, severity: 'warning', ...targetLabels } },
    ];
    const api = `http://${address}/api/v2/alerts`;
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(api, { method: 'POST', headers, body: JSON.stringify(alerts) })).ok).toBe(true);

    const states = async () => {
      const shown = (await (await fetch(api)).json()) as {
        labels: { alertname: string };
        status: { state: string };
      }[];
      return Object.fromEntries(shown.map(({ labels, status }) => [labels.alertname, status.state]));
    };
    await until(async () => Object.keys(await states()).length === 2, 'both alerts are there');
    expect(server).toBeDefined();
    expect(await states()).toEqual({ [source]: 'active', [target]: isHeldBack ? 'suppressed' : 'active' });
  });
});
