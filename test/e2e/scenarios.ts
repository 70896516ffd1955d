import { scenarios } from '../../simulator/scenarios.ts';
import { startSimulator } from '../../simulator/simulator.ts';
import { Bench, watch } from './genkan.ts';

/** A scenario of the simulator, played with the real CLI. */
export interface Played {
  readonly name: string;
  /** The cause that its data names; absent where the monitor should get in. */
  readonly expected: string | undefined;
  readonly verdict: string;
  readonly cause: string | undefined;
  readonly screens: readonly string[];
}

/** Those that show before anybody has named an account have to be played for everybody. */
const early = new Set([
  'late-controls',
  'sign-in-503',
  'identity-incident',
  'no-scripts',
  'admin-503',
  'lookup-fails',
  'swallowed-press',
  'ambient-account',
  'browser-sso',
  'account-picker',
  'tile-refused',
]);
const isForAll = (name: string): boolean =>
  early.has(name) || scenarios[name]?.connections !== undefined || scenarios[name]?.redirects !== undefined;

export const scenariosForAll = Object.keys(scenarios).filter(isForAll);
export const scenariosForAccounts = Object.keys(scenarios).filter(name => !isForAll(name));

/** So many runs of the CLI at a time: most of what they do is waiting. */
const atOnce = 3;

/** Scenarios of one account each. */
export async function playForAccounts(names: readonly string[], engine: string): Promise<Played[]> {
  const share = (n: number) => names.filter((_, at) => at % atOnce === n);
  const played = await Promise.all(
    Array.from({ length: Math.min(atOnce, names.length) }, (_, n) => playTogether(share(n), engine)),
  );
  return names.flatMap(name => played.flat().filter(each => each.name === name));
}

function playTogether(names: readonly string[], engine: string): Promise<Played[]> {
  const accounts = names.map(name => ({ username: `${name}@contoso.onmicrosoft.com`, scenario: name }));
  return play({ accounts }, engine, names);
}

/** A scenario of the whole simulator. */
export async function playForAll(name: string, engine: string): Promise<Played> {
  const [played] = await play({ scenario: name }, engine, ['monitor']);
  if (played === undefined) throw new Error(`${name} left no record`);
  return { ...played, name, expected: scenarios[name]?.cause };
}

async function play(
  options: Parameters<typeof startSimulator>[0],
  engine: string,
  accounts: readonly string[],
): Promise<Played[]> {
  const bench = new Bench();
  const simulator = await startSimulator(options);
  try {
    // One of them lasts until it is over.
    watch(bench, simulator, { engines: [engine], timeout: '40s', accounts });
    const { records } = await bench.records();
    return records.map(({ account, verdict, cause, screens }) => ({
      name: account,
      expected: scenarios[account]?.cause,
      verdict,
      cause,
      screens,
    }));
  } finally {
    await simulator.stop();
    bench.remove();
  }
}
