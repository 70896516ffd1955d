import type { FactorId } from '../account.ts';
import type { Text } from '../language.ts';

/** Who has to act. `monitor` is ourselves: a run that ends so is never counted as up and never blamed on Microsoft. */
export const faults = ['account', 'policy', 'identity_provider', 'microsoft', 'network', 'monitor'] as const;
export type Fault = (typeof faults)[number];

/**
 * Whether another attempt is safe.
 * `never`: not with this secret. A credential was judged, and one more refusal may lock the account.
 * `once`: one more in the same run, at once, from a clean context.
 * `later`: not in this run, but the next one that is due may try.
 * `back_off`: not in this run, and the next ones only after a wait that grows: Microsoft asks for patience.
 */
type Retry = 'never' | 'once' | 'later' | 'back_off';

/** One entry of the table of causes. */
export interface Cause {
  readonly fault: Fault;
  readonly retry: Retry;
  /** The AADSTS numbers that mean this cause; each stands in one cause only (sign-in-facts 4). */
  readonly codes: readonly string[];
  /** The credentials that it says were refused. It is believed only where one of them has left the page. */
  readonly judges?: readonly FactorId[];
  /** The one that has to be another before it can go well, where others may have left the page with it. */
  readonly replace?: FactorId;
  /** Credentials that may be sent again although they were refused: the reason was this cause, not a wrong credential. */
  readonly clears?: readonly FactorId[];
  readonly title: Text;
  /** One sentence: what has happened. `{origin}` stands for the place where it did, here and below. */
  readonly meaning: Text;
  /** What to do now, for the administrator who has to do it. */
  readonly remedy: Text;
  /** What keeps it from happening again, or makes it harmless. */
  readonly prevention: Text;
  /** A page that helps, where there is one. */
  readonly help?: string;
  /** Who finds it, where no sign-in can see it; all others `diagnose` finds in an observation. */
  readonly namedBy?: 'browser' | 'clock' | 'guard' | 'history' | 'round' | 'run' | 'secrets';
}

type Entry = Omit<Cause, 'fault' | 'codes'> & Partial<Pick<Cause, 'codes'>>;

/** All causes of one fault; one without codes is seen by other signs. */
export const causesOf = <Id extends string>(fault: Fault, entries: Readonly<Record<Id, Entry>>) =>
  Object.fromEntries(
    Object.entries<Entry>(entries).map(([id, entry]) => [id, { fault, codes: [], ...entry }]),
  ) as Readonly<Record<Id, Cause>>;

/** A list of code numbers, with ranges where Microsoft numbers in a row: `50034 500342-500344`. */
export const codes = (list: string): readonly string[] => list.split(' ').flatMap(codesOf);

function codesOf(word: string): string[] {
  const [first = 0, last = first] = word.split('-').map(Number);
  return Array.from({ length: last - first + 1 }, (_, index) => String(first + index));
}

/** Sites that remedies send people to. */
export const helpSites = {
  passwordReset: 'https://passwordreset.microsoftonline.com',
  securityInfo: 'https://mysignins.microsoft.com/security-info',
  entra: 'https://entra.microsoft.com',
  serviceStatus: 'https://status.cloud.microsoft',
  errorLookup: 'https://login.microsoftonline.com/error',
  endpoints: 'https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges',
} as const;
