import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboard, uids } from './dashboard.ts';
import { bars, graph, link, list, now, ranking, rows, series, successColors } from './panels.ts';
import { stateColors, stateMappings } from './states.ts';
import { runFilter, variables } from './variables.ts';

const tenantFilter = 'tenant=~"$tenant",monitor=~"$monitor",engine=~"$engine",location=~"$location"';

export function fleet(): DashboardBuilder {
  return dashboard('fleet', 'Many tenants: the worst first, by location and by browser.', variables())
    .withRow(new RowBuilder('The worst'))
    .withPanel(worst())
    .withPanel(worstTenants())
    .withPanel(slowest())
    .withRow(new RowBuilder('What they have in common'))
    .withPanel(failingAccounts())
    .withPanel(causes())
    .withPanel(successBy('location', 'Location'))
    .withPanel(successBy('engine', 'Browser'))
    .withPanel(slowBy('location', 'Location'))
    .withPanel(slowBy('engine', 'Browser'));
}

/** The share of runs in the time range that got in, by some of the run labels. */
const successRatio = (by: string, window: string) => `(
    sum by (${by}) (max by (tenant, account, monitor, engine, location, verdict) (
      increase(genkan_signin_runs_total{${runFilter},verdict=~"up|degraded"}[${window}])
    ))
    / (sum by (${by}) (max by (tenant, account, monitor, engine, location, verdict) (
      increase(genkan_signin_runs_total{${runFilter}}[${window}])
    )) > 0)
  )`;

const worst = () =>
  list(
    'Worst sign-ins of this time range',
    'The 50 accounts × admin centers with the lowest success ratio.',
    {
      tenant: 'Tenant',
      account: 'Account',
      monitor: 'Admin center',
      'Value #A': 'Success',
      'Value #B': 'Not up',
      'Value #C': 'State',
    },
  )
    .overrideByName('Success', [
      { id: 'unit', value: 'percentunit' },
      { id: 'decimals', value: 2 },
      { id: 'thresholds', value: successColors.build() },
      { id: 'custom.cellOptions', value: { type: 'color-text' } },
    ])
    .overrideByName('Not up', [{ id: 'decimals', value: 0 }])
    .overrideByName('State', [
      { id: 'mappings', value: stateMappings },
      { id: 'thresholds', value: stateColors.build() },
      { id: 'custom.cellOptions', value: { type: 'color-background' } },
    ])
    .overrideByName('Account', [
      {
        id: 'links',
        value: [
          { title: 'This sign-in', url: `/d/${uids.signIn}?${accountInRow('var-')}&\${__url_time_range}` },
          { title: 'Its runs and evidence', url: `\${genkan_url}/?${accountInRow('')}`, targetBlank: true },
        ],
      },
    ])
    .withTarget(rows(`sort(bottomk(50, ${successRatio('tenant, account, monitor', '$__range')}))`).refId('A'))
    .withTarget(
      rows(`sum by (tenant, account, monitor) (max by (tenant, account, monitor, engine, location, verdict) (
        increase(genkan_signin_runs_total{${runFilter},verdict=~"down|unknown"}[$__range])
      )) and bottomk(50, ${successRatio('tenant, account, monitor', '$__range')})`).refId('B'),
    )
    .withTarget(
      rows(`max by (tenant, account, monitor) (genkan:signin_state:last{${runFilter}})
        and bottomk(50, ${successRatio('tenant, account, monitor', '$__range')})`).refId('C'),
    );

/** The account and admin center of a row of the table, as a query string. */
const accountInRow = (prefix: string) =>
  [
    `tenant=\${__data.fields.Tenant}`,
    `account=\${__data.fields.Account}`,
    `monitor=\${__data.fields["Admin center"]}`,
  ]
    .map(parameter => prefix + parameter)
    .join('&');

const worstTenants = () =>
  ranking('Worst tenants', 'The 20 tenants with the lowest success ratio in this time range.')
    .unit('percentunit')
    .decimals(2)
    .min(0)
    .max(1)
    .thresholds(successColors)
    .dataLinks([
      link('Its overview', `/d/${uids.overview}?var-tenant=\${__field.labels.tenant}&\${__url_time_range}`),
    ])
    .withTarget(now(`sort(bottomk(20, ${successRatio('tenant', '$__range')}))`, '{{tenant}}'));

const slowest = () =>
  ranking('Slowest, median of the last hour', 'The 20 slowest tenants × admin centers, browser and location.')
    .unit('s')
    .decimals(1)
    .min(0)
    .dataLinks([
      link(
        'This sign-in',
        `/d/${uids.signIn}?var-tenant=\${__field.labels.tenant}&var-monitor=\${__field.labels.monitor}&\${__url_time_range}`,
      ),
    ])
    .withTarget(
      now(
        `sort_desc(topk(20, genkan:signin_duration_seconds:quantile1h{${tenantFilter},quantile="0.5"}))`,
        '{{tenant}} · {{monitor}} · {{engine}} · {{location}}',
      ),
    );

const failingAccounts = () =>
  bars('Accounts that cannot get in', 'By what stops them, and on whose side that is.')
    .dataLinks([link('Incidents', '${genkan_url}/incidents?cause=${__field.labels.cause}')])
    .withTarget(
      series(
        'sum by (cause, fault) (genkan:accounts_failing:count{location=~"$location"})',
        '{{cause}} ({{fault}})',
      ),
    );

const causes = () =>
  bars(
    'Failures per hour, by fault',
    'Who has to act: the account, a policy, Microsoft, the network, or the monitor itself.',
  )
    .dataLinks([link('Incidents', '${genkan_url}/incidents?fault=${__field.labels.fault}')])
    .withTarget(
      series(
        `sum by (fault) (max by (monitor, engine, location, cause, fault) (
          increase(genkan_signin_failures_total{monitor=~"$monitor",engine=~"$engine",location=~"$location"}[1h])
        ))`,
        '{{fault}}',
      ),
    );

const successBy = (label: 'location' | 'engine', name: string) =>
  graph(
    `${name}: success ratio, per hour`,
    `Bad for one ${name.toLowerCase()} only? Then it is hardly the account.`,
  )
    .unit('percentunit')
    .max(1)
    .thresholds(successColors)
    .dataLinks([link('Incidents', `\${genkan_url}/incidents?${label}=\${__field.labels.${label}}`)])
    .withTarget(series(successRatio(label, '1h'), `{{${label}}}`));

const slowBy = (label: 'location' | 'engine', name: string) =>
  graph(`${name}: 95 % of sign-ins are faster than`, 'Successful sign-ins of the last hour each.')
    .unit('s')
    .min(0)
    .withTarget(
      series(
        `histogram_quantile(0.95, sum by (${label}, le) (max by (tenant, monitor, engine, location, le) (
          rate(genkan_signin_duration_seconds_bucket{${tenantFilter}}[1h])
        )))`,
        `{{${label}}}`,
      ).exemplar(true),
    );
