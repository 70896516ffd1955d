import type { RunRecord } from '../lib/domain/run-record.ts';

/** A record as a good run leaves it, for tests that need one; `changes` make it another. */
export function aRecord(changes: Partial<RunRecord> = {}): RunRecord {
  return {
    schemaVersion: 2,
    runId: '20261123T054512834-7k3q9x2m',
    roundId: '20261123T054512800-0000000a',
    monitor: 'admin-center',
    account: 'contoso',
    tenant: 'contoso',
    cloud: 'global',
    location: 'tokyo',
    simulated: false,
    engine: 'chromium',
    genkanVersion: '0.1.0',
    browserVersion: '156.0',
    scheduledAt: '2026-11-23T05:45:12.834Z',
    startedAt: '2026-11-23T05:45:12.900Z',
    endedAt: '2026-11-23T05:45:16.000Z',
    durationMs: 2_500,
    verdict: 'up',
    attempts: [
      {
        n: 1,
        startedAt: '2026-11-23T05:45:12.900Z',
        durationMs: 2_500,
        steps: [
          { name: 'open', startedAt: '2026-11-23T05:45:12.900Z', durationMs: 1_500 },
          { name: 'password', startedAt: '2026-11-23T05:45:14.500Z', durationMs: 1_000 },
        ],
      },
    ],
    screens: ['email', 'password'],
    opinions: [],
    evidence: [],
    ...changes,
  };
}

export const aFailure = (changes: Partial<RunRecord> = {}): RunRecord =>
  aRecord({
    verdict: 'down',
    cause: 'password_wrong',
    fault: 'account',
    ...changes,
  });
