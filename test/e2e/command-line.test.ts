import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { History } from '../../lib/history/history.ts';
import { numberedAccounts } from '../../simulator/accounts.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { aFailure, aRecord } from '../run-records.ts';
import { Bench, watch } from './genkan.ts';

// What the command line promises to schedulers and scripts: options, exit codes, pipes and signals.

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.remove());

const configuration = `
browser: { engines: [chromium] }
accounts:
  contoso: { username: monitor@contoso.onmicrosoft.com, tenant: contoso, password: env:PASSWORD }
  fabrikam: { username: monitor@fabrikam.onmicrosoft.com, tenant: fabrikam, password: env:PASSWORD }
monitors:
  admin-center: { accounts: [contoso] }
  entra: { accounts: [fabrikam] }
`;

function configure(): void {
  bench.env['PASSWORD'] = 'Hunter2Secret!';
  bench.write('genkan.yaml', configuration);
}

async function remember(folder: string): Promise<void> {
  const history = History.open(bench.path(folder));
  const run = aRecord({ runId: 'run-1' });
  await history.expect([run], run.scheduledAt);
  await history.conclude(run);
  await history.close();
}

describe('what is selected', () => {
  test('every unknown id is named at once, with the one that was meant', async () => {
    configure();
    const options = ['--account', 'contosso', '--account', 'contoso', '--account', 'nobody'];
    const { code, stderr } = await bench.run('run', ...options, '--monitor', 'entr', '--engine', 'cromium');
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /--account: .* "contosso"\n.*did you mean "contoso"\? configured are: contoso, fabrikam/,
    );
    expect(stderr).toMatch(/--account: .* "nobody"\n {2}→ configured are/);
    expect(stderr).toMatch(/--monitor: .* "entr"\n.*did you mean "entra"\?/);
    expect(stderr).toMatch(/--engine: .* "cromium"\n.*did you mean "chromium"\?/);
    expect(stderr).not.toContain('"contoso"\n');
  });

  test('nothing to run is not a success', async () => {
    configure();
    const { code, stderr } = await bench.run('run', '--account', 'contoso', '--monitor', 'entra');
    expect(stderr).toMatch(/--account, --monitor: none of these monitors has any of these accounts/);
    expect(code).toBe(2);
  });

  test('an account that is given twice where there can be one is refused', async () => {
    const { code, stderr } = await bench.run('enroll', 'passkey', '--account', 'a', '--account', 'b');
    expect(stderr).toMatch(/--account <id>.*'b' is invalid. it can be given only once/);
    expect(code).toBe(2);
  });

  test.each([
    ['runs', '--since', '5m', '7d'],
    ['incidents', '--since', '5m', '7d'],
    ['accounts', '--config', 'genkan.yaml', 'other.yaml'],
    ['accounts', '--reports', 'reports', 'others'],
    ['serve', '--listen', '127.0.0.1:1', '127.0.0.1:2'],
    ['simulate', '--port', '1', '2'],
  ])('%s does not take the second %s in place of the first', async (word, option, first, second) => {
    configure();
    const { code, stderr } = await bench.run(word, option, first, option, second);
    expect(stderr).toContain(`'${second}' is invalid. it can be given only once`);
    expect(code).toBe(2);
  });
});

describe('with a simulator', () => {
  let simulator: Simulator;
  beforeEach(async () => {
    const accounts = numberedAccounts(3).map(each => ({ ...each, proofs: [] }));
    simulator = await startSimulator({ accounts });
    watch(bench, simulator);
  });
  afterEach(() => simulator.stop());

  test('each account that is named is signed in with, and no other', async () => {
    const { code, records } = await bench.records('--account', 'load-03', '--account', 'load-01');
    expect(records.map(({ account }) => account).toSorted()).toEqual(['load-01', 'load-03']);
    expect(code).toBe(0);
  });

  test('readers that are gone change neither the run nor its exit code', async () => {
    for (const name of Object.keys(bench.env)) if (name.startsWith('PASSWORD')) bench.env[name] = 'wrong';
    const { child, ended } = bench.start('run', '--json', '--account', 'load-01');
    child.stdout?.destroy();
    child.stderr?.destroy();
    expect((await ended).code).toBe(1);
    expect(await bench.history()).toMatchObject([{ account: 'load-01', cause: 'password_wrong' }]);
  });
});

test.each([['stdout'], ['stderr']] as const)('a reader of %s that is gone is not an error', async stream => {
  const history = History.open(bench.path('reports'));
  // More than a pipe takes before somebody reads it.
  const runs = Array.from({ length: 200 }, (_, n) =>
    aFailure({ runId: `run-${n}`, account: `account-${n}` }),
  );
  await history.expect(runs, '2026-11-23T06:00:00.000Z');
  for (const run of runs) await history.conclude(run);
  await history.close();
  const { child, ended } = bench.start('runs', '--json');
  child[stream]?.destroy();
  const { code, stderr } = await ended;
  expect(stderr).toBe('');
  expect(code).toBe(0);
});

test('a mistake still has its exit code when nobody reads the message', async () => {
  const { child, ended } = bench.start('runs', '--since', 'yesterday');
  child.stderr?.destroy();
  expect((await ended).code).toBe(2);
});

describe('a reports folder', () => {
  test.each([
    ['runs'],
    ['incidents'],
    ['show', 'run-1'],
    ['open', 'run-1'],
    ['support-sheet', 'run-1'],
    ['resume', 'contoso'],
    ['accounts'],
  ])('that was named and is not there is a mistake: %s', async (...words) => {
    configure();
    const absent = await bench.run(...words, '--reports', 'typo');
    expect(absent.stderr).toMatch(/genkan: typo: does not exist\n {2}→ name the folder .*--reports DIR/);
    expect([absent.code, absent.stdout]).toEqual([2, '']);
    expect(bench.files()).toEqual(['genkan.yaml']);
  });

  test('that contains no history gives another message than one that is not a folder', async () => {
    mkdirSync(bench.path('empty'));
    writeFileSync(bench.path('file'), '');
    symlinkSync('loop', bench.path('loop'));
    for (const [name, expected] of [
      ['empty', 'holds no history of runs'],
      ['file', `${bench.path('file')} is a file, not a folder`],
      ['loop', 'cannot be looked into: ELOOP'],
    ] as const) {
      const { code, stderr } = await bench.run('runs', '--reports', name);
      expect(stderr).toContain(`genkan: ${name}: ${expected}\n`);
      expect(code).toBe(2);
    }
    // Not only where it was named: nothing is known, which is another thing than that nothing was run.
    symlinkSync('reports', bench.path('reports'));
    expect((await bench.run('runs')).code).toBe(2);
  });

  test('that is a file is said to be one, before anything is run', async () => {
    configure();
    writeFileSync(bench.path('file'), '');
    for (const name of ['file', 'file/below']) {
      const { code, stderr } = await bench.run('run', '--reports', name);
      expect(stderr).toBe(
        `genkan: the history ${bench.path(name, 'history.sqlite')} cannot be opened: ${bench.path('file')} is a file, not a folder\n  → name another folder: --reports DIR\n`,
      );
      expect(code).toBe(2);
    }
  });

  test('that belongs to another user: the message says to whom, and what to do', async () => {
    configure();
    await remember('reports');
    // Only root can be another user; for everybody else, a right that is missing is as good.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) {
      bench.uid = 65_534;
      chownSync(bench.folder, bench.uid, bench.uid);
    }
    chmodSync(bench.path('reports'), isRoot ? 0o755 : 0o555);
    const run = await bench.run('run');
    expect(run.stderr).toMatch(
      isRoot
        ? /cannot be opened: the user that runs Genkan \(uid 65534\) may not write to \S+\/reports, which belongs to uid 0\n {2}→ run Genkan as that user, make this one the owner \(chown -R 65534 \S+\/reports\), or name another folder: --reports DIR\n/
        : /cannot be opened: the user that runs Genkan \(uid \d+\) may not write to \S+\/reports\n {2}→ allow it \(chmod -R u\+rwX \S+\/reports\)/,
    );
    const file = bench.path('reports', 'history.sqlite');
    if (!isRoot) chmodSync(file, 0);
    const { code, stderr } = await bench.run('runs');
    expect(stderr).toContain(` may not read ${file}`);
    expect([run.code, code]).toEqual([2, 2]);
    chmodSync(bench.path('reports'), isRoot ? 0o700 : 0);
    expect((await bench.run('runs')).stderr).toContain(` may not read ${bench.path('reports')}`);
    chmodSync(bench.path('reports'), 0o700);
  });

  test('of the default name does not exist before the first run', async () => {
    expect(await bench.run('runs')).toMatchObject({ code: 0, stdout: 'No runs.\n' });
    expect((await bench.run('runs', '--json')).code).toBe(0);
    await remember('elsewhere');
    expect((await bench.run('runs', '--reports', 'elsewhere')).stdout).toMatch(/✔ up {2}contoso/);
  });
});

describe('exit codes', () => {
  test.each([
    [[], 2],
    [['--version'], 0],
    [['help', 'runs'], 0],
    [['runn'], 2],
    [['runs', '--nonsense'], 2],
    [['runs', 'more'], 2],
    [['run', '--account'], 2],
    [['runs', '--since'], 2],
    [['runs', '--reports', ''], 2],
    [['runs', '--config', ''], 2],
    [['runs', '--config', 'nowhere.yaml'], 2],
    [['show', 'a', 'b'], 2],
    [['open'], 2],
    [['open', '../../etc'], 2],
    [['resume', 'nobody'], 2],
    [['doctor', '--config', 'nowhere.yaml'], 2],
    [['serve', '--listen', 'nonsense'], 2],
    [['serve', '--config', 'nowhere.yaml', '--no-schedule'], 2],
    [['enroll', 'passkey'], 2],
    [['enroll', 'password', '--account', 'a'], 2],
    [['simulate', '--language', 'xx'], 2],
  ] as ReadonlyArray<[string[], number]>)('genkan %j: %i', async (words, wanted) => {
    await remember('reports');
    const { code, stdout, stderr } = await bench.run(...words);
    expect(code, stdout + stderr).toBe(wanted);
    expect(stderr).not.toMatch(/\n\s+at |error in Genkan/);
    if (wanted !== 0 && words[0] !== 'doctor') expect(stderr).not.toBe('');
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('a command that waits ends well at %s', async signal => {
    const { child, ended } = bench.start('simulate');
    child.stdout?.once('data', () => child.kill(signal));
    const { code, stderr } = await ended;
    expect(code, stderr).toBe(0);
  });
});

describe('a container without a location', () => {
  beforeEach(() => {
    configure();
    bench.setHostname('3f9c1a7be042');
  });

  test('is reported in the log, and everything is labelled as one place', async () => {
    const { stderr } = await bench.run('run', '--account', 'nobody');
    expect(stderr).toMatch(
      /"level":40.*"key":"location".*host name \\"3f9c1a7be042\\".*labelled \\"default\\"/,
    );
  });

  test('is reported by doctor', async () => {
    const { stdout } = await bench.run('doctor');
    expect(stdout).toMatch(
      /! .*location is not set, and the host name "3f9c1a7be042"[^]*location: tokyo-office/,
    );
    expect(stdout).toContain('location: default\n');
  });

  test('is reported by serve, also where it runs nothing', async () => {
    const { child, ended } = bench.start('serve', '--no-schedule', '--listen', '127.0.0.1:0');
    child.stderr?.on('data', (text: string) => text.includes('"msg":"serving"') && child.kill('SIGTERM'));
    expect((await ended).stderr).toContain('"key":"location"');
  });
});

describe('a TZ that has no effect', () => {
  test.each([
    ['run'],
    ['doctor'],
    ['serve', '--listen', '127.0.0.1:0'],
    ['serve', '--no-schedule', '--listen', '127.0.0.1:0'],
    ['support-sheet', 'run-1'],
  ])('is refused wherever times depend on it: %s %s', async (...words) => {
    configure();
    await remember('reports');
    bench.env['TZ'] = 'Foo/Bar';
    const { code, stdout, stderr } = await bench.run(...words);
    expect(stdout + stderr).toMatch(/environment: TZ: "Foo\/Bar" is not a time zone.*\n.*Asia\/Tokyo/);
    expect(code).toBe(2);
  });

  test('in the demo, too, and together with other problems of the environment', async () => {
    bench.env = { TZ: 'Foo/Bar', DEBUG: 'pw:api' };
    const { code, stderr } = await bench.run('run');
    expect(stderr).toContain('environment: TZ: ');
    expect(stderr).toContain('environment: DEBUG: ');
    expect(code).toBe(2);
  });

  test('one that has an effect is not mentioned', async () => {
    configure();
    bench.env['TZ'] = 'Asia/Tokyo';
    const { stderr } = await bench.run('run', '--account', 'nobody');
    expect(stderr).toMatch(/^genkan: --account: /);
  });
});
