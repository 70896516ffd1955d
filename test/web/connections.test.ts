import { describe, expect, test } from 'vitest';
import { Connections, type Crowd } from '../../lib/web/connections.ts';

class Connection {
  readonly name: string;
  isClosed = false;
  constructor(name: string) {
    this.name = name;
  }
  destroy(): void {
    this.isClosed = true;
  }
}

function crowd(all: number, perAddress: number) {
  let time = 0;
  const said: Crowd[] = [];
  const connections = new Connections<Connection>(
    { all, perAddress },
    () => time,
    one => said.push(one),
  );
  const every: Connection[] = [];
  const add = (name: string, address = 'a') => {
    const connection = new Connection(name);
    every.push(connection);
    connections.add(connection, address);
    return connection;
  };
  const closed = () => every.filter(({ isClosed }) => isClosed).map(({ name }) => name);
  return { connections, add, closed, said, pass: (ms: number) => (time += ms) };
}

describe('one more than there may be takes the place', () => {
  test('of the one from its address that was idle longest', () => {
    const { add, closed } = crowd(10, 2);
    add('other', 'b');
    for (const name of ['1', '2', '3', '4']) add(name);
    expect(closed()).toEqual(['1', '2']);
  });

  test('of one that had its answer long ago, before one that had it just now', () => {
    const { add, closed, connections } = crowd(10, 2);
    const [one] = [add('1'), add('2')];
    connections.answering(one);
    connections.answered(one);
    add('3');
    expect(closed()).toEqual(['2']);
  });

  test('of none that is being answered, while one is idle', () => {
    const { add, closed, connections } = crowd(10, 2);
    connections.answering(add('1'));
    add('2');
    add('3');
    expect(closed()).toEqual(['2']);
  });

  test('of the one that takes longest, where all are being answered', () => {
    const { add, closed, connections } = crowd(10, 2);
    for (const name of ['1', '2', '3']) connections.answering(add(name));
    expect(closed()).toEqual(['1']);
  });

  test('of the address that has most, where all places are taken', () => {
    const { add, closed } = crowd(5, 4);
    add('scraper', 'b');
    for (const name of ['1', '2', '3', '4']) add(name);
    add('probe', 'c');
    add('person', 'd');
    expect(closed()).toEqual(['1', '2']);
  });
});

test('what has ended leaves its place', () => {
  const { add, closed, connections } = crowd(10, 2);
  connections.remove(add('1'));
  const gone = add('2');
  add('3');
  expect(closed()).toEqual([]);
  add('4');
  // Its events may come late.
  connections.answered(gone);
  connections.remove(gone);
  expect(closed()).toEqual(['2']);
});

test('it is logged once a minute, with their number', () => {
  const { add, said, pass } = crowd(10, 1);
  for (let n = 0; n < 4; n++) add(String(n));
  expect(said).toEqual([{ address: 'a', closed: 1, open: 0 }]);
  pass(59_999);
  add('late');
  expect(said).toHaveLength(1);
  pass(1);
  add('later');
  expect(said[1]).toEqual({ address: 'a', closed: 4, open: 0 });
});
