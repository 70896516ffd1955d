import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../lib/domain/run-record.ts';
import type { Snapshot } from '../../lib/domain/series.ts';
import type { Delivery, Sink } from '../../lib/domain/sink.ts';
import { aFailure, aRecord } from '../run-records.ts';

/** A place that a sink delivers to. */
export interface Place extends AsyncDisposable {
  readonly sink: Sink;
  /** Its content now, as a text. */
  readonly received: () => Promise<string>;
  /** From now on it takes nothing, or takes everything again. */
  readonly setBroken: (isBroken: boolean) => void;
  /** From now on it takes what comes and never answers; absent where nobody has to answer. */
  readonly fallSilent?: (() => void) | undefined;
}

/** A delivery of runs, the last of which is the latest. */
function aDelivery(...runs: readonly RunRecord[]): Delivery {
  const last = runs.at(-1) ?? aRecord();
  const { tenant, account, monitor, engine, location } = last;
  const snapshot: Snapshot = {
    now: Date.parse(last.endedAt),
    location,
    version: '0.1.0',
    watched: [{ tenant, account, monitor, engine, intervalMs: 300_000 }],
    series: [{ last }],
    retired: [],
    metricCounts: [],
    paused: new Set(),
    credentials: [],
    sinks: ['textfile'],
    evidenceBytes: 0,
  };
  return { snapshot, runs };
}

const never = new AbortController().signal;

/**
 * What every sink promises, wherever it delivers to.
 * @param open a place that nothing was delivered to yet
 * @param secret what the sink is configured with and must not show, if there is such a thing
 */
export function sinkContract(name: string, open: () => Promise<Place>, secret?: string): void {
  describe(`what every sink promises: ${name}`, () => {
    test('the latest results are there as soon as it has taken them', async () => {
      await using place = await open();
      await place.sink.publish(aDelivery(aRecord({ account: 'first' })), never);
      expect(await place.received()).toContain('first');
      await place.sink.publish(aDelivery(aFailure({ account: 'second' })), never);
      expect(await place.received()).toContain('second');
    });

    test('it takes a delivery without runs, and the same one twice', async () => {
      await using place = await open();
      const { snapshot } = aDelivery(aRecord({ account: 'contoso' }));
      for (const runs of [[], [], [aFailure()], [aFailure()]])
        await place.sink.publish({ snapshot, runs }, never);
      expect(await place.received()).toContain('contoso');
    });

    test('it fails with a reason where nothing is taken, and goes on when that is over', async () => {
      await using place = await open();
      place.setBroken(true);
      await expect(place.sink.publish(aDelivery(aRecord()), never)).rejects.toThrow(/\w/);
      place.setBroken(false);
      await place.sink.publish(aDelivery(aRecord({ account: 'again' })), never);
      expect(await place.received()).toContain('again');
    });

    test('it ends when it takes too long', async () => {
      await using place = await open();
      if (place.fallSilent === undefined) return;
      place.fallSilent();
      const limit = new AbortController();
      const published = place.sink.publish(aDelivery(aRecord()), limit.signal);
      limit.abort(new Error('it takes too long'));
      await expect(published).rejects.toThrow('it takes too long');
    });

    test('its name says which one it is, without anything secret', async () => {
      await using place = await open();
      expect(place.sink.name).toMatch(/^[a-z-]+ \S/);
      place.setBroken(true);
      const failed = await place.sink.publish(aDelivery(aRecord()), never).catch((error: unknown) => error);
      if (secret !== undefined) expect(`${place.sink.name} ${String(failed)}`).not.toContain(secret);
    });
  });
}
