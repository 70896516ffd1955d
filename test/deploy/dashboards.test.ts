import { describe, expect, test } from 'vitest';
import { checked, checkedLabels, objective } from '../../deploy/grafana/catalogue.ts';
import { dashboardFiles } from '../../deploy/grafana/dashboards.ts';
import { metrics } from '../../lib/domain/metrics.ts';
import { narrowing } from '../../lib/web/routes.ts';
import { type Dashboard, filesIn, read } from './files.ts';

const files = [...dashboardFiles()];

test.each(files)('%s is what the code makes; if not: node deploy/grafana/generate.ts', (name, text) => {
  expect(read(`deploy/grafana/dashboards/${name}`)).toBe(text);
});

test('no file of a removed dashboard is left', () => {
  expect(filesIn('deploy/grafana/dashboards')).toEqual(files.map(([name]) => name).toSorted());
});

describe.each(files.map(([, text]) => JSON.parse(text) as Dashboard))(
  '$title',
  ({ panels, templating, annotations }) => {
    const shown = panels.filter(({ type }) => type !== 'row');

    test('every panel says what it shows, and asks for it', () => {
      for (const { title, description, targets = [] } of shown) {
        expect(description, title).toMatch(/\S.*[.?]$/);
        expect(targets, title).not.toEqual([]);
      }
      expect(new Set(shown.map(({ title }) => title)).size).toBe(shown.length);
    });

    test('every expression names only metrics and labels that exist', () => {
      const expressions = [
        ...shown.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
        ...annotations.list.flatMap(({ expr = '' }) => (expr === '' ? [] : [expr])),
      ];
      for (const expression of expressions) expect(() => checked(expression), expression).not.toThrow();
    });

    test('uses every variable that it offers, and no other', () => {
      const text = JSON.stringify({ panels, annotations });
      const used = new Set(Array.from(text.matchAll(/\$\{?([a-z_]+)\}?/g), ([, name = '']) => name));
      const offered = templating.list.map(({ name }) => name);
      for (const name of used) if (!name.startsWith('__')) expect(offered).toContain(name);
      expect(offered.filter(name => !used.has(name))).toEqual([]);
    });

    test('links from failures to the pages of Genkan', () => {
      const text = JSON.stringify(panels);
      const links = [...text.matchAll(/\$\{genkan_url\}\/[\w/]*\?([^"]+?)\\?"/g)];
      expect(links).not.toEqual([]);
      for (const [, query = ''] of links)
        for (const [, label = ''] of query.matchAll(/(?:^|&)(\w+)=/g)) expect(narrowing).toContain(label);
    });
  },
);

test('every metric of the catalogue is shown somewhere, or in a rule', () => {
  const text = [
    ...files.map(([, dashboard]) => dashboard),
    ...filesIn('deploy/prometheus/rules').map(file => read(`deploy/prometheus/rules/${file}`)),
  ].join('\n');
  expect(Object.keys(metrics).filter(name => !text.includes(name))).toEqual([]);
});

test('the objective is the one of the recording rules', () => {
  expect(objective).toBe(0.995);
});

describe('an expression', () => {
  test.each([
    'max by (tenant) (genkan_signin_up{account=~"${account}"} == 1) or vector(0)',
    'histogram_quantile(0.5, sum by (le) (rate(genkan_signin_duration_seconds_bucket{monitor="a{b}"}[$__rate_interval])))',
    'sum_over_time(genkan:signin_runs:increase1h{verdict!~"up"}[30d:1h] offset 1h) * on (tenant) group_left () genkan_signin_up',
  ])('%s is taken', expression => {
    expect(checked(expression)).toBe(expression);
  });

  test.each([
    ['genkan_signin_upp', 'The metric genkan_signin_upp'],
    ['up == 1', 'The metric up'],
    ['genkan_signin_duration_seconds', 'The metric genkan_signin_duration_seconds'],
    ['genkan:signin_success:ratio2h', 'The metric genkan:signin_success:ratio2h'],
    ['genkan_signin_up{acount="a"}', 'The label acount of genkan_signin_up'],
    ['genkan_signin_duration_seconds_bucket{account="a"}', 'The label account'],
    ['genkan:signin_success:ratio1h{account="a"}', 'The label account'],
    ['sum by (step) (genkan_signin_up)', 'The label step'],
    ['genkan_signin_up * on (tennant) genkan_signin_up', 'The label tennant'],
  ])('%s is refused', (expression, message) => {
    expect(() => checked(expression)).toThrow(message);
  });

  test('a legend or link with a label that no metric has is refused', () => {
    expect(() => checkedLabels('{{tennant}}')).toThrow('The label tennant');
    expect(() => checkedLabels('/?a=${__field.labels.acount}')).toThrow('The label acount');
  });
});
