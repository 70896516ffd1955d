import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboard } from './dashboard.ts';
import { toItsRuns } from './links.ts';
import { now, number, series, successColors, thresholds, timeline } from './panels.ts';
import { timeRows } from './sign-in-time.ts';
import { stateColors, stateMappings } from './states.ts';
import { oneFilter, variables } from './variables.ts';

export function signIn(): DashboardBuilder {
  const state = dashboard(
    'signIn',
    'One account at one admin center: when, why, and where the time goes.',
    variables(['tenant', 'account', 'monitor']),
  )
    .withRow(new RowBuilder('Now'))
    .withPanel(
      number('State', 'Of the last run; the worst of all browsers and locations.')
        .mappings(stateMappings)
        .thresholds(stateColors)
        .dataLinks([toItsRuns])
        .withTarget(now(`max(genkan:signin_state:last{${oneFilter}})`)),
    )
    .withPanel(
      number('Last success', 'When this admin last got in.')
        .unit('dateTimeFromNow')
        .withTarget(now(`max(genkan_signin_last_success_timestamp_seconds{${oneFilter}}) * 1000`)),
    )
    .withPanel(
      number('Last run', 'When it was last tried.')
        .unit('dateTimeFromNow')
        .withTarget(now(`max(genkan_signin_last_run_timestamp_seconds{${oneFilter}}) * 1000`)),
    )
    .withPanel(
      number('Due every', 'How often a run is due.')
        .unit('s')
        .withTarget(now(`min(genkan_signin_interval_seconds{${oneFilter}})`)),
    )
    .withPanel(success())
    .withPanel(
      number('Last duration', 'How long the last sign-in took the user.')
        .unit('s')
        .decimals(1)
        .withTarget(now(`max(genkan_signin_last_duration_seconds{${oneFilter}})`)),
    )
    .withPanel(causes());
  return timeRows(state);
}

const success = () =>
  number('Success, time range', 'Runs that got in, of all runs in this time range.')
    .unit('percentunit')
    .decimals(2)
    .thresholds(successColors)
    .withTarget(
      now(`sum(increase(genkan_signin_runs_total{${oneFilter},verdict=~"up|degraded"}[$__range]))
        / (sum(increase(genkan_signin_runs_total{${oneFilter}}[$__range])) > 0)`),
    );

const causes = () =>
  timeline(
    'Causes over time',
    'What kept the admin out, and when. Click a bar for the runs and their screenshots.',
  )
    .height(7)
    .noValue('Nothing failed.')
    .thresholds(thresholds([null, 'red']))
    .dataLinks([toItsRuns])
    .withTarget(
      series(`genkan:signin_failing:last{${oneFilter}}`, '{{cause}} ({{fault}}) · {{engine}} · {{location}}'),
    );
