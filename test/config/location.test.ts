import { randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { isMadeUp, locationOf } from '../../lib/config/location.ts';

test.each([
  // Docker, Podman
  '3f9c1a7be042',
  '000000000000',
  '123456789012',
  'deadbeefcafe',
  '4c01db0b339c9f1a7be0423f9c1a7be0423f9c1a7be0423f9c1a7be0423f9c1a',
  '148e21ea7e4589',
  '3f9c1a7be042.localdomain',
  // Deployments
  'genkan-7d9f8b6c5-abcde',
  'genkan-serve-6799fc88d8-x2k9z',
  'coredns-5dd5756b68-4xl9z',
  'genkan-658459674-q7wzb',
  'a-b-c-0-5f6d4b59c-hh2kd',
  // CronJobs, Indexed Jobs, jobs of scripts
  'genkan-28371234-xyz12',
  'genkan-29923333-x2k9z',
  'genkan-29923333-0',
  'genkan-29923333-0-x2k9z',
  'genkan-1795400000',
  'genkan-1795400000123',
  'genkan-1795400000-x2k9z',
  // Jobs and DaemonSets
  'genkan-x7k2q',
  'genkan-2bnxm',
  // systemd-nspawn, UUIDs
  'debian-0f3a5c7e9b1d2f4a',
  randomUUID(),
  `genkan-${randomUUID()}`,
  // Azure Container Instances
  'SandboxHost-638712345678901234',
  'wk-caas-0123456789abcdef0123456789abcdef-0123456789abcdef012345',
  // Runners
  'fv-az1018-337',
  'runnervm3ublj',
  'arc-set-k8x2p-runner-abcde',
  'runner-abc123de-project-12-concurrent-0-x1y2z3',
  '',
])('%j does not identify the place', hostname => {
  expect(locationOf(hostname)).toBe('default');
});

test.each([
  'myserver',
  'tokyo-office-1',
  'web-01',
  'web-0',
  'genkan-0',
  'genkan-12',
  'localhost',
  'localhost.localdomain',
  'raspberrypi',
  'srv01.contoso.local',
  'monitor.tokyo.contoso.example',
  'DESKTOP-AB12CD3',
  'WIN-7K2Q9XAB3CD',
  'ip-10-0-1-23',
  'i-0123456789abcdef0',
  'pi-b827eb123456',
  'srv-2022r2',
  'win-2012r2',
  'dc-lnx22',
  'db-sql42',
  'host-10gbe',
  'tokyo-tower',
  'tokyo-2f-rack3',
  'cafe',
  'deadbeef',
  'facade-1',
  'k8s-worker-1',
  'ubuntu-2404',
  'backup-20261128',
  'backup-20261128-tokyo',
  'web-20240101-01',
  'db-server2024-osaka',
  'aks-nodepool1-12345678-vmss000000',
  'gke-prod-default-pool-7d9f8b6c-x2k9',
  'mac-mini-2',
  '東京',
  'default',
])('%j is a stable name', hostname => {
  expect(locationOf(hostname)).toBe(hostname);
});

test('names as container engines and Kubernetes make them are all known', () => {
  const pick = (letters: string, n: number) =>
    Array.from(randomBytes(n), byte => letters[byte % letters.length]).join('');
  const safe = 'bcdfghjklmnpqrstvwxz2456789';
  // A hash of 32 bits in decimal, each digit as a letter that makes no word.
  const template = () =>
    String(randomBytes(4).readUInt32BE()).replaceAll(/\d/g, digit => '456789bcdf'[Number(digit)] ?? '');
  for (let n = 0; n < 2_000; n++) {
    const minutes = 29_900_000 + n * 1_000;
    for (const name of [
      randomBytes(6).toString('hex'),
      randomBytes(32).toString('hex'),
      `genkan-${minutes}-${pick(safe, 5)}`,
      `debian-${randomBytes(8).toString('hex')}`,
    ])
      expect(isMadeUp(name), name).toBe(true);
    // One in a thousand hashes is shorter.
    const pod = `genkan-${template().padStart(8, '4')}-${pick(safe, 5)}`;
    expect(isMadeUp(pod) || !/\d/.test(pod.split('-')[1] ?? ''), pod).toBe(true);
  }
});
