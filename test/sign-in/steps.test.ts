import { expect, test } from 'vitest';
import { Steps } from '../../lib/sign-in/steps.ts';

test('a step lasts from the act to what is seen next; our own time in between is in none', () => {
  let time = 0;
  const steps = new Steps({ now: () => time, elapsed: () => time, until: () => Promise.resolve() });
  steps.start('password');
  time = 400;
  steps.stop();
  time = 30_000; // waiting for a one-time code
  steps.start('mfa');
  time = 30_100;
  steps.stop();
  time = 30_150;
  steps.start('mfa');
  time = 30_350;
  steps.start('land');
  time = 31_000;
  steps.stop();
  steps.stop();
  expect(steps.list()).toEqual([
    { name: 'password', startedAt: '1970-01-01T00:00:00.000Z', durationMs: 400 },
    { name: 'mfa', startedAt: '1970-01-01T00:00:30.000Z', durationMs: 300 },
    { name: 'land', startedAt: '1970-01-01T00:00:30.350Z', durationMs: 650 },
  ]);
});
