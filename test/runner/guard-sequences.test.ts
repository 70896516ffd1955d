import process from 'node:process';
import { expect, test, vi } from 'vitest';
import { emptyState, type GuardState } from '../../lib/domain/guard-state.ts';
import type { GuardStore } from '../../lib/domain/guard-store.ts';
import { Secret } from '../../lib/platform/secret.ts';
import type { Breakage } from './guard-weather.ts';
import { GuardWorld } from './guard-world.ts';
import { Violation } from './microsoft-model.ts';

// Random sequences of runs, kills, changed secrets, wrong clocks and people, with a model in place of Microsoft. The same
// ones again: GENKAN_SEED=… npx vitest run test/runner/guard-sequences.test.ts

const seed = Number(process.env['GENKAN_SEED'] ?? Date.now() % 1e9);
const sequences = 10_000;
const steps = 40;

// How many sequences it takes to find a broken rule changes with the rules.
vi.setConfig({ testTimeout: 120_000 });

/** The first rule that was broken in a sequence, with what led to it; nothing where none was. */
async function violationIn(sequence: number, broken: Breakage = {}): Promise<string | undefined> {
  const world = new GuardWorld(sequence, broken);
  try {
    for (let n = 0; n < steps; n += 1) await world.step();
    await world.recover();
    return undefined;
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    return `GENKAN_SEED=${sequence}: ${error.message}\n${world.trace.join('\n')}`;
  }
}

/** In many tests, so that none of them is a long one. */
const parts = Array.from({ length: 50 }, (_, n) => n);

test.each(parts)(`part %i of ${sequences} sequences breaks no rule (GENKAN_SEED=${seed})`, async part => {
  const share = sequences / parts.length;
  for (let n = part * share; n < (part + 1) * share; n += 1)
    expect(await violationIn(seed + n)).toBeUndefined();
});

const without = (outcome: GuardState['uses'][number]['outcome']) => (state: GuardState) => ({
  ...state,
  uses: state.uses.filter(use => use.outcome !== outcome),
});
const unlimited = (name: 'hour' | 'day'): NonNullable<Breakage['budgets']> => {
  const budget = { hour: 5, day: 8, [name]: Infinity };
  return { global: budget, china: budget, 'gcc-high': budget, dod: budget };
};
const withAcquire = (acquire: (store: GuardStore, key: string) => ReturnType<GuardStore['acquire']>) => {
  return (store: GuardStore): GuardStore => ({
    acquire: key => acquire(store, key),
    read: key => store.read(key),
    update: (key, change) => store.update(key, change),
    entries: () => store.entries(),
    claimCode: (authenticator, step) => store.claimCode(authenticator, step),
  });
};
const lock = { renew: () => Promise.resolve(), release: () => Promise.resolve() };

const breakages: Record<string, Breakage> = {
  'no budget of an hour': { budgets: unlimited('hour') },
  'no budget of a day': { budgets: unlimited('day') },
  'US government as public': {
    budgets: { ...unlimited('hour'), 'gcc-high': { hour: 5, day: 8 }, dod: { hour: 5, day: 8 } },
  },
  'what was refused is forgotten': { tamper: state => ({ ...state, refused: [] }) },
  'only what was refused last is known': {
    tamper: state => ({ ...state, refused: state.refused.slice(-1) }),
  },
  'nothing is counted before it is typed': { tamper: without('unseen') },
  'refusals are not counted': { tamper: without('refused') },
  'a success clears the budget': { afterSuccess: state => ({ ...state, uses: [] }) },
  'resume clears the budget': { afterResume: () => emptyState },
  'several sign-ins at once': { store: withAcquire(() => Promise.resolve(lock)) },
  'the lock of a killed process stays': {
    store: store => {
      const held = new Set<string>();
      return withAcquire(async (each, key) => {
        if (held.has(key)) return undefined;
        held.add(key);
        return each.acquire(key);
      })(store);
    },
  },
  'waits without an end': {
    tamper: state => (state.wait ? { ...state, wait: { ...state.wait, ms: 1e12 } } : state),
  },
  'by account id in place of user name': {
    account: account => ({ ...account, username: `${account.id}-${account.username}` }),
  },
  'all secrets as one': {
    account: account => ({
      ...account,
      password: new Secret(`${account.password?.reveal()} ${account.totp?.reveal()}`),
    }),
  },
  'times by a clock that is off': { ignoresSkew: true },
  "times by Microsoft's clock alone": {
    tamper: state => (state.time ? { ...state, time: { ...state.time, local: -1e15 } } : state),
  },
  'one more try as often as somebody asks for it': { allowsAll: true },
  'an outage counts for nothing': {
    tamper: state => ({ ...state, uses: state.uses.filter(({ isOutage }) => isOutage !== true) }),
  },
  'a refusal of what nobody has typed': { judgesWithoutTyping: true },
  'a success ends only the pause of its own id': {
    tamper: state => ({
      ...state,
      pauses: state.pauses.map(each => ({ ...each, fingerprint: each.account })),
    }),
  },
  'a success ends the pauses for other secrets, too': {
    tamper: state => ({ ...state, pauses: state.pauses.map(each => ({ ...each, fingerprint: 'one' })) }),
  },
};

/** The same sequences each time: after how many of them a broken rule is found is chance, and with others up to thousands. */
const firstBroken = 2_280;

test.each(Object.entries(breakages))('a broken rule is noticed: %s', async (_, broken) => {
  let found: string | undefined;
  for (let n = 0; n < sequences && found === undefined; n += 1)
    found = await violationIn(firstBroken + n, broken);
  expect(found).toBeDefined();
});
