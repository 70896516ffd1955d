import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Publisher } from '../../lib/app/publish.ts';
import type { SinkSettings } from '../../lib/domain/series.ts';
import type { Delivery, Sink, SinkNetwork } from '../../lib/domain/sink.ts';
import { History } from '../../lib/history/history.ts';
import type { Clock } from '../../lib/platform/clock.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { aFailure, aRecord } from '../run-records.ts';

/** A clock that goes on when it is told to. */
class HandClock implements Clock {
  #now = 0;
  readonly #waits = new Set<{ readonly at: number; readonly arrive: () => void }>();
  now = () => this.#now;
  elapsed = () => this.#now;
  until(at: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const wait = { at, arrive: resolve };
      this.#waits.add(wait);
      signal?.addEventListener('abort', () => {
        this.#waits.delete(wait);
        reject(signal.reason as Error);
      });
    });
  }
  async pass(ms: number): Promise<void> {
    this.#now += ms;
    for (const { at, arrive } of this.#waits) if (at <= this.#now) arrive();
    await settle();
  }
}

const settle = () => new Promise(resolve => setImmediate(resolve));

/** A sink in the test's control: it keeps what it was given, and answers as it is told. */
class TestSink implements Sink {
  readonly name: string;
  readonly taken: Delivery[] = [];
  signal: AbortSignal | undefined;
  answer: () => Promise<void> = () => Promise.resolve();
  constructor(name: string) {
    this.name = name;
  }
  async publish(delivery: Delivery, signal: AbortSignal): Promise<void> {
    this.taken.push(delivery);
    this.signal = signal;
    await this.answer();
  }
  get runs(): string[][] {
    return this.taken.map(({ runs }) => runs.map(({ runId }) => runId));
  }
}

let reports: string;
let history: History;
let clock: HandClock;
beforeEach(() => {
  reports = mkdtempSync(join(tmpdir(), 'genkan-test-'));
  history = History.open(reports);
  clock = new HandClock();
});
afterEach(() => {
  history.close();
  rmSync(reports, { recursive: true });
});

const proxy = new Secret('http://user:hidden@proxy.example:3128');
const way = { proxy, trust: '/ca.pem' };
const settings: SinkSettings[] = [
  { type: 'textfile', path: '/a' },
  { type: 'pushgateway', url: 'http://b' },
];

/** Two sinks of one configuration, and what they were opened with. */
function published() {
  const sinks = settings.map(({ type }) => new TestSink(type));
  const opened: SinkNetwork[] = [];
  const logged: string[] = [];
  const log = pino({ level: 'info' }, { write: line => void logged.push(line) });
  const publisher = new Publisher(
    {
      location: 'here',
      simulated: false,
      engines: [],
      standardEngines: [],
      plannedMonitors: [],
      sinks: settings,
      way,
    },
    { clock, history, log },
    () => Promise.resolve(0),
    (_settings, network) => {
      opened.push(network);
      const sink = sinks[opened.length - 1];
      if (sink === undefined) throw new Error('there are two');
      return sink;
    },
  );
  const [first, second] = sinks as [TestSink, TestSink];
  return { publisher, opened, logged, first, second };
}

const errorsOf = async (sink: string) =>
  (await history.metricCounts(false))
    .filter(({ metric, labels }) => metric === 'genkan_sink_errors_total' && labels['sink'] === sink)
    .reduce((sum, { value }) => sum + value, 0);

const run = (runId: string) => aRecord({ runId });

test('each sink is opened with the way out, and given the metrics and each run that has ended once', async () => {
  const { publisher, opened, first, second } = published();
  expect(opened).toEqual([way, way]);
  await publisher.publish([run('a'), aFailure({ runId: 'b' })]);
  await publisher.settled();
  await publisher.publish([]);
  await publisher.publish([run('c')]);
  await publisher.settled();
  for (const sink of [first, second]) {
    expect(sink.runs.flat()).toEqual(['a', 'b', 'c']);
    expect(sink.taken.at(-1)?.snapshot).toMatchObject({
      location: 'here',
      sinks: ['textfile', 'pushgateway'],
    });
  }
});

test('a slow sink delays nothing: the other one goes on, and what comes meanwhile waits for it alone', async () => {
  const { publisher, first, second } = published();
  const slow = Promise.withResolvers<void>();
  second.answer = () => slow.promise;
  for (const id of ['a', 'b', 'c']) {
    await publisher.publish([run(id)]);
    await settle();
  }
  expect(first.runs).toEqual([['a'], ['b'], ['c']]);
  expect(second.runs).toEqual([['a']]);
  slow.resolve();
  await publisher.settled();
  expect(second.runs).toEqual([['a'], ['b', 'c']]);
  expect(await errorsOf('pushgateway')).toBe(0);
});

test('one that fails is counted, and gets the runs with the next delivery', async () => {
  const { publisher, logged, first, second } = published();
  second.answer = () => Promise.reject(new Error('refused', { cause: new Error('ECONNREFUSED') }));
  await publisher.publish([run('a')]);
  await publisher.settled();
  expect(await errorsOf('pushgateway')).toBe(1);
  expect(logged.join('')).toContain('"reason":"refused: ECONNREFUSED"');
  second.answer = () => Promise.resolve();
  await publisher.publish([run('b')]);
  await publisher.settled();
  expect(second.runs).toEqual([['a'], ['a', 'b']]);
  expect(first.runs).toEqual([['a'], ['b']]);
  expect(await errorsOf('textfile')).toBe(0);
});

test('one that never answers is told to end, counted each time, and never asked twice at once', async () => {
  const { publisher, logged, first, second } = published();
  const stuck = Promise.withResolvers<void>();
  second.answer = () => stuck.promise;
  await publisher.publish([run('a')]);
  const settled = publisher.settled();
  await settle();
  await clock.pass(15_000);
  await settled;
  expect(second.signal?.aborted).toBe(true);
  expect(await errorsOf('pushgateway')).toBe(1);
  expect(logged.join('')).toContain('it has not taken the results for 15 seconds');
  await publisher.publish([run('b')]);
  await settle();
  expect(await errorsOf('pushgateway')).toBe(2);
  expect([first.runs, second.runs]).toEqual([[['a'], ['b']], [['a']]]);
  stuck.reject(new Error('aborted'));
  second.answer = () => Promise.resolve();
  await publisher.settled();
  expect(second.runs).toEqual([['a'], ['a', 'b']]);
  expect(await errorsOf('pushgateway')).toBe(2);
});

test('runs wait where the history cannot be read, and a sink that is away for long keeps the latest thousand', async () => {
  const { publisher, logged, first, second } = published();
  second.answer = () => Promise.reject(new Error('away'));
  history.close();
  await publisher.publish(Array.from({ length: 1_200 }, (_, n) => run(String(n))));
  expect(logged.join('')).toContain('the results could not be sent to the sinks');
  expect(first.runs).toEqual([]);
  history = History.open(reports);
  const again = published();
  await again.publisher.publish(Array.from({ length: 1_200 }, (_, n) => run(String(n))));
  await again.publisher.settled();
  expect(again.first.runs[0]?.[0]).toBe('200');
  expect(again.first.runs[0]).toHaveLength(1_000);
});
