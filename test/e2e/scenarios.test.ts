import { describe, expect, test } from 'vitest';
import { causes, isCauseId } from '../../lib/core/causes.ts';
import { scenarios } from '../../simulator/scenarios.ts';
import { playForAccounts, playForAll, scenariosForAccounts, scenariosForAll } from './scenarios.ts';

describe('every scenario of the simulator ends in the cause that its data names', () => {
  test(`known by the account: ${scenariosForAccounts.join(', ')}`, { timeout: 600_000 }, async () => {
    const played = await playForAccounts(scenariosForAccounts, 'chromium');
    expect(played.map(({ name, cause }) => [name, cause])).toEqual(
      scenariosForAccounts.map(name => [name, scenarios[name]?.cause]),
    );
  });

  test.each(scenariosForAll)('%s', async name => {
    const { cause, verdict, expected } = await playForAll(name, 'chromium');
    expect(cause).toBe(expected);
    const fault = expected !== undefined && isCauseId(expected) ? causes[expected].fault : undefined;
    expect(verdict).toBe(expected === undefined ? 'up' : fault === 'monitor' ? 'unknown' : 'down');
  });
});
