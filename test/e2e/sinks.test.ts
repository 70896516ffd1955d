import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { numberedAccounts } from '../../simulator/accounts.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { freePort, hasServers, start } from '../deploy/programs.ts';
import { Bench, watch } from './genkan.ts';
import { forbiddenValue, search, searchLeft } from './leak-search.ts';

// A sink that cannot be reached: this is logged and counted, the round's result stays, and the next publication is complete.

let bench: Bench;
let simulator: Simulator;
beforeEach(async () => {
  bench = new Bench();
  simulator = await startSimulator({ accounts: numberedAccounts(1).map(each => ({ ...each, proofs: [] })) });
});
afterEach(async () => {
  await simulator.stop();
  bench.remove();
});

/** A disk of 64 KiB that is gone with its scope, before anybody removes the folder that it is in. */
function mountDisk(folder: string): Disposable & { readonly folder: string } {
  mkdirSync(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]);
  return { folder, [Symbol.dispose]: () => execFileSync('umount', [folder]) };
}

// Only root can mount; CI is root.
test.skipIf(process.getuid?.() !== 0)(
  'a full disk and a Pushgateway that is not there delay nothing and lose nothing',
  async () => {
    using disk = mountDisk(bench.path('textfiles'));
    const url = `http://127.0.0.1:${await freePort()}`;
    const sinks = `sinks: [{ type: pushgateway, url: "${url}" }, { type: textfile, path: textfiles/genkan.prom }]`;
    watch(bench, simulator, { accounts: ['load-01'], more: sinks });
    writeFileSync(bench.path('textfiles', 'genkan.prom'), 'the last good one\n');
    expect(() => writeFileSync(bench.path('textfiles', 'filler'), Buffer.alloc(100_000))).toThrow(/ENOSPC/);

    const { code, stdout, stderr } = await bench.run('run');
    expect(code).toBe(0);
    expect(stdout).toMatch(/✔ up {2}load-01/);
    expect(stderr).toMatch(/"sink":"textfile [^"]+".*ENOSPC.*"msg":"a sink failed"/);
    expect(stderr).toMatch(/"sink":"pushgateway [^"]+".*ECONNREFUSED.*"msg":"a sink failed"/);
    expect(await readFile(bench.path('textfiles', 'genkan.prom'), 'utf8')).toBe('the last good one\n');
    expect(await readdir(disk.folder)).toEqual(['filler', 'genkan.prom']);

    rmSync(bench.path('textfiles', 'filler'));
    expect((await bench.run('run')).code).toBe(0);
    const text = await readFile(bench.path('textfiles', 'genkan.prom'), 'utf8');
    expect(text).toMatch(/^genkan_sink_errors_total\{.*sink="textfile".*\} 1$/m);
    expect(text).toMatch(/^genkan_sink_errors_total\{.*sink="pushgateway".*\} 1$/m);
    expect(text).toMatch(/^genkan_signin_runs_total\{.*verdict="up".*\} 2$/m);
  },
);

/** The tenants and locations that some text speaks of. */
const namesIn = (exposition: string) =>
  [
    ...new Set([...exposition.matchAll(/\b(?:tenant|location)="([^"]*)"/g)].map(([, name = '']) => name)),
  ].toSorted();

test.skipIf(!hasServers)(
  'a tenant and a location that are renamed are forgotten, and nobody else who shares the Pushgateway',
  async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const url = `http://${address}`;
    await using _ = await start(
      'prometheus-pushgateway',
      [`--web.listen-address=${address}`, '--persistence.file='],
      `${url}/-/ready`,
    );
    const sinks = `sinks: [{ type: pushgateway, url: "${url}" }, { type: textfile, path: genkan.prom }]`;
    const round = async (changes: ReadonlyArray<readonly [string, string]>, ...options: string[]) => {
      watch(bench, simulator, { accounts: ['load-01'], more: sinks });
      let text = readFileSync(bench.path('genkan.yaml'), 'utf8');
      for (const [before, after] of changes) text = text.replaceAll(before, after);
      bench.write('genkan.yaml', text);
      expect((await bench.run('run', ...options)).code).toBe(0);
    };
    const published = async () => namesIn(await (await fetch(`${url}/metrics`)).text());

    await round([['location: bench', 'location: elsewhere']], '--reports', 'other');
    await round([]);
    expect(await published()).toEqual(['bench', 'contoso', 'elsewhere']);
    await round([
      ['location: bench', 'location: moved'],
      ['tenant: contoso', 'tenant: renamed'],
    ]);
    // It deletes after it has answered.
    await expect.poll(published).toEqual(['contoso', 'elsewhere', 'moved', 'renamed']);
    expect(namesIn(readFileSync(bench.path('genkan.prom'), 'utf8'))).toEqual(['moved', 'renamed']);
  },
);

const gatewayPassword = 'Kx7-gateway-pass#word';
/** The same in bcrypt, which is how the server keeps it. */
const gatewayHash = '$2b$04$abcdefghijklmnopqrstuurCC20tXNktQ1.JNUmLcLzXQcW5t2N4W';

test.skipIf(!hasServers)(
  'a Pushgateway that asks for a password gets it, and nothing that is left or printed holds it',
  async () => {
    const address = `127.0.0.1:${await freePort()}`;
    bench.write('web.yml', `basic_auth_users: { genkan: "${gatewayHash}" }\n`);
    await using _ = await start(
      'prometheus-pushgateway',
      [
        `--web.listen-address=${address}`,
        '--persistence.file=',
        `--web.config.file=${bench.path('web.yml')}`,
      ],
      `http://${address}/-/ready`,
    );
    watch(bench, simulator, {
      accounts: ['load-01'],
      more: `sinks: [{ type: pushgateway, url: "http://${address}", basicAuth: { username: genkan, password: env:GATEWAY } }]`,
    });
    const authorization = `Basic ${Buffer.from(`genkan:${gatewayPassword}`).toString('base64')}`;
    const published = async () =>
      (await fetch(`http://${address}/metrics`, { headers: { authorization } })).text();
    const left: string[] = [];
    const round = async (password: string) => {
      bench.env['GATEWAY'] = password;
      const { stdout, stderr } = await bench.run('run', '--log-level', 'debug');
      const forbidden = [
        ...forbiddenValue(password, 'the password'),
        ...forbiddenValue(`genkan:${password}`, 'the header'),
      ];
      left.push(...search(stdout + stderr, forbidden), ...searchLeft(bench, forbidden));
      return stderr;
    };

    expect(await round('Zq4-not-the-password')).toMatch(
      /the Pushgateway answered 401 .*"msg":"a sink failed"/,
    );
    expect(await published()).not.toContain('account="load-01"');
    expect(await round(gatewayPassword)).not.toContain('a sink failed');
    expect(await published()).toContain('account="load-01"');
    const { stdout } = await bench.run('doctor');
    expect(stdout).toContain('password: env:GATEWAY');
    expect(left).toEqual([]);
  },
);

test('a Pushgateway whose password is not there is a problem of the configuration, with its place', async () => {
  watch(bench, simulator, {
    accounts: ['load-01'],
    more: 'sinks: [{ type: pushgateway, url: "http://127.0.0.1:9", basicAuth: { username: genkan, password: env:GATEWAY } }]',
  });
  const { code, stderr } = await bench.run('run');
  expect(code).toBe(2);
  expect(stderr).toMatch(/genkan\.yaml:\d+:\d+: sinks\.0\.basicAuth\.password: .*GATEWAY/);
});
