import type { CauseId } from './causes.ts';

/** Why an account is not tried for now. */
export interface Hold {
  /** Stands for the user name, which is not written down: two ids may mean the same account. */
  readonly guarded: string;
  /** The `account` label. */
  readonly account: string;
  readonly tenant: string;
  /** What the run ended with that led to it. */
  readonly cause: CauseId;
  /** ISO 8601. */
  readonly since: string;
  /** ISO 8601; absent while it holds until the account's secret is another one, or a person resumes it. */
  readonly until?: string;
  /** How often in a row it was held back: the wait grows with it. */
  readonly times: number;
  /** Tells whether the secret has changed, and nothing else of it. */
  readonly fingerprint: string;
}
