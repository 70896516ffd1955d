// Failing runs over all scenarios of the simulator, with unusual secrets, each searched to the last byte of whatever it left:
// npm run -s bench:leak -- --runs 500 [--from ROUND]. Every round is a line of JSON, so one that was stopped is gone on with.
// Each round's monitors run twice, since only a failure that goes on is traced.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startSimulator } from '../simulator/simulator.ts';
import { Bench, watch } from '../test/e2e/genkan.ts';
import { forbiddenByFile, search, searchLeft } from '../test/e2e/leak-search.ts';
import { scenariosForAccounts, scenariosForAll } from '../test/e2e/scenarios.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '500' },
    from: { type: 'string', default: '0' },
  },
});
const wanted = Number(values.runs);

const accountsAtOnce = 12;
/** Quotes, `&`, `%`, `+`, blanks, other scripts, what looks like an escape or a placeholder, words, parts of markup. */
const secrets = [
  'q"u\'o&t%e+<s>',
  ' blanks in it ',
  'パスワード🔑',
  'Zürich & Genève é',
  '\\back/slash=?#\\n',
  'a&amp;b%41\\u0041',
  '[redacted]',
  '$&$1^(.*)',
  // As they are, not made unique: a word, one that pages are built of, and a part of the sign-in page.
  'umbrella',
  'container',
  'lass="sign-in-box',
];
const isAsItIs = (secret: string): boolean => /^[a-z]+$|^lass/.test(secret);

/** Scenarios that are played together; those of the whole simulator one at a time. */
const plays = [
  ...Array.from({ length: Math.ceil(scenariosForAccounts.length / accountsAtOnce) }, (_, n) =>
    scenariosForAccounts.slice(n * accountsAtOnce, (n + 1) * accountsAtOnce),
  ),
  ...scenariosForAll.map(name => [name]),
];

interface Round {
  readonly round: number;
  readonly engine: string;
  readonly identity: string;
  readonly scenarios: readonly string[];
  readonly failingRuns: number;
  readonly files: number;
  readonly bytes: number;
  readonly dropped: readonly string[];
  readonly leaks: readonly string[];
}

const total = { failingRuns: 0, files: 0, bytes: 0, dropped: 0, leaks: 0 };
for (let round = Number(values.from); total.failingRuns < wanted; round++) {
  const result = await play(round);
  console.log(JSON.stringify(result));
  total.failingRuns += result.failingRuns;
  total.files += result.files;
  total.bytes += result.bytes;
  total.dropped += result.dropped.length;
  total.leaks += result.leaks.length;
}
console.log(JSON.stringify(total));
process.exitCode = total.leaks === 0 ? 0 : 1;

async function play(round: number): Promise<Round> {
  const cycle = Math.floor(round / plays.length);
  const names = plays[round % plays.length] ?? [];
  const engine = round % 4 === 3 ? 'firefox' : 'chromium';
  const identity = round % 2 === 0 ? 'show' : 'mask';
  const isForAll = scenariosForAll.includes(names[0] ?? '');
  const bench = new Bench();
  const simulator = await startSimulator({
    accounts: names.map((name, n) => ({
      username: `${name}@contoso.onmicrosoft.com`,
      password: passwordOf(round + n + cycle),
      ...(!isForAll && { scenario: name }),
    })),
    ...(isForAll && { scenario: names[0] ?? '' }),
  });
  try {
    const more = `evidence: { identity: ${identity} }`;
    const language = round % 3 === 0 ? 'ja' : 'en';
    watch(bench, simulator, {
      engines: [engine],
      timeout: '40s',
      slow: '30s',
      accounts: names,
      language,
      more,
    });
    const ended = [await bench.run('run', '--json'), await bench.run('run', '--json')];
    if (ended.some(({ code }) => code === 2)) throw new Error(ended.map(({ stderr }) => stderr).join('\n'));
    const records = await bench.history();
    const failing = records.filter(({ verdict }) => verdict !== 'up' && verdict !== 'degraded');
    const searched = { records, isWord: isAsItIs, ...(identity === 'mask' && { isMasked: true }) };
    const forbidden = forbiddenByFile(simulator, searched);
    const printed = ended.flatMap(({ stdout, stderr }) => search(stdout + stderr, forbidden('')));
    const files = bench
      .files('reports')
      .map(file => ({ file, bytes: readFileSync(bench.path('reports', file)) }));
    return {
      round,
      engine,
      identity,
      scenarios: names,
      failingRuns: failing.length,
      files: files.length,
      bytes: files.reduce((sum, { bytes }) => sum + bytes.byteLength, 0),
      dropped: failing.flatMap(({ account, evidenceDropped = [] }) =>
        evidenceDropped.map(({ file, reason }) => `${account}/${file}: ${reason}`),
      ),
      leaks: [...printed.map(name => `printed: ${name}`), ...searchLeft(bench, forbidden)],
    };
  } finally {
    await simulator.stop();
    bench.remove();
  }
}

function passwordOf(n: number): string {
  const secret = secrets[n % secrets.length] ?? '';
  return isAsItIs(secret) ? secret : `Zx${n}${secret}!`;
}
