import type { RunRecord } from '../../lib/domain/run-record.ts';
import { scenarios } from '../../simulator/scenarios.ts';
import { startSimulator } from '../../simulator/simulator.ts';
import { Bench, watch } from './genkan.ts';
import { forbiddenByFile, search, searchLeft } from './leak-search.ts';

/** A scenario of the simulator, played with the real CLI. */
export interface Played {
  readonly name: string;
  /** The cause that its data names; absent where the monitor should get in. */
  readonly expected: string | undefined;
  readonly record: RunRecord;
  /** What was found in what its run, and those beside it, left and printed. */
  readonly leaks: readonly string[];
}

const isForAll = (name: string): boolean => scenarios[name]?.isForEverybody === true;

export const scenarioNames = Object.keys(scenarios);
/** Those that a whole simulator lives in, and those that an account can live in beside others. */
export const scenariosForAll = scenarioNames.filter(isForAll);
export const scenariosForAccounts = scenarioNames.filter(name => !isForAll(name));

/** Something never answers, so it lasts until its deadline: that is a shorter one, but far longer than a good sign-in. */
const isHanging = (name: string): boolean =>
  scenarios[name]?.cause !== undefined &&
  Object.values(scenarios[name].network?.faults ?? {}).includes('hang');

const secondsFor = (names: readonly string[]): number => (names.every(isHanging) ? 60 : 90);

/** So many runs of the CLI at a time, with so many accounts each: most of what they do is waiting. */
const atOnce = 3;
const accountsEach = 10;

/** Plays scenarios, those of the whole simulator one by one, the others with an account for each. */
export async function playScenarios(names: readonly string[], engine: string): Promise<Played[]> {
  const ofAccounts = names.filter(name => !isForAll(name) && !isHanging(name));
  const shares = Array.from({ length: Math.ceil(ofAccounts.length / accountsEach) }, (_, n) =>
    ofAccounts.slice(n * accountsEach, (n + 1) * accountsEach),
  );
  const hanging = names.filter(name => !isForAll(name) && isHanging(name));
  if (hanging.length > 0) shares.unshift(hanging);
  const jobs = [
    ...shares.map(share => () => playForAccounts(share, engine)),
    ...names.filter(isForAll).map(name => () => playForAll(name, engine)),
  ];
  const played: Played[] = [];
  const work = async () => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) played.push(...(await job()));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return names.flatMap(name => played.filter(each => each.name === name));
}

function playForAccounts(names: readonly string[], engine: string): Promise<Played[]> {
  const accounts = names.map(name => ({ username: `${name}@contoso.onmicrosoft.com`, scenario: name }));
  return play({ accounts }, engine, names, secondsFor(names));
}

async function playForAll(name: string, engine: string): Promise<Played[]> {
  const played = await play({ scenario: name }, engine, ['monitor'], secondsFor([name]));
  return played.map(each => ({ ...each, name, expected: scenarios[name]?.cause }));
}

async function play(
  options: Parameters<typeof startSimulator>[0],
  engine: string,
  accounts: readonly string[],
  seconds: number,
): Promise<Played[]> {
  const bench = new Bench();
  const simulator = await startSimulator(options);
  try {
    watch(bench, simulator, { engines: [engine], timeout: `${seconds}s`, slow: `${seconds - 1}s`, accounts });
    const { records, stderr } = await bench.records();
    const forbidden = forbiddenByFile(simulator, { records });
    const printed = search(stderr + JSON.stringify(records), forbidden(''));
    const leaks = [...searchLeft(bench, forbidden), ...printed];
    return records.map(record => {
      const name = record.account;
      return { name, expected: scenarios[name]?.cause, record, leaks };
    });
  } finally {
    await simulator.stop();
    bench.remove();
  }
}
