import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  BarGaugeDisplayMode,
  BigValueColorMode,
  BigValueGraphMode,
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  type DashboardLink,
  DashboardLinkBuilder,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { checked, checkedLabels, objective } from './catalogue.ts';
import { datasource } from './variables.ts';

/** The kinds of panels that all dashboards are made of, each with the looks that they share. */

/** A query over time; its expression may only name what exists. */
export function series(expression: string, legend = '') {
  return new DataqueryBuilder()
    .refId('A')
    .datasource(datasource)
    .expr(checked(expression))
    .legendFormat(checkedLabels(legend))
    .range();
}

/** A query for the end of the time range only. */
export const now = (expression: string, legend = '') => series(expression, legend).instant();

/** A row per series, a column per label. */
export const rows = (expression: string) => now(expression).format(PromQueryFormat.Table);

export function thresholds(...steps: readonly (readonly [from: number | null, color: string])[]) {
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps(steps.map(([value, color]): Threshold => ({ value, color })));
}

/** Red, orange, green by the objective: below it is a miss, and below three times the allowed failures is a bad one. */
export const successColors = thresholds(
  [null, 'red'],
  [1 - 3 * (1 - objective), 'orange'],
  [objective, 'green'],
);
export const budgetColors = thresholds([null, 'red'], [0, 'orange'], [0.25, 'green']);
export const badIfAny = thresholds([null, 'green'], [1, 'red']);

/** A link of a value or a row: `${__field.labels.x}` is the label x of what was clicked. */
export const link = (title: string, url: string): Builder<DashboardLink> =>
  new DashboardLinkBuilder(title).url(checkedLabels(url)).targetBlank(url.startsWith('${genkan_url}'));

const lastValue = () => new ReduceDataOptionsBuilder().calcs(['lastNotNull']);

export function number(title: string, description: string) {
  return new stat.PanelBuilder()
    .title(title)
    .description(description)
    .datasource(datasource)
    .height(4)
    .span(4)
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None)
    .reduceOptions(lastValue());
}

/** How many series there are. */
export const count = (title: string, description: string, which: string) =>
  number(title, description).withTarget(now(`count(${which}) or vector(0)`));

export function graph(title: string, description: string) {
  return new timeseries.PanelBuilder()
    .title(title)
    .description(description)
    .datasource(datasource)
    .height(9)
    .span(12)
    .fillOpacity(10)
    .showPoints(VisibilityMode.Never)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi));
}

/** Stacked, in the order of the queries. */
export const bars = (title: string, description: string) =>
  graph(title, description)
    .drawStyle(GraphDrawStyle.Bars)
    .fillOpacity(80)
    .lineWidth(0)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal));

export function ranking(title: string, description: string) {
  return new bargauge.PanelBuilder()
    .title(title)
    .description(description)
    .datasource(datasource)
    .height(9)
    .span(12)
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    .reduceOptions(lastValue());
}

export function timeline(title: string, description: string) {
  return new statetimeline.PanelBuilder()
    .title(title)
    .description(description)
    .datasource(datasource)
    .height(9)
    .span(24)
    .showValue(VisibilityMode.Never)
    .fillOpacity(85);
}

/** A table of labels; `columns` in their order, by the name of the label (`Value`, or `Value #A` of several queries). */
export function list(title: string, description: string, columns: Readonly<Record<string, string>>) {
  const order = Object.keys(columns);
  return new table.PanelBuilder()
    .title(title)
    .description(description)
    .datasource(datasource)
    .height(9)
    .span(24)
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({ id: 'filterFieldsByName', options: { include: { names: order } } })
    .withTransformation({
      id: 'organize',
      options: {
        indexByName: Object.fromEntries(order.map((name, index) => [name, index])),
        renameByName: columns,
        excludeByName: {},
      },
    });
}
