import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { badIfAny, count, graph, series } from './panels.ts';
import { accountFilter } from './variables.ts';

/** Is the monitor well? */
export const itselfRow = (dashboard: DashboardBuilder): DashboardBuilder =>
  dashboard
    .withRow(new RowBuilder('The monitor itself'))
    .withPanel(
      count(
        'Paused accounts',
        'Not tried, because a credential was rejected.',
        `max by (tenant, account) (genkan_account_paused{${accountFilter}}) == 1`,
      )
        .thresholds(badIfAny)
        .height(8),
    )
    .withPanel(skew())
    .withPanel(sinkErrors())
    .withPanel(evidence());

const skew = () =>
  graph('Clock', "How far each clock is ahead of Microsoft's. At half a minute one-time codes are rejected.")
    .height(8)
    .span(7)
    .unit('s')
    .withTarget(
      series('max by (location) (genkan_clock_skew_seconds{location=~"$location"})', '{{location}}'),
    );

const sinkErrors = () =>
  graph(
    'Sink errors per hour',
    'How often results could not be sent. Nothing is lost: the next round sends everything again.',
  )
    .height(8)
    .span(7)
    .min(0)
    .withTarget(
      series(
        'max by (location, sink) (increase(genkan_sink_errors_total{location=~"$location"}[1h]))',
        '{{location}} · {{sink}}',
      ),
    );

const evidence = () =>
  graph('Evidence kept', 'Bytes of screenshots, pages and records on disk.')
    .height(8)
    .span(6)
    .unit('bytes')
    .min(0)
    .withTarget(series('max by (location) (genkan_evidence_bytes{location=~"$location"})', '{{location}}'));
