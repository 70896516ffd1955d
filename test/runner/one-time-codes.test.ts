import { expect, test } from 'vitest';
import type { Clock } from '../../lib/platform/clock.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { nextUnusedCode } from '../../lib/runner/one-time-codes.ts';
import { Authenticator } from '../../lib/sign-in/totp.ts';

const authenticator = new Authenticator(new Secret('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'));
const never = new AbortController().signal;

/** A clock that jumps to where somebody waits for. */
function jumpingClock(start: number): Clock & { time: number } {
  return {
    time: start,
    now() {
      return this.time;
    },
    elapsed() {
      return this.time;
    },
    async until(time: number) {
      this.time = Math.max(this.time, time);
    },
  };
}

function codes() {
  const used = new Set<string>();
  return {
    used,
    async claimCode(fingerprint: string, step: number) {
      const key = `${fingerprint}/${step}`;
      return !used.has(key) && used.add(key) !== undefined;
    },
  };
}

test('the code of the running time step is used at once', async () => {
  const clock = jumpingClock(61_000);
  const code = await nextUnusedCode(authenticator, codes(), clock, never);
  expect(code.reveal()).toBe(authenticator.code(2).code.reveal());
  expect(clock.time).toBe(61_000);
});

test('a code is never used twice: ten callers get ten steps, each when its time has come', async () => {
  const shared = codes();
  const given = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const clock = jumpingClock(61_000);
      const code = await nextUnusedCode(authenticator, shared, clock, never);
      return { code: code.reveal(), waited: clock.time };
    }),
  );
  expect(new Set(given.map(({ code }) => code)).size).toBe(10);
  expect(given.map(({ waited }) => waited).toSorted((a, b) => a - b)).toEqual([
    61_000, 90_000, 120_000, 150_000, 180_000, 210_000, 240_000, 270_000, 300_000, 330_000,
  ]);
});

test('a code that is about to expire is left alone', async () => {
  const clock = jumpingClock(88_000);
  await nextUnusedCode(authenticator, codes(), clock, never);
  expect(clock.time).toBe(90_000);
});

test('a token of a minute gives one code a minute', async () => {
  const address = 'otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&period=60';
  const token = new Authenticator(new Secret(address));
  const shared = codes();
  const waited = [];
  for (const start of [61_000, 95_000]) {
    const clock = jumpingClock(start);
    await nextUnusedCode(token, shared, clock, never);
    waited.push(clock.time);
  }
  expect(waited).toEqual([61_000, 120_000]);
});
