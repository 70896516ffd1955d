import { describe, expect, test } from 'vitest';
import { checked, checkedLabels } from '../../deploy/grafana/catalogue.ts';
import { uids } from '../../deploy/grafana/dashboard.ts';
import { causeIds } from '../../lib/domain/causes.ts';
import { narrowing } from '../../lib/web/routes.ts';
import { exists, filesIn, pathOf, read, rulesOf } from './files.ts';
import { hasServers, run } from './programs.ts';

const alerts = rulesOf('alerts.yml');
const rules = [...rulesOf('recording.yml'), ...alerts];
const ruleTests = filesIn('deploy/prometheus/tests').map(file => `deploy/prometheus/tests/${file}`);

describe.skipIf(!hasServers)('Prometheus says', () => {
  test('the configuration and its rules are right', async () => {
    expect(
      await run('promtool', ['check', 'config', '--syntax-only', pathOf('deploy/prometheus/prometheus.yml')]),
    ).toContain('SUCCESS');
  });

  test.each(ruleTests)('%s: alerts fire when they should, and only then', async file => {
    expect(await run('promtool', ['test', 'rules', pathOf(file)])).toContain('SUCCESS');
  });
});

test.each(rules)('$alert$record names only metrics and labels that exist', ({ expr }) => {
  expect(() => checked(expr)).not.toThrow();
});

describe.each(alerts)('$alert', ({ alert = '', labels, annotations = {} }) => {
  test('has every text of an alert, in both languages', () => {
    expect(labels?.['severity']).toMatch(/^(?:critical|warning)$/);
    expect(Object.keys(annotations).toSorted()).toEqual([
      'dashboard_url',
      'description',
      'description_ja',
      'run_url',
      'runbook_url',
      'summary',
      'summary_ja',
    ]);
    for (const [name, text] of Object.entries(annotations)) {
      if (name.endsWith('_ja')) expect(text, name).toMatch(/[ぁ-んァ-ヶ一-龠]/);
      else expect(text, name).not.toMatch(/[ぁ-んァ-ヶ一-龠]/);
      for (const [, label] of text.matchAll(/\$labels\.(\w+)|label "(\w+)"/g)) {
        if (label !== undefined) expect(() => checkedLabels(`{{${label}}}`)).not.toThrow();
      }
      for (const [, query = ''] of text.matchAll(/printf "(.+?)" \$labels/g)) {
        expect(() => checked(query.replaceAll('%q', '""'))).not.toThrow();
      }
    }
  });

  test('links to pages that exist', () => {
    const { run_url = '', dashboard_url = '', runbook_url = '' } = annotations;
    expect(run_url).toMatch(
      /^\{\{ \$externalLabels\.genkan_url \}\}\/(?:incidents|runs\/last-failure)?(?:\?|$)/,
    );
    for (const [, label = ''] of run_url.matchAll(/[?&](\w+)=/g)) expect(narrowing).toContain(label);
    const uid = /^\{\{ \$externalLabels\.grafana_url \}\}\/d\/([\w-]+)/.exec(dashboard_url)?.[1];
    expect(Object.values(uids)).toContain(uid);
    const [, file = '', anchor] =
      /^\{\{ \$externalLabels\.genkan_source \}\}\/([\w/.]+)(?:#([\w-]+))?/.exec(runbook_url) ?? [];
    expect(exists(file), file).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(file)).toContain(anchor);
  });

  test('is in the table of deploy/README.md and fires in a test', () => {
    expect(read('deploy/README.md')).toContain(`| \`${alert}\``);
    expect(ruleTests.some(file => read(file).includes(`alertname="${alert}",`))).toBe(true);
  });
});

test('every cause has a heading in docs/causes.md, to which alerts link', () => {
  expect(anchorsOf('docs/causes.md')).toEqual(expect.arrayContaining([...causeIds]));
});

/** As GitHub and Gitea make them, for headings of one word. */
const anchorsOf = (file: string): string[] =>
  Array.from(read(file).matchAll(/^#+ `?(\w+)`?$/gm), ([, heading = '']) => heading.toLowerCase());
