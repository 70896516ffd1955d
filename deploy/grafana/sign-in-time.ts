import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  PanelBuilder as Heatmap,
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import { PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { stepNames } from '../../lib/domain/run-record.ts';
import { toItsRuns } from './links.ts';
import { bars, graph, series } from './panels.ts';
import { verdictColors } from './states.ts';
import { datasource, oneFilter } from './variables.ts';

/** Histograms know no account: they are of the tenant's. */
const tenant = 'tenant="$tenant",monitor="$monitor",engine=~"$engine",location=~"$location"';

/** Where the time goes, and how the runs ended. */
export const timeRows = (dashboard: DashboardBuilder): DashboardBuilder =>
  dashboard
    .withRow(new RowBuilder('Where the time goes'))
    .withPanel(steps())
    .withPanel(durations())
    .withPanel(quantiles())
    .withPanel(heatmap())
    .withRow(new RowBuilder('Runs'))
    .withPanel(verdicts())
    .withPanel(stepQuantiles());

/** A text file or a Pushgateway goes on publishing a run long after the last one. */
const unlessOld = 'unless on (tenant, account, monitor, engine, location) genkan:signin_silent:seconds';

/** A query for each step, so that the bars have the order of the steps. */
function steps() {
  const panel = bars(
    'Steps of the last sign-in, over time',
    'From what the user sees to what the user sees next; the mean of browsers and locations. Signing out is not counted.',
  )
    .unit('s')
    .dataLinks([toItsRuns]);
  for (const step of stepNames.filter(name => name !== 'sign_out')) {
    panel.withTarget(
      series(
        `avg by (step) (genkan_signin_last_step_duration_seconds{${oneFilter},step="${step}"} ${unlessOld})`,
        '{{step}}',
      ).refId(step),
    );
  }
  return panel;
}

const durations = () =>
  graph('Duration of the last sign-in', 'By browser and location.')
    .unit('s')
    .min(0)
    .dataLinks([toItsRuns])
    .withTarget(
      series(
        `max by (engine, location) (genkan_signin_last_duration_seconds{${oneFilter}} ${unlessOld})`,
        '{{engine}} · {{location}}',
      ),
    );

const quantile = (q: number) =>
  series(
    `histogram_quantile(${q}, sum by (le) (max by (engine, location, le) (rate(genkan_signin_duration_seconds_bucket{${tenant}}[1h]))))`,
    `${q * 100} %`,
  )
    .refId(`p${q * 100}`)
    .exemplar(true);

const quantiles = () =>
  graph(
    'Quantiles of successful sign-ins, per hour',
    'Of all accounts of the tenant. A diamond is one run, with a link to its page and screenshots.',
  )
    .unit('s')
    .min(0)
    .withTarget(quantile(0.5))
    .withTarget(quantile(0.95));

const heatmap = () =>
  new Heatmap()
    .title('How long they take')
    .description(
      'Successful sign-ins of the tenant, by duration. A diamond is one run, with a link to its page.',
    )
    .datasource(datasource)
    .height(9)
    .span(12)
    .calculate(false)
    .color(new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme('Greens').steps(32))
    .withTarget(
      series(
        `sum by (le) (max by (engine, location, le) (increase(genkan_signin_duration_seconds_bucket{${tenant}}[$__rate_interval])))`,
        '{{le}}',
      )
        .format(PromQueryFormat.Heatmap)
        .exemplar(true),
    );

function verdicts() {
  const panel = bars(
    'Runs by verdict, per hour',
    'Degraded: inside, but slowly or only at the second attempt. Unknown: our own environment broke.',
  ).dataLinks([toItsRuns]);
  for (const [verdict, color] of Object.entries(verdictColors)) {
    panel
      .withTarget(
        series(
          `sum by (verdict) (max by (engine, location, verdict) (
            increase(genkan_signin_runs_total{${oneFilter},verdict="${verdict}"}[1h])
          ))`,
          '{{verdict}}',
        ).refId(verdict),
      )
      .overrideByName(verdict, [{ id: 'color', value: { mode: 'fixed', fixedColor: color } }]);
  }
  return panel;
}

const stepQuantiles = () =>
  graph(
    'Slowest steps, 95 % of all accounts',
    'Of this admin center, whatever the tenant: is it slow for everybody?',
  )
    .unit('s')
    .min(0)
    .withTarget(
      series(
        'max by (step) (genkan:signin_step_duration_seconds:quantile1h{monitor="$monitor",engine=~"$engine",location=~"$location",quantile="0.95"})',
        '{{step}}',
      ),
    );
