import { BigValueColorMode, BigValueTextMode } from '@grafana/grafana-foundation-sdk/common';
import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { objectiveText } from './catalogue.ts';
import { toRuns, toSignIn } from './links.ts';
import {
  badIfAny,
  budgetColors,
  count,
  link,
  list,
  now,
  number,
  rows,
  series,
  successColors,
  thresholds,
  timeline,
} from './panels.ts';
import { stateColors, stateMappings } from './states.ts';
import { runFilter, targetFilter } from './variables.ts';

/** What works and what does not, at this moment. */
export const nowRow = (dashboard: DashboardBuilder): DashboardBuilder =>
  dashboard
    .withRow(new RowBuilder('Now'))
    .withPanel(count('In', 'Sign-ins whose last run got in.', `genkan:signin_state:last{${runFilter}} == 0`))
    .withPanel(
      count('Down', 'Sign-ins whose last run did not get in.', `genkan:signin_state:last{${runFilter}} == 2`)
        .thresholds(badIfAny)
        .dataLinks([link('Incidents', '${genkan_url}/incidents')]),
    )
    .withPanel(
      count(
        'Unknown',
        'Our own environment broke: not an outage of Microsoft, but nothing is known.',
        `genkan:signin_state:last{${runFilter}} == 1`,
      ).thresholds(thresholds([null, 'green'], [1, 'purple'])),
    )
    .withPanel(
      count(
        'Silent',
        'No run for more than three intervals: nothing is known of them now, so they are in no other panel of this row.',
        `genkan:signin_silent:seconds{${runFilter}}`,
      ).thresholds(badIfAny),
    )
    .withPanel(success())
    .withPanel(leastBudget())
    .withPanel(tiles())
    .withPanel(failing())
    .withPanel(states());

const success = () =>
  number('Success, 24 h', `Runs that got in, of all runs of the last day. The objective is ${objectiveText}.`)
    .unit('percentunit')
    .decimals(2)
    .thresholds(successColors)
    .withTarget(
      now(
        `sum(genkan:signin_runs:increase1d{${targetFilter},verdict=~"up|degraded"}) / sum(genkan:signin_runs:increase1d{${targetFilter}})`,
      ),
    );

const leastBudget = () =>
  number(
    'Least budget left',
    `Of the sign-in that has the least left of its 30 days' error budget (objective ${objectiveText}).`,
  )
    .unit('percentunit')
    .decimals(0)
    .thresholds(budgetColors)
    .withTarget(now(`min(genkan:signin_error_budget_remaining:ratio30d{${targetFilter}})`));

const tiles = () =>
  number(
    'Tenant × admin center',
    'The worst state of all accounts, browsers and locations. Click one for more.',
  )
    .height(8)
    .span(24)
    .colorMode(BigValueColorMode.BackgroundSolid)
    .textMode(BigValueTextMode.ValueAndName)
    .mappings(stateMappings)
    .thresholds(stateColors)
    .dataLinks([toSignIn, toRuns])
    .withTarget(
      now(`max by (tenant, monitor) (genkan:signin_state:last{${runFilter}})`, '{{tenant}} · {{monitor}}'),
    );

const failing = () =>
  list('Failing now', 'Every sign-in that fails, why, on whose side, and for how long nobody has got in.', {
    tenant: 'Tenant',
    account: 'Account',
    monitor: 'Admin center',
    engine: 'Browser',
    location: 'Location',
    cause: 'Cause',
    fault: 'Fault',
    Value: 'Since the last success',
  })
    .noValue('Nothing fails.')
    .overrideByName('Since the last success', [{ id: 'unit', value: 'dtdurations' }])
    .overrideByName('Cause', [
      {
        id: 'links',
        value: [
          {
            title: 'The run that failed, and its evidence',
            url: '${genkan_url}/runs/last-failure?tenant=${__data.fields.Tenant}&account=${__data.fields.Account}&monitor=${__data.fields["Admin center"]}',
            targetBlank: true,
          },
        ],
      },
    ])
    .withTarget(
      rows(`genkan:signin_failing:last{${runFilter}}
        * on (tenant, account, monitor, engine, location) group_left ()
          (time() - max by (tenant, account, monitor, engine, location) (genkan_signin_last_success_timestamp_seconds{${runFilter}}))
        or genkan:signin_failing:last{${runFilter}} * NaN`),
    );

const states = () =>
  timeline('State over time', 'The worst state per tenant and admin center. A gap: no results.')
    .mappings(stateMappings)
    .thresholds(stateColors)
    .dataLinks([toSignIn, toRuns])
    .withTarget(
      series(`max by (tenant, monitor) (genkan:signin_state:last{${runFilter}})`, '{{tenant}} · {{monitor}}'),
    );
