import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { longest, oneByOne, together } from './test/projects.ts';

/** Browsers start inside many tests, and a machine may be slow: only what would never end is to end here. */
const patience = { testTimeout: 600_000, hookTimeout: 600_000, expect: { poll: { timeout: 120_000 } } };
/** Files share a worker, as loading them takes longer than most tests. A test that lasts longer is not a unit test. */
const unit = {
  isolate: false,
  testTimeout: 10_000,
  hookTimeout: 10_000,
  expect: { poll: { timeout: 8_000 } },
};

/** Where nothing is known of earlier runs, vitest starts with the largest files. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- no array: this is vitest's own order
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification) => {
      const n = longest.findIndex(file => moduleId.endsWith(file));
      return n < 0 ? longest.length : n;
    };
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}

/** Vitest would keep a core free, which on two cores is one file at a time. */
const cores = availableParallelism();
/** Some unit tests wait for a file to be written or a program to end; a core more keeps the others busy meanwhile. */
const computing = { maxWorkers: cores + 1 };
/** Files with browsers and servers mostly wait: for deadlines, the next one-time code, a process that ends. */
const waiting = { ...patience, maxWorkers: 2 * cores };

export default defineConfig({
  test: {
    maxWorkers: cores,
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: { name: 'unit', ...together.unit, ...unit, ...computing, sequence: { groupOrder: 0 } } },
      { test: { name: 'browser', ...together.browser, ...waiting, sequence: { groupOrder: 1 } } },
      { test: { name: 'deploy', ...together.deploy, ...waiting, sequence: { groupOrder: 1 } } },
      ...Object.entries(oneByOne).map(([name, files], n) => ({
        test: { name, ...files, ...patience, sequence: { groupOrder: n + 2 } },
      })),
    ],
  },
});
