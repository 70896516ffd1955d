import { expect, test } from 'vitest';
import { mostOwnMs, OwnTime } from '../../lib/platform/own-time.ts';

const handClock = () => ({
  time: 0,
  now() {
    return this.time;
  },
  elapsed() {
    return this.time;
  },
  until: () => Promise.resolve(),
});

test('counts what our own work takes, while it goes on and when it has failed, and nothing else', async () => {
  const clock = handClock();
  const own = new OwnTime(clock);
  clock.time = 5;
  expect(own.ms).toBe(0);
  const done = Promise.withResolvers<string>();
  const work = own.spend(() => done.promise);
  clock.time = 35;
  expect(own.ms).toBe(30);
  done.resolve('done');
  expect(await work).toBe('done');
  clock.time = 100;
  expect(own.ms).toBe(30);
  const fails = own.spend(() => {
    clock.time = 110;
    return Promise.reject(new Error('it failed'));
  });
  await expect(fails).rejects.toThrow('it failed');
  expect(own.ms).toBe(40);
});

test('extends no limit for ever', () => {
  const clock = handClock();
  const own = new OwnTime(clock);
  void own.spend(() => new Promise(() => undefined));
  clock.time = 10 * mostOwnMs;
  expect(own.ms).toBe(mostOwnMs);
});
