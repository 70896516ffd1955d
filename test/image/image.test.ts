import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RunRecord } from '../../lib/core/run-record.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { watch } from '../e2e/genkan.ts';
import { Containers, canBuild, image, jsonLines, profile, uid } from './container.ts';

interface LogLine {
  readonly level: number;
  readonly msg: string;
}

const patience = 900_000;

describe.skipIf(!canBuild)('the image', { timeout: patience }, () => {
  let simulator: Simulator;
  let containers: Containers;
  beforeAll(() => image('build'), patience);
  beforeEach(async () => {
    simulator = await startSimulator();
    containers = new Containers(simulator);
    watch(containers.bench, simulator);
  });
  afterEach(async () => {
    await containers.remove();
    await simulator.stop();
  });

  test('is small: less than 420 MB, compressed', async () => {
    expect(Number(await image('size'))).toBeLessThan(420e6);
  });

  test('holds what a run needs in the versions of the lock file, and nothing else', async () => {
    const look = `
      const { readFileSync, readdirSync, existsSync } = require('node:fs');
      const lock = JSON.parse(readFileSync('node_modules/.package-lock.json', 'utf8')).packages;
      const versions = Object.fromEntries(Object.entries(lock).map(([path, { version }]) => [path, version]));
      const left = ['/root/.npm', '/root/.cache', '/tmp/node-compile-cache'].filter(existsSync);
      console.log(JSON.stringify({ versions, app: readdirSync('.'), left, uid: process.getuid(), node: process.version }));`;
    const { stdout } = await containers.run(['-e', look], ['--entrypoint', 'node']);
    const found = JSON.parse(stdout) as {
      versions: Record<string, string>;
      app: string[];
      left: string[];
      uid: number;
      node: string;
    };
    const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Record<string, { version: string; dev?: boolean; optional?: boolean; devOptional?: boolean }>;
    };
    const wanted = Object.entries(lock.packages)
      .filter(([path, { dev, optional, devOptional }]) => path !== '' && !dev && !optional && !devOptional)
      .map(([path, { version }]) => [path, version]);
    expect(found.versions).toEqual(Object.fromEntries(wanted));
    expect(found.left).toEqual([]);
    expect(found.uid).toBe(uid);
    expect(found.node).toMatch(/^v24\./);
    const app =
      'LICENSE compile-cache genkan.yaml lib monitors node_modules package-lock.json package.json reports scripts simulator';
    expect(found.app).toEqual(app.split(' '));
  });

  test('one round: up is up, down is down with a picture in the volume; all output is JSON; exit 1', async () => {
    const { code, stdout, stderr } = await containers.run([]);
    const records = jsonLines<RunRecord>(stdout);
    expect(records, stderr).toMatchObject([
      { account: 'monitor', verdict: 'up' },
      { account: 'expired-secret', verdict: 'down', cause: 'password_wrong' },
    ]);
    expect(code).toBe(1);
    expect(jsonLines<LogLine>(stderr)).toHaveLength(2);
    const screenshot = records[1]?.evidence.find(({ kind }) => kind === 'screenshot');
    const file = statSync(`${containers.volume}/${screenshot?.file}`);
    expect(file.size).toBe(screenshot?.bytes);
    expect(file.uid).toBe(uid);
  });

  test('its exit codes are those of the contract', async () => {
    expect((await containers.run(['run', '--account', 'monitor'])).code).toBe(0);
    expect((await containers.run(['run', '--account', 'nobody'])).code).toBe(2);
    simulator.setScenario('admin-data-hangs');
    watch(containers.bench, simulator, { timeout: '12s', slow: '10s' });
    const { code, stdout } = await containers.run(['run', '--json', '--account', 'monitor']);
    expect(stdout).toContain('"cause":"deadline_exceeded"');
    expect(code).toBe(3);
  });

  test("Chromium's sandbox is on with the profile that is shipped", async () => {
    const { code, stdout } = await containers.run(['doctor']);
    expect(stdout).toMatch(/browser +chromium [\d.]+ starts/);
    expect(stdout).not.toContain('sandbox');
    expect(code).toBe(0);
  });

  test('where it cannot be on, a round is told so once, and the account still gets in', async () => {
    const withoutOurs = JSON.parse(readFileSync(profile, 'utf8')) as { syscalls: unknown[] };
    withoutOurs.syscalls.shift();
    const dockers = containers.bench.path('default.json');
    writeFileSync(dockers, JSON.stringify(withoutOurs));
    const { code, stderr } = await containers.run(
      ['run', '--json', '--account', 'monitor'],
      ['--security-opt', `seccomp=${dockers}`],
    );
    expect(code, stderr).toBe(0);
    const told = jsonLines<LogLine>(stderr).filter(({ msg }) => msg.includes('sandbox'));
    expect(told).toMatchObject([
      { level: 40, remedy: expect.stringContaining('deploy/seccomp.json') as unknown },
    ]);
  });
});
