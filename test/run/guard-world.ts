import type { Account, FactorId } from '../../lib/core/account.ts';
import { type CauseId, causes } from '../../lib/core/causes.ts';
import type { Clock } from '../../lib/core/clock.ts';
import type { Cloud } from '../../lib/core/cloud.ts';
import { afterResume, budgets, type GuardState, spentAt, userKeyOf } from '../../lib/core/guard-state.ts';
import type { GuardStore } from '../../lib/core/guard-store.ts';
import { Secret } from '../../lib/core/secret.ts';
import { Withheld } from '../../lib/core/withheld.ts';
import { Guard } from '../../lib/run/guard.ts';
import type { GuardedRun } from '../../lib/run/guarded-run.ts';
import { MemoryGuard } from '../memory-guard-store.ts';
import { aFailure, aRecord } from '../run-records.ts';
import { day, MicrosoftUser, Violation } from './microsoft-model.ts';

/** Where a rule of the guard is broken on purpose; all as it is where nothing is named. */
export interface Breakage {
  readonly budgets?: typeof budgets;
  /** What the store makes of a state that is to be kept. */
  readonly keep?: (state: GuardState) => GuardState;
  readonly store?: (store: GuardStore) => GuardStore;
  readonly afterSuccess?: (state: GuardState) => GuardState;
  readonly afterResume?: (state: GuardState) => GuardState;
  /** The account as the guard sees it. */
  readonly account?: (account: Account) => Account;
  readonly ignoresSkew?: boolean;
  /** What is taken for judged where nothing was typed. */
  readonly judgesWithoutTyping?: boolean;
}

/** Lockouts of Microsoft (sign-in-facts 7.7). */
const mostRefusals: Record<Cloud, number> = { global: 10, 'gcc-high': 3, dod: 3, china: 10 };
const clouds = ['global', 'global', 'global', 'gcc-high', 'dod', 'china'] as const;
const ids = ['one', 'two', 'three'] as const;

/** Numbers from a seed, always the same ones (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Secrets {
  password: string;
  totp: string;
  /** Another wrong password each time it is read. */
  isBroken: boolean;
}

/** A process of the monitor: its clock, and the sign-in that it is in the middle of. */
interface Process {
  readonly store: GuardStore;
  readonly guard: Guard;
  readonly kill: () => void;
  offsetMs: number;
  current: AsyncGenerator<void> | undefined;
  /** Takes the sign-in under way back when the process is killed. */
  over: () => void;
}

/** What a history that cannot be used says. */
class Away extends Error {}

/** What the work resolves with; nothing where the history could not be used. */
const unlessAway = <T>(work: Promise<T>): Promise<T | undefined> =>
  work.catch((error: unknown) => {
    if (error instanceof Away) return undefined;
    throw error;
  });

/** Several processes that sign in with one user name, the people who look after it, and Microsoft. */
export class GuardWorld {
  readonly trace: string[] = [];
  readonly #random: () => number;
  readonly #broken: Breakage;
  readonly #memory = new MemoryGuard();
  readonly #cloud: Cloud;
  readonly #microsoft: MicrosoftUser;
  readonly #userKey = userKeyOf('m@contoso.example', false);
  readonly #secrets: Record<string, Secrets>;
  readonly #processes: Process[];
  #time = Date.parse('2026-11-23T06:00:00Z');
  #serial = 0;
  /** What Microsoft answers beside its judgement. */
  #weather: 'fine' | 'unclear' | 'outage' | 'throttled' | 'idp' = 'fine';
  #successes = 0;
  /** The history is locked, or its disk is full. */
  #isAway = false;

  constructor(seed: number, broken: Breakage) {
    this.#random = randomOf(seed);
    this.#broken = broken;
    this.#cloud = this.#pick(clouds);
    this.#microsoft = new MicrosoftUser(mostRefusals[this.#cloud], budgets[this.#cloud]);
    this.#secrets = Object.fromEntries(
      ids
        .slice(0, 1 + this.#below(3))
        .map(id => [id, { password: 'right 0', totp: 'code 0', isBroken: false }]),
    );
    this.#processes = Array.from({ length: 1 + this.#below(3) }, () => this.#start());
  }

  /** Something happens. */
  async step(): Promise<void> {
    const process = this.#pick(this.#processes);
    if (this.#random() < 0.62) return this.#advance(process);
    const happenings: (() => void | Promise<void>)[] = [
      () => this.#wait(),
      () => this.#wait(),
      () => this.#changeSecret(),
      () => this.#changeSecret(),
      () => this.#killed(process),
      () => this.#turnClock(process),
      () => this.#changeWeather(),
      () => this.#loseHistory(),
      () => this.#resume(this.#random() < 0.3),
    ];
    await this.#pick(happenings)();
  }

  /** Everything is right again: does the monitor get in, within the longest wait? */
  async recover(): Promise<void> {
    this.trace.push('recover');
    const microsoft = this.#microsoft;
    this.#weather = 'fine';
    this.#isAway = false;
    for (const process of this.#processes) {
      await this.#finish(process);
      process.offsetMs = 0;
    }
    if (microsoft.isKnown('password', microsoft.password)) microsoft.password = this.#another('right');
    if (microsoft.isKnown('totp', microsoft.totp)) microsoft.totp = this.#another('code');
    for (const secrets of Object.values(this.#secrets))
      Object.assign(secrets, { password: microsoft.password, totp: microsoft.totp, isBroken: false });
    const [process] = this.#processes;
    const before = this.#successes;
    for (const end = this.#time + day + 600_000; this.#successes === before; this.#time += 300_000) {
      if (this.#time > end) throw new Violation('a good account is paused for ever');
      if (process === undefined) return;
      await this.#advance(process);
      await this.#finish(process);
    }
  }

  #start(): Process {
    const store = this.#memory.process();
    const seen = this.#broken.store?.(this.#keeping(store)) ?? this.#keeping(store);
    let elapsed = 0;
    const clock: Clock = {
      now: () => this.#time + process.offsetMs,
      elapsed: () => elapsed,
      until: () => {
        elapsed += 1;
        return Promise.resolve();
      },
    };
    const guard = new Guard({
      store: seen,
      clock,
      // One that is as good as a slow one, among those who do not attack.
      hash: (text, salt) => Promise.resolve(`${salt} ${text}`),
      newSalt: () => this.#another('salt'),
      budgets: this.#broken.budgets ?? budgets,
    });
    const process: Process = {
      store: seen,
      guard,
      kill: () => store.kill(),
      offsetMs: 0,
      current: undefined,
      over: () => undefined,
    };
    return process;
  }

  #keeping(store: GuardStore): GuardStore {
    const { keep = (state: GuardState) => state } = this.#broken;
    const whenThere = <T>(work: () => Promise<T>): Promise<T> =>
      this.#isAway ? Promise.reject(new Away()) : work();
    return {
      update: (key, change) => whenThere(() => store.update(key, state => keep(change(state)))),
      acquire: key => whenThere(() => store.acquire(key)),
      read: key => store.read(key),
      entries: () => store.entries(),
      claimCode: (authenticator, step) => store.claimCode(authenticator, step),
    };
  }

  /** The next step of the sign-in of a process, or the first one of another. */
  async #advance(process: Process): Promise<void> {
    if (process.current === undefined) {
      const id = this.#pick(Object.keys(this.#secrets));
      this.trace.push(`process ${this.#processes.indexOf(process)}: sign in as ${id}`);
      process.current = this.#signIn(process, id);
    }
    this.#time += 1_000;
    const { done } = await process.current.next();
    if (done === true) process.current = undefined;
  }

  async #finish(process: Process): Promise<void> {
    while (process.current !== undefined) await this.#advance(process);
  }

  async *#signIn(process: Process, id: string): AsyncGenerator<void> {
    const account = this.#read(id);
    const due = aRecord({ runId: this.#another('run'), account: id });
    const seen = this.#broken.account?.(account) ?? account;
    const never = new AbortController().signal;
    const run = await unlessAway(process.guard.admit({ account: seen, due, timeoutMs: 0 }, never));
    if (run === undefined) return void this.trace.push('the history is away');
    if ('refused' in run) return void this.trace.push(run.refused);
    process.over = this.#microsoft.begin();
    yield;
    const ended = yield* this.#typeAll(process, run, account);
    const { cause, given } = ended;
    const judged = given.findLast(factor => cause !== undefined && causes[cause].judges?.includes(factor));
    const note = () => {
      if (judged !== undefined && run.mayHaveTyped)
        this.#microsoft.noteKnown(judged, this.#valueOf(account, judged));
    };
    const skewMs = this.#skewOf(process);
    const isWritten = await unlessAway(run.judged({ ...ended, skewMs }).then(() => true));
    if (isWritten) note();
    yield;
    const fresh = { cookiesAtStart: 0, storageAtStart: 0, credentialsTyped: given.length > 0 };
    const failure = cause !== undefined && aFailure({ cause, fault: causes[cause].fault, fresh });
    while ((await unlessAway(run.end(failure || aRecord()).then(() => true))) !== true) yield;
    if (!isWritten) note();
    if (cause === undefined) await this.#succeeded(process);
    process.over();
    this.trace.push(cause ?? 'inside');
  }

  /** What is typed, until something ends it; what it ended with. */
  async *#typeAll(
    process: Process,
    run: GuardedRun,
    account: Account,
  ): AsyncGenerator<void, { cause: CauseId | undefined; given: FactorId[] }> {
    const given: FactorId[] = [];
    const weather = this.#weather;
    if (weather === 'outage') return { cause: 'sign_in_service_error', given };
    if (weather === 'idp')
      return { cause: 'idp_rejected', given: this.#broken.judgesWithoutTyping ? ['password'] : given };
    for (const factor of ['password', 'totp'] as const) {
      const isAllowed = (await this.#stateOf()).oneMore === true || this.#isAllowed.has(run);
      try {
        await run.permit(factor, 1, this.#skewOf(process));
      } catch (error) {
        if (error instanceof Withheld) return { cause: error.ending, given };
        throw error;
      }
      if (isAllowed) this.#isAllowed.add(run);
      given.push(factor);
      const answer = this.#microsoft.send(factor, this.#valueOf(account, factor), this.#time, isAllowed);
      this.trace.push(`${factor} ${this.#valueOf(account, factor)}: ${answer}`);
      yield;
      if (answer === 'refused')
        return { cause: factor === 'password' ? 'password_wrong' : 'mfa_code_rejected', given };
    }
    if (weather === 'unclear') return { cause: 'unknown_screen', given };
    if (weather === 'throttled') return { cause: 'throttled', given };
    return { cause: undefined, given };
  }

  /** Runs that a person has allowed beyond the budget. */
  readonly #isAllowed = new Set<GuardedRun>();

  async #succeeded({ store }: Process): Promise<void> {
    this.#successes += 1;
    const { afterSuccess } = this.#broken;
    if (afterSuccess !== undefined && !this.#isAway) await store.update(this.#userKey, afterSuccess);
  }

  #read(id: string): Account {
    const secrets = this.#secrets[id];
    if (secrets === undefined) throw new Error(id);
    if (secrets.isBroken) secrets.password = this.#another('wrong');
    const { password, totp } = secrets;
    return {
      id,
      username: this.#random() < 0.5 ? 'm@contoso.example' : 'M@Contoso.example',
      tenant: 'contoso',
      cloud: this.#cloud,
      password: new Secret(password),
      totp: new Secret(totp),
    };
  }

  #valueOf({ password, totp }: Account, factor: FactorId): string {
    return (factor === 'password' ? password : totp)?.reveal() ?? '';
  }

  #wait(): void {
    this.#time += this.#pick([60_000, 300_000, 300_000, 1_200_000, 3_600_000, 4 * 3_600_000, day]);
    this.trace.push(`it is ${new Date(this.#time).toISOString()}`);
  }

  /** In the configuration, at Microsoft, or both: right, wrong, or what it was before. */
  #changeSecret(): void {
    const secrets = this.#pick(Object.values(this.#secrets));
    const microsoft = this.#microsoft;
    const old = secrets.password;
    secrets.isBroken = this.#random() < 0.25;
    const changes = [
      () => (secrets.password = this.#another('wrong')),
      () => (secrets.password = `wrong ${1 + this.#below(3)}`),
      () => (secrets.password = microsoft.password),
      () => (microsoft.password = this.#pick([old, this.#another('right')])),
      () => (secrets.totp = this.#another('code')),
      () => (secrets.totp = microsoft.totp),
      () => (microsoft.totp = this.#another('code')),
    ];
    this.#pick(changes)();
    this.trace.push(
      `secrets ${JSON.stringify(this.#secrets)}, right: ${microsoft.password} ${microsoft.totp}`,
    );
  }

  #killed(process: Process): void {
    this.trace.push(`process ${this.#processes.indexOf(process)} is killed`);
    process.kill();
    process.over();
    this.#processes[this.#processes.indexOf(process)] = this.#start();
  }

  #turnClock(process: Process): void {
    process.offsetMs = this.#pick([0, 0, 365 * day, -365 * day, 2 * 3_600_000, -2 * 3_600_000, -day]);
    this.trace.push(`process ${this.#processes.indexOf(process)}: clock off by ${process.offsetMs} ms`);
  }

  #loseHistory(): void {
    this.#isAway = !this.#isAway && this.#random() < 0.5;
    this.trace.push(this.#isAway ? 'the history is away' : 'the history is there');
  }

  #changeWeather(): void {
    this.#weather = this.#pick(['fine', 'fine', 'fine', 'unclear', 'outage', 'throttled', 'idp']);
    this.trace.push(`weather: ${this.#weather}`);
  }

  /** As `genkan resume` does it. */
  async #resume(once: boolean): Promise<void> {
    const store = this.#memory.process();
    const spent = spentAt(await this.#stateOf(), budgets[this.#cloud], this.#time);
    await store.update(
      this.#userKey,
      this.#broken.afterResume ?? (state => afterResume(state, once && spent !== undefined)),
    );
    this.#microsoft.resume();
    this.trace.push(once ? 'resume --once' : 'resume');
  }

  #stateOf = (): Promise<GuardState> => this.#memory.process().read(this.#userKey);

  #skewOf = ({ offsetMs }: Process): number | undefined => (this.#broken.ignoresSkew ? undefined : offsetMs);

  #another(what: string): string {
    this.#serial += 1;
    return `${what} ${this.#serial}`;
  }

  #below = (n: number): number => Math.floor(this.#random() * n);

  #pick<T>(from: readonly T[]): T {
    const picked = from[this.#below(from.length)];
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  }
}
