import { describe, expect, test } from 'vitest';
import { incidentsOf } from '../../lib/domain/incident.ts';
import { aFailure, aRecord } from '../run-records.ts';
import { open, row } from './pages.ts';

const failure = aFailure();

describe('incidents', () => {
  const recovery = aRecord({ runId: 'later', scheduledAt: '2026-11-23T05:50:12.834Z' });
  const other = aFailure({ runId: 'other', account: 'fabrikam', tenant: 'fabrikam', cause: 'dns_failed' });
  const incidents = async () => incidentsOf([failure, recovery, other]);

  test('are listed with their causes, and each links to its runs', async () => {
    const { text, get } = open({ incidents });
    const list = await text('/incidents');
    expect(list).toContain(`href="/incidents/${failure.runId}"`);
    expect(list).toContain('1 × The password is wrong');
    expect(list).toMatch(/✔ over[^]*✘ ongoing|✘ ongoing[^]*✔ over/);
    const one = await text(`/incidents/${failure.runId}`);
    for (const runId of [failure.runId, 'later']) expect(one).toContain(`href="/runs/${runId}"`);
    expect(one).not.toContain('fabrikam');
    expect((await get('/incidents/none')).status).toBe(404);
  });

  test('are narrowed by the causes that were met on their way', async () => {
    const { text } = open({ incidents });
    expect(await text('/incidents?cause=dns_failed')).not.toContain('contoso');
    expect(await text('/incidents?fault=account')).toContain('contoso');
  });

  test('an alert links to the last run that failed, or else to the status', async () => {
    const { get } = open({ incidents });
    const leads = async (query: string) =>
      (await get(`/runs/last-failure?${query}`)).headers.get('Location') ?? '';
    expect(await leads('tenant=contoso&location=tokyo')).toBe(`/runs/${failure.runId}`);
    expect(await leads('tenant=fabrikam&engine=chromium')).toBe('/runs/other');
    expect(await leads('account=nobody&monitor=a%20b')).toBe('/?account=nobody&monitor=a%20b');
  });

  test('the last run that failed is the one that ended last, in whatever incident', async () => {
    const ended = (runId: string, account: string, time: string, changes = {}) =>
      aFailure({
        runId,
        account,
        scheduledAt: `2026-11-23T${time}:00.000Z`,
        endedAt: `2026-11-23T${time}:30.000Z`,
        ...changes,
      });
    const runs = [
      ended('long-1', 'long', '03:00'),
      ended('short-1', 'short', '04:00'),
      aRecord({ runId: 'short-2', account: 'short', scheduledAt: '2026-11-23T04:05:00.000Z' }),
      ended('wrong-clock', 'wrong', '05:02', { endedAt: '2028-11-23T05:02:30.000Z' }),
      // Due before the other one, and ended after it.
      ended('long-2', 'long', '05:00', { endedAt: '2026-11-23T05:04:00.000Z' }),
      ended('late-1', 'late', '05:01', { cause: 'dns_failed', fault: 'network' }),
    ];
    for (const order of [runs, runs.toReversed()]) {
      const { get } = open({ incidents: async () => incidentsOf(order) });
      const leads = async (query: string) =>
        (await get(`/runs/last-failure${query}`)).headers.get('Location');
      expect(await leads(''), order[0]?.runId).toBe('/runs/long-2');
      expect(await leads('?account=short'), order[0]?.runId).toBe('/runs/short-1');
      expect(await leads('?account=wrong'), order[0]?.runId).toBe('/runs/wrong-clock');
      expect(await leads('?fault=network'), order[0]?.runId).toBe('/runs/late-1');
    }
  });

  test('and the status are narrowed by the address, as alerts do it', async () => {
    const { text } = open({ incidents, status: async () => [row(failure), row(other)] });
    for (const path of ['/incidents', '/']) {
      expect(await text(`${path}?tenant=fabrikam&location=tokyo`), path).toMatch(/fabrikam/);
      expect(await text(`${path}?tenant=fabrikam`), path).not.toMatch(/contoso/);
      expect(await text(`${path}?account=nobody`), path).not.toMatch(/contoso|fabrikam/);
    }
  });
});
