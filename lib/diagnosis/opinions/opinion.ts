import type { Account } from '../../domain/account.ts';
import { type CauseId, causes } from '../../domain/causes.ts';
import type { Observation } from '../../domain/observation.ts';
import type { Findings, OpinionId } from '../../domain/opinion.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Way } from '../connection.ts';

/** A sign-in that failed, and how those who are asked about it may go out. */
export interface Question {
  /** What the sign-in itself showed. */
  readonly cause: CauseId;
  readonly observation: Observation;
  readonly account: Pick<Account, 'username' | 'cloud' | 'federation' | 'graph'>;
  /** The address of the admin center. */
  readonly startUrl: string;
  /** How far our clock was ahead of Microsoft's while signing in. */
  readonly clockSkewMs?: number;
  readonly way: Way;
  readonly clock: Clock;
}

/** Somebody else to ask. Never signs in, and never shows a credential of the account to anybody. */
export interface SecondOpinion<Id extends OpinionId = OpinionId> {
  /** How often it may be asked about an account in an hour; as often as wanted when absent. */
  readonly mostPerHour?: number;
  readonly isWorthAsking: (question: Question) => boolean;
  /**
   * @param signal ends it; findings until then may still be reported
   * @throws Error when there is no answer
   */
  readonly ask: (question: Question, signal: AbortSignal) => Promise<Findings[Id]>;
}

const mayBeTheWay: ReadonlySet<CauseId> = new Set([
  'idp_unreachable',
  'deadline_exceeded',
  'sign_in_loop',
  'unknown_screen',
]);

/** May Microsoft, or the network path to it, be the reason? Not where a credential was refused. */
export const isAboutTheWay = ({ cause }: Question): boolean =>
  ['network', 'microsoft'].includes(causes[cause].fault) || mayBeTheWay.has(cause);

/** The domain of the user name: what a tenant is known by without anything else of the account. */
export const domainOf = ({ account }: Question): string =>
  (account.username.split('@')[1] ?? '').toLowerCase();

/** The part of an address that is shown: host and path. The rest may name the account. */
export function placeOf(address: string): string {
  const { host, pathname } = new URL(address);
  return host + (pathname === '/' ? '' : pathname);
}
