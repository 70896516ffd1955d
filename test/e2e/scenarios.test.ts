import { beforeAll, describe, expect, test } from 'vitest';
import { causes, isCauseId } from '../../lib/core/causes.ts';
import { scenarios } from '../../simulator/scenarios.ts';
import { type Played, playScenarios, scenarioNames } from './scenarios.ts';

describe('every scenario of the simulator ends in the cause that its data names, and leaves no secret behind', () => {
  let played: readonly Played[] = [];
  beforeAll(async () => {
    played = await playScenarios(scenarioNames, 'chromium');
  }, 600_000);

  test.each(scenarioNames)('%s', name => {
    const expected = scenarios[name]?.cause;
    const fault = expected !== undefined && isCauseId(expected) ? causes[expected].fault : undefined;
    const verdict = expected === undefined ? 'up' : fault === 'monitor' ? 'unknown' : 'down';
    expect(played.filter(each => each.name === name)).toMatchObject([
      { cause: expected, verdict, leaks: [] },
    ]);
  });
});
