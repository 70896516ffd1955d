import type { DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboard } from './dashboard.ts';
import { itselfRow } from './overview-itself.ts';
import { monthRow } from './overview-month.ts';
import { nowRow } from './overview-now.ts';
import { variables } from './variables.ts';

export function overview(): DashboardBuilder {
  const empty = dashboard('overview', 'Can the admins get in, now and this month?', variables());
  return itselfRow(monthRow(nowRow(empty)));
}
