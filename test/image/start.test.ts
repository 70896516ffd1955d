import { beforeAll, expect, test } from 'vitest';
import { quickest } from '../quickest.ts';
import { canBuild, image, msToFirstPage, patience } from './container.ts';

// Runs alone, after all others (vitest.config.ts): it measures time.

beforeAll(async () => {
  if (canBuild) await image('build');
}, patience);

const enoughMs = 3_000;

test.skipIf(!canBuild)('from the start of a container to its first page it takes less than 3 s', async () => {
  const inside = await quickest(() => msToFirstPage('container'), enoughMs);
  // On a machine that is too slow for it, a container takes at most half as long again as none.
  const limit = inside < enoughMs ? enoughMs : 1.5 * (await quickest(() => msToFirstPage('machine')));
  expect(inside).toBeLessThan(limit);
});
