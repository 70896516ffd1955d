import type * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import type { Dashboard, FieldConfig, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import type * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus';
import type * as stat from '@grafana/grafana-foundation-sdk/stat';
import type * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import type * as table from '@grafana/grafana-foundation-sdk/table';
import type * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

// Grafana's schema, as Grafana makes types of it, for a dashboard that is a file: the SDK types a panel's options and
// queries as "anything", and enumerations as its own objects.

/** What is left of a type in JSON: enumerations are their values, there are no methods. */
type Json<T> = 0 extends 1 & T
  ? T
  : T extends string
    ? `${T}`
    : T extends number
      ? `${T}` extends `${infer N extends number}`
        ? N
        : T
      : T extends ReadonlyArray<infer Element>
        ? Array<Json<Element>>
        : T extends object
          ? { [K in keyof T as T[K] extends (...args: never) => unknown ? never : K]: Json<T[K]> }
          : T;

type PanelOf<Type extends string, Options, Custom> = Omit<
  Json<Panel>,
  'type' | 'options' | 'targets' | 'fieldConfig'
> & {
  type: Type;
  options?: Partial<Json<Options>>;
  targets: Array<Json<Dataquery>>;
  fieldConfig?: {
    defaults: Omit<Json<FieldConfig>, 'custom'> & { custom?: Json<Custom> };
    overrides: Array<Json<NonNullable<Panel['fieldConfig']>['overrides'][number]>>;
  };
};

/** The kinds of panels that the dashboards are made of. */
export type GrafanaDashboard = Omit<Json<Dashboard>, 'panels'> & {
  panels: Array<
    | Json<RowPanel>
    | PanelOf<'timeseries', timeseries.Options, timeseries.FieldConfig>
    | PanelOf<'stat', stat.Options, never>
    | PanelOf<'bargauge', bargauge.Options, never>
    | PanelOf<'table', table.Options, table.FieldConfig>
    | PanelOf<'state-timeline', statetimeline.Options, statetimeline.FieldConfig>
    | PanelOf<'heatmap', heatmap.Options, heatmap.FieldConfig>
  >;
};
