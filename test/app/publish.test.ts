import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Publisher } from '../../lib/app/publish.ts';
import type { Delivery, Sink, SinkNetwork, SinkSettings } from '../../lib/domain/sink.ts';
import { History } from '../../lib/history/history.ts';
import type { Clock } from '../../lib/platform/clock.ts';
import { limitAfter } from '../../lib/platform/deadline.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { aFailure, aRecord } from '../run-records.ts';

/** A clock that the test moves forward. */
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

/** A sink in the test's control: it keeps what it was given, and answers as the test says. */
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
afterEach(async () => {
  await history.close();
  rmSync(reports, { recursive: true });
});

const proxy = new Secret('http://user:hidden@proxy.example:3128');
const way = { proxy, trust: '/ca.pem' };
const settings: SinkSettings[] = [
  { type: 'textfile', path: '/a' },
  { type: 'pushgateway', url: 'http://b' },
];

/** As real sinks are called: where the results go. */
const nameOf = (one: SinkSettings) => `${one.type} ${'path' in one ? one.path : one.url}`;

/** Two sinks of one configuration, and what they were opened with. */
function published() {
  const sinks = settings.map(one => new TestSink(nameOf(one)));
  const opened: SinkNetwork[] = [];
  const logged: string[] = [];
  const log = pino({ level: 'info' }, { write: line => void logged.push(line) });
  const config = {
    location: 'here',
    simulated: false,
    engines: [],
    standardEngines: [],
    plannedMonitors: [],
    sinks: settings,
    way,
  };
  const publisher = new Publisher(
    config,
    { clock, history, log },
    () => Promise.resolve(0),
    (one, network) => {
      opened.push(network);
      return (sinks[opened.length - 1] ??= new TestSink(nameOf(one)));
    },
  );
  const [first, second] = sinks as [TestSink, TestSink];
  return { publisher, config, sinks, opened, logged, first, second };
}

const errorsOf = async (sink: string) =>
  (await history.metricCounts(false))
    .filter(({ metric, labels }) => metric === 'genkan_sink_errors_total' && labels['sink'] === sink)
    .reduce((sum, { value }) => sum + value, 0);

const run = (runId: string) => aRecord({ runId });

test('each sink is opened with proxy and authorities, and gets the metrics and, once, each run that has ended', async () => {
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

test('a slow sink delays nothing: the other one goes on, and new results wait for the slow one only', async () => {
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

test('one that never answers is cancelled, counted each time, and never called twice at once', async () => {
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

test('runs wait while the history cannot be read, and for a sink that is down for long the latest thousand are kept', async () => {
  const { publisher, logged, first, second } = published();
  second.answer = () => Promise.reject(new Error('away'));
  await history.close();
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

describe('another configuration', () => {
  test('a sink that both have gets the runs that still wait for it, where the new one opens it', async () => {
    const { publisher, config, sinks, opened, first, second } = published();
    second.answer = () => Promise.reject(new Error('away'));
    await publisher.publish([run('a')]);
    await publisher.settled();
    const other = { trust: '/other.pem' };
    publisher.use({ ...config, location: 'there', sinks: settings.toReversed(), way: other });
    expect(opened.slice(2)).toEqual([other, other]);
    const [, , secondNow, firstNow] = sinks;
    await publisher.publish([run('b')]);
    await publisher.settled();
    expect([firstNow?.runs, secondNow?.runs]).toEqual([[['b']], [['a', 'b']]]);
    expect(secondNow?.taken[0]?.snapshot.location).toBe('there');
    expect([first.runs, second.runs]).toEqual([[['a']], [['a']]]);
    expect(await errorsOf('pushgateway')).toBe(1);
  });

  test('a delivery under way ends before anything newer is sent', async () => {
    const { publisher, config, sinks, second } = published();
    const slow = Promise.withResolvers<void>();
    second.answer = () => slow.promise;
    await publisher.publish([run('a')]);
    publisher.use(config);
    await publisher.publish([run('b')]);
    await settle();
    const [, , , secondNow] = sinks;
    expect(secondNow?.runs).toEqual([]);
    slow.reject(new Error('away'));
    await publisher.settled();
    expect(secondNow?.runs).toEqual([['a', 'b']]);
  });

  test('a new password does not make another sink: the runs that wait go to it with the new one', async () => {
    const { publisher, config, sinks, second } = published();
    second.answer = () => Promise.reject(new Error('answered 401'));
    await publisher.publish([run('a')]);
    await publisher.settled();
    const basicAuth = { username: 'genkan', password: new Secret('new') };
    publisher.use({ ...config, sinks: [{ type: 'pushgateway', url: 'http://b', basicAuth }] });
    await publisher.publish([run('b')]);
    await publisher.settled();
    expect(sinks[2]?.runs).toEqual([['a', 'b']]);
  });

  test('a sink that only one of them has gets what was published while that one was in use', async () => {
    const { publisher, config, sinks, first, second } = published();
    second.answer = () => Promise.reject(new Error('away'));
    await publisher.publish([run('a')]);
    await publisher.settled();
    publisher.use({ ...config, sinks: [{ type: 'textfile', path: '/c' }] });
    await publisher.publish([run('b')]);
    await publisher.settled();
    expect([first.runs, second.runs, sinks[2]?.runs]).toEqual([[['a']], [['a']], [['b']]]);
  });
});

describe('asked to stop', () => {
  test('a sink that does not answer is not waited for, and the log says what it has not received', async () => {
    const { publisher, logged, second } = published();
    second.answer = () => new Promise(() => undefined);
    await publisher.publish([run('a')]);
    await publisher.publish([run('b')]);
    const stop = new AbortController();
    let isSettled = false;
    const settled = publisher
      .settled(limitAfter(clock, 5_000, stop.signal))
      .then(() => void (isSettled = true));
    await clock.pass(6_000);
    expect(isSettled).toBe(false);
    stop.abort();
    await settle();
    await clock.pass(4_999);
    expect(isSettled).toBe(false);
    await clock.pass(1);
    await settled;
    const lines = logged.map(line => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toMatchObject([
      {
        sink: 'pushgateway http://b',
        runs: 2,
        msg: 'a sink has not taken the results in time, and they are not sent any more',
      },
    ]);
  });
});
