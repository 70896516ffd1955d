import { expect, test } from 'vitest';
import { AccountQueue } from '../../lib/runner/account-queue.ts';

/** Work that ends when the test says so. */
function work(account: string, log: string[]) {
  const done = Promise.withResolvers<void>();
  const perform = () => {
    log.push(account);
    return done.promise;
  };
  return { account, perform, end: () => done.resolve() };
}

/** Lets everything happen that can happen now. */
const settle = () => new Promise(resolve => setImmediate(resolve));

test('some side by side, never two of one account, in the order in which they came', async () => {
  const log: string[] = [];
  const queue = new AccountQueue(2);
  const [a1, a2, b, c] = ['a', 'a', 'b', 'c'].map(account => work(account, log));
  for (const one of [a1, a2, b, c]) if (one) queue.add(one);
  expect(log).toEqual(['a', 'b']);
  b?.end();
  await settle();
  expect(log).toEqual(['a', 'b', 'c']);
  a1?.end();
  await settle();
  expect(log).toEqual(['a', 'b', 'c', 'a']);
  let isIdle = false;
  const idle = queue.idle().then(() => (isIdle = true));
  a2?.end();
  await settle();
  expect(isIdle).toBe(false);
  c?.end();
  await idle;
  expect(queue.isBusy).toBe(false);
});

test('what waits can be taken back', async () => {
  const log: string[] = [];
  const queue = new AccountQueue(1);
  const [first, second] = [work('a', log), work('b', log)];
  queue.add(first);
  queue.add(second);
  expect(queue.drop()).toEqual([second]);
  first.end();
  await queue.idle();
  expect(log).toEqual(['a']);
});

test('with nothing to do, it is idle', () => new AccountQueue(1).idle());
