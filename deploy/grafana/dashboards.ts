import type { DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { fleet } from './fleet.ts';
import { overview } from './overview.ts';
import { signIn } from './sign-in.ts';

/** Every file of dashboards/ and what it holds. A new dashboard gets a line here. */
export function dashboardFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['overview.json', textOf(overview())],
    ['sign-in.json', textOf(signIn())],
    ['fleet.json', textOf(fleet())],
  ]);
}

function textOf(builder: DashboardBuilder): string {
  const dashboard = builder.build();
  // Panels need ids: links to a single one and its full screen go by them.
  for (const [index, panel] of (dashboard.panels ?? []).entries()) panel.id = index + 1;
  return `${onOneLine(JSON.stringify(dashboard, undefined, 2))}\n`;
}

/** Lists of plain values on one line, as the formatter of this repository wants them. */
const onOneLine = (json: string): string =>
  json.replaceAll(
    /\[\s*((?:"[^"\n]*"|[\d.]+)(?:,\s*(?:"[^"\n]*"|[\d.]+))*)\s*\]/g,
    (_, values: string) => `[${values.replaceAll(/\s*\n\s*/g, ' ')}]`,
  );
