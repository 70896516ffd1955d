import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RunRecord } from '../../lib/domain/run-record.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { watch } from '../e2e/genkan.ts';
import { Containers, canBuild, image, jsonLines, patience, profile, uid } from './container.ts';

interface LogLine {
  readonly level: number;
  readonly msg: string;
}

describe.skipIf(!canBuild)('the image', { timeout: patience }, () => {
  let simulator: Simulator;
  let containers: Containers;
  /** Weighing takes a core for a while; the rest need not wait for it. */
  let size: Promise<string>;
  beforeAll(async () => {
    await image('build');
    size = image('size');
  }, patience);
  beforeEach(async () => {
    simulator = await startSimulator();
    containers = new Containers(simulator);
    watch(containers.bench, simulator);
  });
  afterEach(async () => {
    await containers.remove();
    await simulator.stop();
  });

  test('holds what a run needs in the versions of the lock file, and nothing else', async () => {
    const look = `
      const { readFileSync, readdirSync, existsSync, writeFileSync } = require('node:fs');
      const isWritable = folder => { try { writeFileSync(folder + '/x', ''); return true; } catch { return false; } };
      const lock = JSON.parse(readFileSync('node_modules/.package-lock.json', 'utf8')).packages;
      const versions = Object.fromEntries(Object.entries(lock).map(([path, { version }]) => [path, version]));
      const left = ['/root/.npm', '/root/.cache', '/tmp/node-compile-cache'].filter(existsSync);
      console.log(JSON.stringify({ versions, app: readdirSync('.'), left, uid: process.getuid(), node: process.version,
        writable: ['/', '/app', '/etc', '/home', '/run', '/usr', '/var', '/var/tmp', '/app/reports', '/tmp'].filter(isWritable) }));`;
    const { stdout } = await containers.run(['-e', look], ['--entrypoint', 'node']);
    const found = JSON.parse(stdout) as {
      versions: Record<string, string>;
      app: string[];
      left: string[];
      uid: number;
      node: string;
      writable: string[];
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
    expect(found.writable).toEqual(['/app/reports', '/tmp']);
    expect(found.node).toMatch(/^v24\./);
    const app =
      'LICENSE compile-cache genkan.yaml lib monitors node_modules package-lock.json package.json reports scripts simulator';
    expect(found.app).toEqual(app.split(' '));
  });

  test('has labels, and the user, volume and command to run with', async () => {
    const output = await image('podman', 'image', 'inspect', '--format', 'json', 'localhost/genkan');
    const [{ Config, Healthcheck }] = JSON.parse(output) as [
      { Config: Record<string, unknown>; Healthcheck: { Test: string[] } },
    ];
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(Config).toMatchObject({
      User: `${uid}:${uid}`,
      Volumes: { '/app/reports': {} },
      Entrypoint: ['tini', '--', 'genkan'],
      Cmd: ['run', '--json'],
      Labels: { 'org.opencontainers.image.title': 'Genkan', 'org.opencontainers.image.version': version },
    });
    expect(Healthcheck.Test).toEqual(['CMD', 'node', '/app/scripts/health.js']);
  });

  test('one round: up is up, down is down with a picture in the volume; all output is JSON; exit 1', async () => {
    const { code, stdout, stderr } = await containers.run([]);
    const records = jsonLines<RunRecord>(stdout);
    expect(records, stderr).toMatchObject([
      { account: 'monitor', verdict: 'up' },
      { account: 'expired-secret', verdict: 'down', cause: 'password_wrong' },
    ]);
    expect(code).toBe(1);
    const [empty, ...results] = jsonLines<LogLine>(stderr);
    expect(empty?.msg).toContain('the history is empty');
    expect(results).toHaveLength(2);
    const screenshot = records[1]?.evidence.find(({ kind }) => kind === 'screenshot');
    const file = statSync(`${containers.volume}/${screenshot?.file}`);
    expect(file.size).toBe(screenshot?.bytes);
    expect(file.uid).toBe(uid);
  });

  test('a mistake ends with exit 2, and records nothing', async () => {
    const { code, stdout, stderr } = await containers.run(['run', '--json', '--account', 'nobody']);
    expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
  });

  test("Chromium's sandbox is on with the profile that is shipped", async () => {
    const { code, stdout } = await containers.run(['doctor']);
    expect(stdout).toMatch(/browser +chromium [\d.]+ starts/);
    expect(stdout).not.toContain('sandbox');
    expect(code).toBe(0);
  });

  test('where it cannot be on, a round logs that once, and the account still gets in', async () => {
    const withoutOurs = JSON.parse(readFileSync(profile, 'utf8')) as { syscalls: unknown[] };
    withoutOurs.syscalls.shift();
    const dockers = containers.bench.path('default.json');
    writeFileSync(dockers, JSON.stringify(withoutOurs));
    const { code, stderr } = await containers.run(
      ['run', '--json', '--account', 'monitor'],
      ['--security-opt', `seccomp=${dockers}`],
    );
    expect(code, stderr).toBe(0);
    const output = jsonLines<LogLine>(stderr).filter(({ msg }) => msg.includes('sandbox'));
    expect(output).toMatchObject([
      { level: 40, remedy: expect.stringContaining('deploy/seccomp.json') as unknown },
    ]);
  });

  test('is small: less than 420 MB, compressed', async () => {
    expect(Number(await size)).toBeLessThan(420e6);
  });
});
