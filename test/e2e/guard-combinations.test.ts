import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { Bench } from './genkan.ts';

// Two processes, one or two account ids, Entra or AD FS, a fixed or an ever-changing wrong password, a code secret that
// stays or changes: each combination is a user name of its own, all of them side by side.

const monitors = ['admin-center', 'azure'] as const;
const rounds = 3;
/** The budget of an hour. */
const most = 5;

interface Combination {
  readonly name: string;
  readonly ids: readonly string[];
  readonly federation: 'adfs' | undefined;
  readonly isChanging: boolean;
  readonly changesCodes: boolean;
}

const yesAndNo = [false, true] as const;
const combinations: readonly Combination[] = yesAndNo.flatMap(isShared =>
  yesAndNo.flatMap(isFederated =>
    yesAndNo.flatMap(isChanging =>
      yesAndNo.map(changesCodes => {
        const words = [
          isShared && 'shared',
          isFederated && 'adfs',
          isChanging && 'exec',
          changesCodes && 'codes',
        ];
        const name = ['c', ...words.filter(Boolean)].join('-');
        const ids = isShared ? [name, `${name}-2`] : [name];
        return { name, ids, federation: isFederated ? 'adfs' : undefined, isChanging, changesCodes } as const;
      }),
    ),
  ),
);

const good = 'good';
let bench: Bench;
let simulator: Simulator;
beforeAll(async () => {
  bench = new Bench();
  simulator = await startSimulator({
    accounts: [
      { username: `${good}@contoso.onmicrosoft.com`, proofs: [] },
      ...combinations.map(({ name, federation }) => ({
        username: `${name}@contoso.onmicrosoft.com`,
        proofs: [],
        ...(federation && { federation }),
      })),
    ],
  });
  // Another one each time it is asked, as a command that has lost its vault may give.
  bench.write('broken.mjs', 'console.log(`wrong ${process.hrtime.bigint()}`);');
  for (let round = 0; round < rounds; round += 1) {
    configure(round);
    await Promise.all(monitors.map(monitor => bench.run('run', '--monitor', monitor)));
  }
}, 900_000);
afterAll(async () => {
  await simulator.stop();
  bench.remove();
});

function configure(round: number): void {
  const codeSecrets = ['GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', 'JBSWY3DPEHPK3PXP', 'KRSXG5CTMVRXEZLU'];
  const accounts = combinations.flatMap(({ name, ids, federation, isChanging, changesCodes }) =>
    ids.map(id => {
      bench.env[`PASSWORD_${id.replaceAll('-', '_')}`] = `wrong for ${id}`;
      bench.env[`TOTP_${id.replaceAll('-', '_')}`] = codeSecrets[changesCodes ? round : 0] ?? '';
      const key = id.replaceAll('-', '_');
      const password = isChanging ? `"exec:${process.execPath} broken.mjs"` : `env:PASSWORD_${key}`;
      const trusted = federation === undefined ? '' : ', federation: https://sts.contoso.example';
      return `  ${id}: { username: ${name}@contoso.onmicrosoft.com, tenant: t, password: ${password}, totp: env:TOTP_${key}${trusted} }`;
    }),
  );
  bench.env['RIGHT'] =
    simulator.accounts.find(({ username }) => username.startsWith(`${good}@`))?.password ?? '';
  const ids = [good, ...combinations.flatMap(each => each.ids)].join(', ');
  bench.write(
    'genkan.yaml',
    `location: bench
browser: { proxy: "${simulator.proxy}", trust: ${simulator.ca} }
accounts:
  ${good}: { username: ${good}@contoso.onmicrosoft.com, tenant: t, password: env:RIGHT }
${accounts.join('\n')}
monitors:
${monitors.map(monitor => `  ${monitor}: { accounts: [${ids}], timeout: 240s, slow: 239s }`).join('\n')}
sinks: []
`,
  );
}

const passwordsOf = (name: string) =>
  simulator.journal.filter(
    ({ kind, account }) => kind === 'password' && account === `${name}@contoso.onmicrosoft.com`,
  );

test.each(combinations)(
  '$name: no more than the budget reaches the simulator',
  ({ name, ids, isChanging }) => {
    const sent = passwordsOf(name);
    expect(sent.filter(({ ok }) => ok !== false)).toEqual([]);
    expect(sent).toHaveLength(isChanging ? most : ids.length);
  },
);

test('an account beside them gets in each time, in both processes', async () => {
  const runs = (await bench.history()).filter(({ account }) => account === good);
  expect(runs.map(({ verdict }) => verdict)).toEqual(Array.from({ length: 2 * rounds }, () => 'up'));
  expect(passwordsOf(good)).toHaveLength(2 * rounds);
});
