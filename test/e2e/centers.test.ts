import { cpSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadMonitors } from '../../lib/app/monitors.ts';
import { type Cloud, clouds } from '../../lib/domain/cloud.ts';
import type { SimulatedAccount } from '../../simulator/accounts.ts';
import { startSimulator } from '../../simulator/simulator.ts';
import { Bench } from './genkan.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const monitors = [...(await loadMonitors()).values()];

/** One account for each start URL: a one-time code is good once, and the next would be half a minute away. */
interface CenterSignIn {
  readonly monitor: string;
  readonly cloud: Cloud;
  readonly id: string;
  readonly roles?: readonly string[];
  readonly scenario?: string;
  readonly url?: string;
}

const signIns: readonly CenterSignIn[] = monitors.flatMap(({ id, urls }) =>
  clouds
    .filter(cloud => urls[cloud] !== undefined)
    .map(cloud => ({ monitor: id, cloud, id: `${id}-${cloud}` })),
);
const globalSignIns = signIns.filter(({ cloud }) => cloud === 'global');

/** Each test in a bench of its own: they run side by side, as much of what they do is waiting. */
const inBench = (work: (bench: Bench) => Promise<void>) => async () => {
  const bench = new Bench();
  try {
    await work(bench);
  } finally {
    bench.remove();
  }
};

interface Play {
  readonly engine?: string;
  readonly scenario?: string;
  readonly timeoutSeconds?: number;
}

async function signInTo(
  bench: Bench,
  on: readonly CenterSignIn[],
  { engine = 'chromium', scenario = 'ordinary', timeoutSeconds = 90 }: Play = {},
) {
  const accounts = on.map(
    ({ id, roles, scenario: own }): SimulatedAccount => ({
      username: `${id}@contoso.onmicrosoft.com`,
      ...(roles && { roles }),
      ...(own !== undefined && { scenario: own }),
    }),
  );
  const simulator = await startSimulator({ scenario, accounts });
  const secrets = new Map(simulator.accounts.map(account => [account.username, account]));
  const lines = on.map(({ id, cloud, monitor, url }, n) => {
    const { username = '', password = '', totp = '' } = secrets.get(`${id}@contoso.onmicrosoft.com`) ?? {};
    bench.env[`PASSWORD_${n}`] = password;
    bench.env[`TOTP_${n}`] = totp;
    const urls = url === undefined ? '' : `, urls: { ${monitor}: ${url} }`;
    return `  ${id}: { username: ${username}, tenant: contoso, cloud: ${cloud}, password: env:PASSWORD_${n}, totp: env:TOTP_${n}${urls} }`;
  });
  const watched = Map.groupBy(on, ({ monitor }) => monitor);
  bench.write(
    'genkan.yaml',
    `browser: { engines: [${engine}], proxy: "${simulator.proxy}", trust: ${simulator.ca} }
accounts:
${lines.join('\n')}
monitors:
${[...watched].map(([monitor, its]) => `  ${monitor}: { accounts: [${its.map(({ id }) => id).join(', ')}], timeout: ${timeoutSeconds}s, slow: ${timeoutSeconds - 1}s }`).join('\n')}
`,
  );
  try {
    const { records, stderr } = await bench.records();
    if (records.length === 0) throw new Error(stderr);
    return records.map(({ account, monitor, verdict, cause }) => ({ account, monitor, verdict, cause }));
  } finally {
    await simulator.stop();
  }
}

const ended = (on: readonly CenterSignIn[], verdict: string, cause?: string) =>
  on.map(({ id: account, monitor }) => ({ account, monitor, verdict, cause }));

describe.concurrent('every admin center is entered, in every cloud where it has a start URL', () => {
  test.concurrent(
    'on chromium',
    inBench(async bench => {
      expect(signIns.length).toBeGreaterThan(25);
      expect(await signInTo(bench, signIns)).toEqual(ended(signIns, 'up'));
      // Each signed in at the host of its own cloud, and the center named the account.
      const records = await bench.history();
      expect(records.filter(({ fresh }) => fresh?.accountProvenBy !== 'account_menu')).toEqual([]);
      expect(records.filter(({ attempts }) => attempts[0]?.steps.at(-1)?.name !== 'sign_out')).toEqual([]);
    }),
  );

  test.concurrent(
    'on firefox, in the global cloud',
    inBench(async bench => {
      expect(await signInTo(bench, globalSignIns, { engine: 'firefox' })).toEqual(ended(globalSignIns, 'up'));
    }),
  );
});

describe.concurrent('failures after the sign-in are distinguished, whatever the center looks like', () => {
  const at = (monitor: string, what: string, more: Partial<CenterSignIn> = {}): CenterSignIn => ({
    monitor,
    cloud: 'global',
    id: `${monitor}-${what}`,
    ...more,
  });

  test.concurrent(
    'no role, and data that cannot be loaded; a start URL of the tenant counts where the cloud has none',
    inBench(async bench => {
      const noRole = ['admin-center', 'azure', 'power-platform'].map(id => at(id, 'guest', { roles: [] }));
      const broken = ['admin-center', 'intune', 'sharepoint'].map(id =>
        at(id, 'broken', { scenario: 'admin-data-500' }),
      );
      const own = [
        at('sharepoint', 'own', { cloud: 'gcc-high', url: 'https://contoso-admin.sharepoint.us/' }),
      ];
      const records = await signInTo(bench, [...noRole, ...broken, ...own]);
      expect(records.toSorted((a, b) => a.account.localeCompare(b.account))).toEqual(
        [
          ...ended(noRole, 'down', 'not_an_admin'),
          ...ended(broken, 'down', 'admin_center_error'),
          ...ended(own, 'up'),
        ].toSorted((a, b) => a.account.localeCompare(b.account)),
      );
    }),
  );

  test.concurrent(
    'data that never come',
    inBench(async bench => {
      const silent = ['entra', 'teams'].map(id => at(id, 'silent', { scenario: 'admin-data-hangs' }));
      // Each lasts until its deadline.
      expect(await signInTo(bench, silent, { timeoutSeconds: 30 })).toEqual(
        ended(silent, 'down', 'admin_center_incomplete'),
      );
    }),
  );

  test.concurrent(
    'an address of the tenant that belongs to another center',
    inBench(async bench => {
      const elsewhere = [at('exchange', 'elsewhere', { url: 'https://admin.microsoft.com/' })];
      expect(await signInTo(bench, elsewhere)).toEqual(ended(elsewhere, 'unknown', 'unknown_screen'));
    }),
  );
});

test.concurrent(
  'somebody else who is signed in to the machine is noticed, in either frame',
  inBench(async bench => {
    const others = globalSignIns.filter(({ monitor }) =>
      ['admin-center', 'azure', 'teams'].includes(monitor),
    );
    expect(await signInTo(bench, others, { scenario: 'ambient-account' })).toEqual(
      ended(others, 'down', 'wrong_account'),
    );
  }),
);

describe('adding an admin center', () => {
  const [, example = ''] = /```ts\n([^]*?)```/.exec(readFileSync(`${root}/docs/adding.md`, 'utf8')) ?? [];
  const files = readdirSync(`${root}/monitors`).filter(file => file.endsWith('.monitor.ts'));
  const lines = (text: string): number => text.trimEnd().split('\n').length;

  test.each(files)('%s is a file of under 25 lines', file => {
    expect(lines(readFileSync(`${root}/monitors/${file}`, 'utf8'))).toBeLessThan(25);
  });

  test.concurrent(
    'takes a file like the one in docs/adding.md, and nothing else',
    inBench(async bench => {
      expect(lines(example)).toBeLessThan(25);
      for (const part of ['lib', 'monitors', 'simulator', 'package.json'])
        cpSync(`${root}/${part}`, bench.path(part), { recursive: true });
      symlinkSync(`${root}/node_modules`, bench.path('node_modules'));
      bench.cli = bench.path('lib', 'cli.ts');
      const [, id = ''] = /id: '([^']+)'/.exec(example) ?? [];
      const added: CenterSignIn = { monitor: id, cloud: 'global', id: 'newcomer' };
      await expect(signInTo(bench, [added])).rejects.toThrow(`monitors.${id}`);
      bench.write(`monitors/${id}.monitor.ts`, example);
      expect(await signInTo(bench, [added])).toEqual(ended([added], 'up'));
    }),
  );
});
