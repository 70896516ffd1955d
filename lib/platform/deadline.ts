import { aborted } from './aborted.ts';
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

/** A limit that several waits share: aborted `ms` after `from` is, or after now where that is aborted already. */
export function limitAfter(clock: Clock, ms: number, from: AbortSignal): AbortSignal {
  const over = new AbortController();
  void aborted(from)
    .then(() => clock.until(clock.now() + ms))
    .then(() => over.abort());
  return over.signal;
}
