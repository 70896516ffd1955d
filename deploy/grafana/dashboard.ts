import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { failingPeriods, type variables } from './variables.ts';

/** The addresses of the dashboards: `/d/<uid>`. Alerts and panels lead there, so they do not change. */
export const uids = { overview: 'genkan-overview', signIn: 'genkan-sign-in', fleet: 'genkan-fleet' } as const;

const titles = { overview: 'Genkan: overview', signIn: 'Genkan: sign-in', fleet: 'Genkan: fleet' } as const;

/** A dashboard without panels: what all of them share. */
export function dashboard(
  which: keyof typeof uids,
  description: string,
  itsVariables: ReturnType<typeof variables>,
): DashboardBuilder {
  return new DashboardBuilder(titles[which])
    .uid(uids[which])
    .description(description)
    .tags(['genkan'])
    .readonly() // it is made from code: what is changed by hand would be lost
    .refresh('1m')
    .time({ from: 'now-24h', to: 'now' })
    .tooltip(DashboardCursorSync.Crosshair)
    .variables(itsVariables)
    .annotation(failingPeriods())
    .link(
      new DashboardLinkBuilder('Genkan')
        .type(DashboardLinkType.Dashboards)
        .tags(['genkan'])
        .includeVars(true)
        .keepTime(true),
    )
    .link(
      new DashboardLinkBuilder('Incidents')
        .type(DashboardLinkType.Link)
        .icon('external link')
        .url('${genkan_url}/incidents')
        .targetBlank(true),
    );
}
