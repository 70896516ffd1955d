import {
  AnnotationQueryBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { checked, checkedLabels } from './catalogue.ts';

/** Where the pages of `genkan serve` are, until somebody says otherwise in the dashboard. */
const genkanUrl = 'http://localhost:9464';

export const datasource = { type: 'prometheus', uid: '${datasource}' };

/** What a dashboard is narrowed to: every value that is chosen, or all. */
export const runFilter =
  'tenant=~"$tenant",account=~"$account",monitor=~"$monitor",engine=~"$engine",location=~"$location"';

/** One account at one admin center, by every browser and from every location that is chosen. */
export const oneFilter =
  'tenant="$tenant",account="$account",monitor="$monitor",engine=~"$engine",location=~"$location"';

/** For series that know neither browser nor location, or nothing but the account. */
export const targetFilter = 'tenant=~"$tenant",monitor=~"$monitor"';
export const accountFilter = 'tenant=~"$tenant",account=~"$account",location=~"$location"';

const labels = {
  tenant: 'Tenant',
  account: 'Account',
  monitor: 'Admin center',
  engine: 'Browser',
  location: 'Location',
} as const;
type Label = keyof typeof labels;

/** Each list holds what is left by the choices before it. */
const offeredFor: Readonly<Record<Label, string>> = {
  tenant: '',
  account: 'tenant=~"$tenant"',
  monitor: 'tenant=~"$tenant",account=~"$account"',
  engine: 'tenant=~"$tenant",account=~"$account",monitor=~"$monitor"',
  location: 'tenant=~"$tenant",account=~"$account",monitor=~"$monitor"',
};

/** All variables. Of those in `single` exactly one value is chosen: a page about one thing. */
export function variables(single: readonly Label[] = []) {
  return [
    new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'),
    ...(Object.keys(labels) as Label[]).map(label => choice(label, single.includes(label))),
    new TextBoxVariableBuilder('genkan_url')
      .label('Genkan')
      .description('Where links to runs, screenshots and incidents lead: the address of genkan serve.')
      .defaultValue(genkanUrl)
      .current({ text: genkanUrl, value: genkanUrl }),
  ];
}

function choice(label: Label, isSingle: boolean) {
  const series = checked(`genkan_signin_interval_seconds{${offeredFor[label]}}`);
  const query = `label_values(${series},${label})`;
  const variable = new QueryVariableBuilder(label)
    .label(labels[label])
    .datasource(datasource)
    .query({ query, refId: label })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    // oxlint-disable-next-line unicorn/no-array-sort -- no array: this says how the list is to be sorted
    .sort(VariableSort.NaturalAsc);
  if (isSingle) return variable;
  // `.*` and not the list of all values: that would be a thousand accounts in every query.
  return variable.multi(true).includeAll(true).allValue('.*').current({ text: 'All', value: '$__all' });
}

/** Marks the times at which something failed, with the cause, on every graph. */
export function failingPeriods() {
  return new AnnotationQueryBuilder()
    .name('Failing')
    .datasource(datasource)
    .enable(true)
    .iconColor('red')
    .expr(checked(`genkan:signin_failing:last{${runFilter}}`))
    .step('60s')
    .titleFormat(checkedLabels('{{cause}}'))
    .textFormat(checkedLabels('{{tenant}} · {{account}} · {{monitor}} · {{engine}} · {{location}}'))
    .tagKeys('fault');
}
