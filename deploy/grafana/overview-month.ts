import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { objectiveText } from './catalogue.ts';
import { toRuns, toSignIn } from './links.ts';
import {
  budgetColors,
  graph,
  link,
  list,
  now,
  ranking,
  rows,
  series,
  successColors,
  thresholds,
} from './panels.ts';
import { accountFilter, targetFilter } from './variables.ts';

/** The objective, what it was missed by, and what will expire. */
export const monthRow = (dashboard: DashboardBuilder): DashboardBuilder =>
  dashboard
    .withRow(new RowBuilder('This month'))
    .withPanel(successOverTime())
    .withPanel(budgets())
    .withPanel(causes())
    .withPanel(credentials());

const successOverTime = () =>
  graph(
    'Success ratio, over 24 h each',
    `Runs that got in, of all runs. Unknown counts as not in. Objective: ${objectiveText}.`,
  )
    .unit('percentunit')
    .max(1)
    .thresholds(successColors)
    .dataLinks([toSignIn, toRuns])
    .withTarget(series(`genkan:signin_success:ratio1d{${targetFilter}}`, '{{tenant}} · {{monitor}}'));

const budgets = () =>
  ranking(
    'Error budget left of 30 days',
    `What may still fail before the objective of ${objectiveText} is missed; the 20 with the least.`,
  )
    .unit('percentunit')
    .decimals(0)
    .min(-1)
    .max(1)
    .thresholds(budgetColors)
    .dataLinks([toSignIn, toRuns])
    .withTarget(
      now(
        `sort(bottomk(20, genkan:signin_error_budget_remaining:ratio30d{${targetFilter}}))`,
        '{{tenant}} · {{monitor}}',
      ),
    );

const causes = () =>
  ranking('Causes in this time range', 'Runs that were not up, by cause and by who has to act.')
    .unit('short')
    .decimals(0)
    .min(0)
    .thresholds(thresholds([null, 'orange']))
    .dataLinks([link('Incidents', '${genkan_url}/incidents?cause=${__field.labels.cause}')])
    .withTarget(
      now(
        `sort_desc(sum by (cause, fault) (max by (monitor, engine, location, cause, fault) (
          increase(genkan_signin_failures_total{monitor=~"$monitor",engine=~"$engine",location=~"$location"}[$__range])
        )) > 0.5)`,
        '{{cause}} ({{fault}})',
      ),
    );

const credentials = () =>
  list('Credentials that expire', 'In how many days, where that is known.', {
    tenant: 'Tenant',
    account: 'Account',
    credential: 'Credential',
    Value: 'Days left',
  })
    .span(12)
    .noValue('Nothing is known to expire.')
    .decimals(0)
    .thresholds(thresholds([null, 'red'], [3, 'orange'], [14, 'green']))
    .overrideByName('Days left', [{ id: 'custom.cellOptions', value: { type: 'color-text' } }])
    .withTarget(
      rows(
        `sort((min by (tenant, account, credential) (genkan_credential_expiry_timestamp_seconds{${accountFilter}}) - time()) / 86400)`,
      ),
    );
