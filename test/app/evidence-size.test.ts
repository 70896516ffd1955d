import { expect, test } from 'vitest';
import { evidenceSize } from '../../lib/app/evidence-size.ts';
import type { Clock } from '../../lib/platform/clock.ts';

/** A store whose answers come when the test gives them, on a clock that it sets. */
function measured() {
  let now = 0;
  const waiting = new Set<() => void>();
  const clock: Clock = {
    now: () => now,
    elapsed: () => now,
    until: (_, signal) =>
      new Promise((resolve, reject) => {
        waiting.add(resolve);
        signal?.addEventListener('abort', () => reject(signal.reason as Error));
      }),
  };
  const asked: PromiseWithResolvers<number>[] = [];
  const bytes = () => {
    const answer = Promise.withResolvers<number>();
    asked.push(answer);
    return answer.promise;
  };
  const logged: unknown[] = [];
  const size = evidenceSize({ bytes }, { clock, log: { error: (line: unknown) => void logged.push(line) } });
  /** A question, and the next measurement's answer to it. */
  const answered = (answer: (question: PromiseWithResolvers<number>) => void) => {
    const question = size();
    const last = asked.at(-1);
    if (last !== undefined) answer(last);
    return question;
  };
  const pass = (ms: number) => {
    now += ms;
  };
  const timeIsOver = () => {
    for (const arrive of waiting) arrive();
  };
  return { size, answered, asked, logged, pass, timeIsOver };
}

test('it is measured at most once a minute', async () => {
  const { size, answered, asked, pass, logged } = measured();
  expect(await answered(({ resolve }) => resolve(7))).toBe(7);
  pass(59_999);
  expect(await size()).toBe(7);
  pass(1);
  expect(await answered(({ resolve }) => resolve(8))).toBe(8);
  expect([asked.length, logged]).toEqual([2, []]);
});

test('a measurement that fails is logged once, and tried again with the next request', async () => {
  const { answered, asked, logged } = measured();
  const away = new Error('away');
  for (const n of [1, 2]) {
    expect(await answered(({ reject }) => reject(away))).toBeUndefined();
    expect(asked).toHaveLength(n);
  }
  expect(logged).toEqual([{ err: away }]);
  expect(await answered(({ resolve }) => resolve(7))).toBe(7);
});

test('one that takes too long is not waited for, not begun twice, and used when it ends after all', async () => {
  const { size, asked, logged, timeIsOver } = measured();
  for (const _ of [1, 2]) {
    const question = size();
    timeIsOver();
    expect(await question).toBeUndefined();
  }
  expect(asked).toHaveLength(1);
  expect(String((logged[0] as { err: unknown }).err)).toContain('longer than 3 seconds');
  asked[0]?.resolve(9);
  await asked[0]?.promise;
  expect(await size()).toBe(9);
  expect([asked.length, logged.length]).toEqual([1, 1]);
});
