import type { Clock } from './clock.ts';

/**
 * What the work resolves with, or undefined when it takes longer than `ms`, or when `stop` comes first. The work itself
 * goes on: who calls ends it, where it can be ended.
 * @throws what the work throws, when it does so in time; a later error is ignored
 */
export async function within<T>(
  clock: Clock,
  ms: number,
  work: Promise<T> | undefined,
  stop?: AbortSignal,
): Promise<T | undefined> {
  const over = new AbortController();
  const signal = stop === undefined ? over.signal : AbortSignal.any([over.signal, stop]);
  const late = clock.until(clock.now() + ms, signal).then(
    () => undefined,
    () => undefined, // it is ended when the work comes first
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
  }
}
