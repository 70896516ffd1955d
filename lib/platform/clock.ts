/** Time as a dependency: code that needs it gets a `Clock`, so tests set the time and nothing sleeps. */
export interface Clock {
  /** Wall time in milliseconds since 1970 (UTC). May jump; use it for dates and one-time codes only. */
  now(): number;
  /** Milliseconds on a clock that never jumps; use it for durations. */
  elapsed(): number;
  /** Resolves when `now()` has reached `time`, or rejects with the signal's reason. */
  until(time: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  until: (time, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const timer = setTimeout(arrive, Math.max(0, time - Date.now()));
      function arrive() {
        signal?.removeEventListener('abort', leave);
        resolve();
      }
      function leave() {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      }
      signal?.addEventListener('abort', leave, { once: true });
    }),
};

/** An instant as the run record and the history write it: ISO 8601, UTC, with milliseconds. */
export const isoTime = (ms: number): string => new Date(ms).toISOString();
