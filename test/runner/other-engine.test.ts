import { expect, it } from 'vitest';
import { type CauseId, causeIds } from '../../lib/domain/causes.ts';
import type { Fresh } from '../../lib/domain/run-record.ts';
import type { DueRun } from '../../lib/runner/due-run.ts';
import { inOtherEngine, opinionOf } from '../../lib/runner/other-engine.ts';
import { aRecord } from '../run-records.ts';

const run = (...otherEngines: DueRun['otherEngines']) =>
  ({ due: aRecord(), otherEngines, timeoutMs: 90_000 }) as unknown as DueRun;
const fresh = (credentialsTyped: boolean): Fresh => ({
  cookiesAtStart: 0,
  storageAtStart: 0,
  credentialsTyped,
});
const asked = (cause: CauseId | undefined, typed = false, ...others: DueRun['otherEngines']) =>
  inOtherEngine(run(...others), { cause, fresh: fresh(typed) })?.due.engine;

it('another engine is asked where the failure may lie in the browser', () => {
  expect(causeIds.filter(cause => asked(cause, false, 'firefox') === 'firefox').toSorted()).toEqual([
    'browser_crashed',
    'browser_not_started',
    'sign_in_page_incomplete',
  ]);
});

it('and never once a credential was typed, after a success, or where there is no other', () => {
  for (const cause of causeIds) expect(asked(cause, true, 'firefox'), cause).toBeUndefined();
  expect(asked(undefined, false, 'firefox')).toBeUndefined();
  expect(asked('browser_crashed')).toBeUndefined();
});

it('it has twenty seconds, and never more than the run has left', () => {
  const patience = (timeoutMs: number) =>
    inOtherEngine({ ...run('firefox'), timeoutMs }, { cause: 'browser_crashed' })?.timeoutMs;
  expect([patience(90_000), patience(16_000)]).toEqual([20_000, 16_000]);
});

it('says whether the same sign-in works there', () => {
  const elsewhere = run();
  expect(opinionOf(elsewhere, { cause: undefined }, 1.4)).toEqual({
    id: 'engine',
    durationMs: 1,
    found: { engine: 'chromium' },
  });
  expect(opinionOf(elsewhere, { cause: 'browser_crashed' }, 1)).toMatchObject({
    found: { cause: 'browser_crashed' },
  });
});
