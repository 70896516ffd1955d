import { beforeAll, expect, test } from 'vitest';
import { canBuild, image, msToFirstPage, patience } from './container.ts';

// Runs alone, after all others (vitest.config.ts): it measures time.

beforeAll(async () => {
  if (canBuild) await image('build');
}, patience);

test.skipIf(!canBuild)('from the start of a container to its first page it takes less than 3 s', async () => {
  const found = [await msToFirstPage(), await msToFirstPage(), await msToFirstPage()];
  const [, median] = found.toSorted((a, b) => a - b);
  expect(median, `${found.join(', ')} ms`).toBeLessThan(3_000);
});
