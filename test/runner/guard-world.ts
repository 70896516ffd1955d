import { type Account, type FactorId, factorIds } from '../../lib/domain/account.ts';
import { causes } from '../../lib/domain/causes.ts';
import type { Cloud } from '../../lib/domain/cloud.ts';
import {
  afterResume,
  budgets,
  type GuardState,
  noMoreAt,
  spentAt,
  userKeyOf,
} from '../../lib/domain/guard-state.ts';
import type { GuardStore } from '../../lib/domain/guard-store.ts';
import { Withheld } from '../../lib/domain/withheld.ts';
import type { Clock } from '../../lib/platform/clock.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { Guard } from '../../lib/runner/guard.ts';
import type { GuardedRun } from '../../lib/runner/guarded-run.ts';
import { MemoryGuard } from '../memory-guard-store.ts';
import { aFailure, aRecord } from '../run-records.ts';
import {
  type Breakage,
  condemned,
  type Ended,
  losable,
  randomOf,
  type Secrets,
  unlessAway,
  weathers,
} from './guard-weather.ts';
import { day, MicrosoftUser, Violation } from './microsoft-model.ts';
import { PausedIds } from './paused-ids.ts';

const clouds = ['global', 'global', 'global', 'gcc-high', 'dod', 'china'] as const;
const ids = ['one', 'two', 'three'] as const;

/** A process of the monitor: its clock, and the sign-in that it is in the middle of. */
interface Process {
  readonly store: GuardStore;
  readonly guard: Guard;
  readonly kill: () => void;
  offsetMs: number;
  /** How far the `Date` of what the sign-in under way sees is off. Never both at once. */
  dateOffMs: number;
  current: AsyncGenerator<void> | undefined;
  /** Takes the sign-in under way back when the process is killed. */
  over: () => void;
}

/** Several processes that sign in with one user name, the people who look after it, and Microsoft. */
export class GuardWorld {
  readonly trace: string[] = [];
  readonly #random: () => number;
  readonly #broken: Breakage;
  readonly #memory = new MemoryGuard();
  readonly #cloud: Cloud;
  readonly #microsoft: MicrosoftUser;
  readonly #paused = new PausedIds();
  readonly #userKey = userKeyOf('m@contoso.example', false);
  readonly #secrets: Record<string, Secrets>;
  readonly #processes: Process[];
  #time = Date.parse('2026-11-23T06:00:00Z');
  #serial = 0;
  /** What Microsoft answers beside its judgement. */
  #weather: (typeof weathers)[number] = 'fine';
  #successes = 0;
  #isRecovering = false;
  /** The history is locked, or its disk is full. */
  #isAway = false;

  constructor(seed: number, broken: Breakage) {
    this.#random = randomOf(seed);
    this.#broken = broken;
    this.#cloud = this.#pick(clouds);
    this.#microsoft = new MicrosoftUser(this.#cloud, budgets[this.#cloud]);
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
    if (this.#random() < 0.62) {
      await this.#advance(process);
      const { pauses } = await this.#stateOf();
      // What the guard does not know by the user name, it stores elsewhere.
      return this.#broken.account ? undefined : this.#paused.check(pauses.map(pause => pause.account));
    }
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
    this.#isRecovering = true;
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
    // The longest wait, and then the budget of a day: only the page that comes after the wait says which clock was wrong.
    for (
      const end = this.#time + 6 * 3_600_000 + day + 600_000;
      this.#successes === before;
      this.#time += 300_000
    ) {
      if (this.#time > end) throw new Violation('a good account is paused for ever');
      if (process === undefined) return;
      await this.#advance(process);
      await this.#finish(process);
    }
  }

  #start(): Process {
    const store = this.#memory.process();
    const { tamper, store: broken = (each: GuardStore) => each } = this.#broken;
    const seen = broken(losable(store, () => this.#isAway, tamper));
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
      dateOffMs: 0,
      current: undefined,
      over: () => undefined,
    };
    return process;
  }

  /** The next step of the sign-in of a process, or the first one of another. */
  async #advance(process: Process): Promise<void> {
    if (process.current === undefined) {
      const id = this.#pick(Object.keys(this.#secrets));
      this.trace.push(`process ${this.#processes.indexOf(process)}: sign in as ${id}`);
      const isWrong = !this.#isRecovering && this.#random() < 0.1;
      process.dateOffMs = isWrong ? this.#pick([3 * day, -3 * day, 3_600_000, -3_600_000, -200 * day]) : 0;
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
    if ('refused' in run) {
      const refused = factorIds.find(each => this.#microsoft.isKnown(each, this.#valueOf(account, each)));
      if (run.refused === 'paused' && run.forSecret && refused)
        this.#paused.refused(id, this.#valueOf(account, refused));
      return void this.trace.push(run.refused);
    }
    process.over = this.#microsoft.begin();
    yield;
    const { given, signInCause, cause = signInCause } = yield* this.#typeAll(process, run, account);
    const means = signInCause && condemned[signInCause];
    const judged = run.mayHaveTyped ? given.find(factor => factor === means) : undefined;
    const value = judged && this.#valueOf(account, judged);
    const isUnrefined = cause === signInCause;
    const note = () => {
      if (judged === undefined || value === undefined) return;
      this.#microsoft.noteKnown(judged, value);
      this.#paused.refused(id, value);
    };
    const skewMs = this.#skewOf(process);
    const isWritten = await unlessAway(run.judged({ cause: signInCause, given, skewMs }).then(() => true));
    if (isWritten) note();
    yield;
    const fresh = { cookiesAtStart: 0, storageAtStart: 0, credentialsTyped: given.length > 0 };
    const failure =
      cause !== undefined &&
      aFailure({ cause, fault: causes[cause].fault, fresh, signInCause: signInCause ?? cause });
    while ((await unlessAway(run.end(failure || aRecord()).then(() => true))) !== true) yield;
    if (!isWritten && isUnrefined) note();
    if (!isUnrefined && judged !== undefined && value !== undefined) {
      this.#microsoft.takeBack(judged, value);
      this.#paused.takeBack(id, value);
    }
    if (cause === undefined) await this.#succeeded(process, id);
    process.over();
    this.trace.push(cause ?? 'inside');
  }

  /** What is typed, until something ends it; what it ended with. */
  async *#typeAll(process: Process, run: GuardedRun, account: Account): AsyncGenerator<void, Ended> {
    const given: FactorId[] = [];
    const weather = this.#weather;
    if (weather === 'outage') return { signInCause: 'sign_in_service_error', given };
    if (weather === 'provider refuses untyped')
      return { signInCause: 'idp_rejected', given: this.#broken.judgesWithoutTyping ? ['password'] : given };
    for (const factor of ['password', 'totp'] as const) {
      const isAllowed = (await this.#stateOf()).oneMore === true || this.#isAllowed.has(run);
      try {
        await run.permit(factor, 1, this.#skewOf(process));
      } catch (error) {
        if (error instanceof Withheld) return { signInCause: error.ending, given };
        throw error;
      }
      if (isAllowed) this.#isAllowed.add(run);
      given.push(factor);
      const answer = this.#answer(factor, this.#valueOf(account, factor), isAllowed);
      yield;
      if (answer !== undefined) return { ...answer, given };
    }
    if (weather === 'unclear') return { signInCause: 'unknown_screen', given };
    if (weather === 'throttled') return { signInCause: 'throttled', given };
    if (weather === 'password expired') return { signInCause: 'password_expired', given };
    return { given };
  }

  /** Why the sign-in ends with this credential, if it does. */
  #answer(factor: FactorId, value: string, isAllowed: boolean): Omit<Ended, 'given'> | undefined {
    const weather = this.#weather;
    const isAtProvider = factor === 'password' && /provider/.test(weather);
    const sent = { at: this.#time, isAllowed, where: isAtProvider ? 'provider' : 'microsoft' } as const;
    const answer = this.#microsoft.send(factor, value, sent);
    this.trace.push(`${factor} ${value}: ${answer} (${weather})`);
    const isLast = factor === 'totp' || this.#random() < 0.5;
    if (weather === 'typed outage' && (answer === 'refused' || isLast))
      return {
        signInCause: this.#pick(['sign_in_service_error', 'sign_in_page_incomplete', 'connection_failed']),
      };
    if (weather === 'typed outage at the provider' && factor === 'password')
      return { signInCause: 'idp_unreachable' };
    if (weather === 'unclear' && answer === 'refused') return { signInCause: 'unknown_screen' };
    if (answer === 'refused' && factor === 'password')
      return { signInCause: isAtProvider ? 'idp_rejected' : 'password_wrong' };
    if (weather === 'code reused' && factor === 'totp') return { signInCause: 'mfa_code_reused' };
    if (weather === 'clock skewed' && factor === 'totp') {
      if (answer === 'accepted') this.#microsoft.refuse(this.#another('early code'), this.#time, isAllowed);
      return { signInCause: 'mfa_code_rejected', cause: 'clock_skewed' };
    }
    return answer === 'refused' ? { signInCause: 'mfa_code_rejected' } : undefined;
  }

  /** Runs that a person has allowed beyond the budget. */
  readonly #isAllowed = new Set<GuardedRun>();

  async #succeeded({ store }: Process, id: string): Promise<void> {
    this.#paused.changed(id);
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
    this.#weather = this.#random() < 0.4 ? 'fine' : this.#pick(weathers);
    this.trace.push(`weather: ${this.#weather}`);
  }

  /** As `genkan resume` does it. */
  async #resume(once: boolean): Promise<void> {
    const store = this.#memory.process();
    const state = await this.#stateOf();
    const isSpent = spentAt(state, budgets[this.#cloud], this.#time) !== undefined;
    const isRefused =
      this.#broken.allowsAll !== true && noMoreAt(state, this.#cloud, this.#time) !== undefined;
    if (once && isSpent && isRefused) return void this.trace.push('resume --once is refused');
    await store.update(
      this.#userKey,
      this.#broken.afterResume ?? (found => afterResume(found, once && isSpent)),
    );
    this.#microsoft.resume();
    this.#paused.resume();
    this.trace.push(once ? 'resume --once' : 'resume');
  }

  #stateOf = (): Promise<GuardState> => this.#memory.process().read(this.#userKey);

  #skewOf = ({ offsetMs, dateOffMs }: Process): number | undefined =>
    this.#broken.ignoresSkew ? undefined : offsetMs === 0 ? -dateOffMs : offsetMs;

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
