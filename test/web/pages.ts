import type { RunRecord } from '../../lib/domain/run-record.ts';
import { type PageData, routes } from '../../lib/web/routes.ts';
import type { StatusRow } from '../../lib/web/status-page.ts';

const now = Date.parse('2026-11-23T05:48:00Z');

/** A line of the status page. */
export const row = (last: RunRecord, changes: Partial<StatusRow> = {}): StatusRow => ({
  tenant: last.tenant,
  account: last.account,
  monitor: last.monitor,
  engine: last.engine,
  last,
  isUnderWay: false,
  isOld: false,
  ...changes,
});

/** The pages with nothing to show; `changes` give them something. */
export function open(changes: Partial<PageData> = {}) {
  const failures: unknown[] = [];
  const app = routes({
    language: 'en',
    host: '127.0.0.1',
    evidence: { read: async () => undefined },
    timeZone: 'UTC',
    now: () => now,
    titleOf: () => 'Microsoft 365 admin center',
    status: async () => [],
    run: async () => undefined,
    incidents: async () => [],
    noticeOf: () => undefined,
    metrics: openMetrics =>
      Promise.resolve({
        contentType: openMetrics ? 'application/openmetrics-text' : 'text/plain',
        text: 'x 1\n',
      }),
    unready: async () => [],
    failed: error => failures.push(error),
    ...changes,
  });
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    app.request(path, { method, headers: { Host: 'localhost:9464', ...headers } });
  const text = async (path: string) => (await get(path)).text();
  return { get, text, failures };
}
