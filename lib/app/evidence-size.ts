import type { Logger } from 'pino';
import type { EvidenceStore } from '../domain/evidence-store.ts';
import type { Clock } from '../platform/clock.ts';
import { within } from '../platform/deadline.ts';

/** Scrapes come often: a measurement is used for so long. */
const freshMs = 60_000;
/** A measurement may take so long before the metrics do without it. */
const patienceMs = 3_000;

/**
 * Measures what all evidence takes, in bytes, at most once a minute. Resolves with nothing where that fails or takes too
 * long; the log says so once, and the next question tries again. Never rejects.
 */
export function evidenceSize(
  store: Pick<EvidenceStore, 'bytes'>,
  { clock, log }: { readonly clock: Clock; readonly log: Pick<Logger, 'error'> },
): () => Promise<number | undefined> {
  let known = { bytes: 0, at: -Infinity };
  let measuring: Promise<void> | undefined;
  let isKnown = true;
  const measure = async () => {
    try {
      known = { bytes: await store.bytes(), at: clock.elapsed() };
    } finally {
      measuring = undefined;
    }
  };
  return async () => {
    const isFresh = () => clock.elapsed() - known.at < freshMs;
    let reason: unknown = new Error(`it takes longer than ${patienceMs / 1_000} seconds`);
    try {
      if (!isFresh()) await within(clock, patienceMs, (measuring ??= measure()));
    } catch (error) {
      reason = error;
    }
    if (!isFresh() && isKnown)
      log.error({ err: reason }, 'the evidence could not be measured: the metrics do without its size');
    isKnown = isFresh();
    return isKnown ? known.bytes : undefined;
  };
}
