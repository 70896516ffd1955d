import { describe, expect, it } from 'vitest';
import { judge } from '../../lib/diagnosis/verdict.ts';
import { causeIds, causes } from '../../lib/domain/causes.ts';

const inTime = { durationMs: 5_000, slowMs: 30_000, attempts: 1 };

describe('the verdict', () => {
  it('is up inside the time, at the first attempt', () => {
    expect(judge({ ...inTime, cause: undefined })).toEqual({ verdict: 'up' });
    expect(judge({ ...inTime, cause: undefined, durationMs: 30_000 })).toEqual({ verdict: 'up' });
  });

  it('is degraded when slow or when it took a second attempt', () => {
    expect(judge({ ...inTime, cause: undefined, durationMs: 30_001 })).toEqual({ verdict: 'degraded' });
    expect(judge({ ...inTime, cause: undefined, attempts: 2 })).toEqual({ verdict: 'degraded' });
  });

  it.each(causeIds)('of %s follows its fault: ours is unknown, every other is down', cause => {
    const { fault } = causes[cause];
    const verdict = fault === 'monitor' ? 'unknown' : 'down';
    expect(judge({ ...inTime, cause })).toEqual({ verdict, fault });
  });
});
