import { describe, expect, it } from 'vitest';
import type { Clock } from '../../lib/platform/clock.ts';
import { limitAfter, within } from '../../lib/platform/deadline.ts';

/** A clock that the test moves. Knows how many still wait for it. */
class MovedClock implements Clock {
  time = 1_000_000;
  readonly waiting = new Map<() => void, number>();
  now = () => this.time;
  elapsed = () => this.time;

  async until(time: number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    signal?.throwIfAborted();
    this.waiting.set(resolve, time);
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    await promise.finally(() => this.waiting.delete(resolve));
  }

  move(ms: number): void {
    this.time += ms;
    for (const [arrive, time] of this.waiting) if (time <= this.time) arrive();
  }
}

const never = new Promise<string>(() => undefined);

describe('within', () => {
  it('gives what the work gives in time, and leaves nothing behind that waits', async () => {
    const clock = new MovedClock();
    expect(await within(clock, 5_000, Promise.resolve('done'))).toBe('done');
    expect(clock.waiting.size).toBe(0);
  });

  it('gives undefined when the time is over, not before', async () => {
    const clock = new MovedClock();
    const work = Promise.withResolvers<string>();
    const inTime = within(clock, 5_000, work.promise);
    clock.move(4_999);
    work.resolve('just in time');
    expect(await inTime).toBe('just in time');
    const late = within(clock, 5_000, never);
    clock.move(5_000);
    expect(await late).toBeUndefined();
  });

  it('gives undefined when it is stopped, also when that was before', async () => {
    const clock = new MovedClock();
    const stop = new AbortController();
    const stopped = within(clock, 5_000, never, stop.signal);
    stop.abort();
    expect(await stopped).toBeUndefined();
    expect(await within(clock, 5_000, never, stop.signal)).toBeUndefined();
    expect(clock.waiting.size).toBe(0);
  });

  it('throws what the work throws in time; an error that comes later disturbs nobody', async () => {
    const clock = new MovedClock();
    await expect(within(clock, 5_000, Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    const work = Promise.withResolvers<string>();
    const late = within(clock, 5_000, work.promise);
    clock.move(5_000);
    expect(await late).toBeUndefined();
    work.reject(new Error('too late')); // as an unhandled rejection it would fail this file
    await new Promise(resolve => setImmediate(resolve));
  });

  it('has nothing to wait for without work', async () => {
    expect(await within(new MovedClock(), 5_000, undefined)).toBeUndefined();
  });
});

describe('limitAfter', () => {
  const settle = () => new Promise(resolve => setImmediate(resolve));

  it('is over so long after the signal, also where that came before', async () => {
    for (const isEarly of [true, false]) {
      const clock = new MovedClock();
      const from = new AbortController();
      if (isEarly) from.abort();
      const over = limitAfter(clock, 5_000, from.signal);
      await settle();
      clock.move(isEarly ? 4_999 : 60_000);
      await settle();
      expect(over.aborted, `is it early: ${isEarly}`).toBe(false);
      from.abort();
      await settle();
      clock.move(isEarly ? 1 : 5_000);
      await settle();
      expect(over.aborted).toBe(true);
    }
  });
});
