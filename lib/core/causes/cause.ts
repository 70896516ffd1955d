import type { Text } from '../language.ts';
import type { Observation } from '../observation.ts';
import type { PageIdentity } from '../run-record.ts';

/** Who has to act. `monitor` is ourselves: a run that ends so is never counted as up and never blamed on Microsoft. */
export const faults = ['account', 'policy', 'identity_provider', 'microsoft', 'network', 'monitor'] as const;
export type Fault = (typeof faults)[number];

/**
 * Whether another attempt is safe.
 * `never`: not with this secret. A credential was judged, and one more refusal may lock the account.
 * `once`: one more in the same run, at once, from a clean context.
 * `later`: not in this run, but the next one that is due may try.
 */
export const retries = ['never', 'once', 'later'] as const;
export type Retry = (typeof retries)[number];

interface Explained {
  readonly fault: Fault;
  readonly retry: Retry;
  /** The AADSTS numbers that mean this cause; each stands in one cause only (sign-in-facts 4). */
  readonly codes: readonly string[];
  readonly title: Text;
  /** One sentence: what has happened. */
  readonly meaning: Text;
  /** What to do now, for the administrator who has to do it. */
  readonly remedy: Text;
  /** A page that helps, where there is one. */
  readonly help?: string;
}

/** The facts of an observation that make it an example; the others are absent or empty. */
export type Example = Pick<Observation, 'ending'> & Partial<Observation>;

/** Told from what a sign-in saw: `diagnose` must name this cause for the example. */
export interface DiagnosedCause extends Explained {
  readonly example: Example;
}

/** What no sign-in can see; whoever finds it names it. */
export interface NamedCause extends Explained {
  readonly namedBy: 'browser' | 'clock' | 'guard' | 'history' | 'round' | 'secrets';
}

/** One entry of the table of causes. */
export type Cause = DiagnosedCause | NamedCause;

type Unblamed = Omit<DiagnosedCause, 'fault'> | Omit<NamedCause, 'fault'>;

/** The causes of one fault. The ids stay a union, so that a mistyped one compiles nowhere. */
export function causesOf<Id extends string>(fault: Fault, entries: Record<Id, Unblamed>): Record<Id, Cause> {
  const blamed = Object.entries<Unblamed>(entries).map(([id, entry]) => [id, { fault, ...entry }]);
  return Object.fromEntries(blamed) as Record<Id, Cause>;
}

/** Codes that Microsoft numbers in a row. */
export const codesFrom = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => String(first + index));

/** For examples: a page of the sign-in service. */
export const signInPage = (pageId: string, errorCode?: string): PageIdentity => ({
  url: 'https://login.microsoftonline.com/common/login',
  pageId,
  ...(errorCode !== undefined && { errorCode }),
});

/** For examples: a page at another address. */
export const pageAt = (url: string): PageIdentity => ({ url });

/** Sites that remedies send people to. */
export const helpSites = {
  passwordReset: 'https://passwordreset.microsoftonline.com',
  securityInfo: 'https://mysignins.microsoft.com/security-info',
  entra: 'https://entra.microsoft.com',
  serviceStatus: 'https://status.cloud.microsoft',
  errorLookup: 'https://login.microsoftonline.com/error',
  endpoints: 'https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges',
} as const;
