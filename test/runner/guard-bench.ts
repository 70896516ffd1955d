import type { Account, FactorId } from '../../lib/domain/account.ts';
import { type CauseId, causes } from '../../lib/domain/causes.ts';
import { afterResume, userKeyOf } from '../../lib/domain/guard-state.ts';
import type { GuardStore } from '../../lib/domain/guard-store.ts';
import type { RunRecord } from '../../lib/domain/run-record.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { scryptHash } from '../../lib/runner/fingerprints.ts';
import { Guard } from '../../lib/runner/guard.ts';
import type { GuardedRun } from '../../lib/runner/guarded-run.ts';
import { MemoryGuard } from '../memory-guard-store.ts';
import { aFailure, aRecord } from '../run-records.ts';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
export const start = Date.parse('2026-11-23T06:00:00.000Z');
export const username = 'Monitor@contoso.example';
export const userKey = userKeyOf(username, false);

/** Another id, other secrets or another cloud make it another account; the user name says whether it is the same one. */
export const anAccount = (changes: Partial<Account> = {}): Account => ({
  id: 'contoso',
  username,
  tenant: 'contoso',
  cloud: 'global',
  password: new Secret('right'),
  ...changes,
});
export const withPassword = (password: string, changes: Partial<Account> = {}): Account =>
  anAccount({ password: new Secret(password), ...changes });

export const fresh = { cookiesAtStart: 0, storageAtStart: 0, credentialsTyped: true };
export const failure = (cause: CauseId, changes: Partial<RunRecord> = {}): RunRecord =>
  aFailure({ cause, fault: causes[cause].fault, fresh, ...changes });

export const paused = (because: CauseId, forSecret: boolean) => ({
  refused: 'paused',
  because,
  forSecret,
});

const never = new AbortController().signal;

/** What one process has. */
interface GuardProcess {
  readonly guard: Guard;
  readonly store: GuardStore;
  readonly kill: () => void;
}

interface SignIn {
  readonly account?: Account;
  readonly from?: GuardProcess;
  /** What is typed, one after the other. */
  readonly types?: readonly FactorId[];
  readonly skewMs?: number;
  readonly record?: RunRecord;
}

/** Sign-ins under the guard, by as many processes as are wanted, without a browser. The clock is turned by hand. */
export class GuardBench {
  /** ms since 1970; jumps to whatever is waited for. */
  now = start;
  #runs = 0;
  readonly #memory = new MemoryGuard();

  process(): GuardProcess {
    const store = this.#memory.process();
    return { store, guard: this.guardOn(store), kill: () => store.kill() };
  }

  guardOn(store: GuardStore): Guard {
    const until = async (time: number) => {
      this.now = Math.max(this.now, time);
      await Promise.resolve();
    };
    const clock = { now: () => this.now, elapsed: () => this.now, until };
    return new Guard({ store, clock, hash: scryptHash(2) });
  }

  run(account: Account) {
    this.#runs += 1;
    const due = aRecord({ runId: `run-${this.#runs}`, account: account.id, tenant: account.tenant });
    return { due, account, timeoutMs: minute };
  }

  /** Each time another one, as a broken command would give it. */
  anotherPassword = (changes: Partial<Account> = {}): Account =>
    withPassword(`password ${this.#runs}`, changes);

  admit(account = anAccount(), from = this.process()) {
    return from.guard.admit(this.run(account), never);
  }

  /** A sign-in from its start to its end; `tried`, or why there was none. */
  async signIn({ record = aRecord(), ...more }: SignIn = {}): Promise<string> {
    const run = await this.#begin(more);
    if (typeof run === 'string') return run;
    const { cause, signInCause = cause } = record;
    await run.judged({ cause: signInCause, given: more.types ?? ['password'] });
    await run.end(record);
    return 'tried';
  }

  /** A sign-in that has typed its credentials, and is not judged yet. */
  async began(how: SignIn = {}): Promise<GuardedRun> {
    const run = await this.#begin(how);
    if (typeof run === 'string') throw new Error(run);
    return run;
  }

  async #begin({
    account = anAccount(),
    from,
    types = ['password'],
    skewMs,
  }: SignIn): Promise<GuardedRun | string> {
    const run = await this.admit(account, from);
    if ('refused' in run) return run.refused;
    for (const credential of types) {
      const because = await run.permit(credential, 1, skewMs).catch((error: Error) => error.message);
      if (because === undefined) continue;
      await run.end(failure('paused'));
      return because;
    }
    return run;
  }

  /** A person resumes the user name. */
  resume = (oneMore = false) => this.process().store.update(userKey, state => afterResume(state, oneMore));
}
