import type { FactorId } from '../domain/account.ts';
import { type CauseId, causeOf } from '../domain/causes.ts';
import { hostOf, isIdentityProvider, isSignIn, withoutDefender } from '../domain/hosts.ts';
import type { Ending, Observation } from '../domain/observation.ts';
import { isLostOnTheWay } from './load.ts';
import { hasUnknownCode } from './page.ts';

type Rule = (observation: Observation) => CauseId;

/** The cause of an ending by itself, when no other observation says more. */
const meanings: Readonly<Record<Exclude<Ending, 'inside'>, Rule>> = {
  browser_closed: () => 'browser_crashed',
  browser_silent: () => 'browser_crashed',
  wrong_account: () => 'wrong_account',
  refused: whatWasRefused,
  untrusted: whyUntrusted,
  stopped: () => 'unknown_screen',
  dead_end: () => 'mfa_factor_unavailable',
  not_taken: () => 'entry_not_taken',
  incomplete: whyIncomplete,
  shell_incomplete: whyUnusable,
  looping: whyAgain,
  unrecognised: () => 'unknown_screen',
  unreachable: ({ load }) => (load === undefined ? 'connection_failed' : 'unknown_screen'),
  deadline: () => 'deadline_exceeded',
  no_code: () => 'no_code_in_time',
};

export const fromEnding = (observation: Observation, ending: Exclude<Ending, 'inside'>): CauseId =>
  meanings[ending](observation);

/** Microsoft has other pages with a password field, such as the one to change it: Genkan knows none of them. */
function whyUntrusted({ page }: Observation): CauseId {
  const host = hostOf(page?.url);
  const isKnown = isIdentityProvider(host) || withoutDefender(host) !== host;
  return isKnown ? 'origin_untrusted' : 'unknown_screen';
}

/** Identity providers refuse a password by asking for it again; each says why in its own way, or not at all. */
function whyAgain({ page }: Observation): CauseId {
  return isIdentityProvider(hostOf(page?.url)) ? 'idp_rejected' : 'sign_in_loop';
}

/** A refusal without a reason that we can read: what the screen judges is what it refused. */
function whatWasRefused(observation: Observation): CauseId {
  if (isIdentityProvider(hostOf(observation.page?.url))) return 'idp_rejected';
  if (hasUnknownCode(observation)) return 'unknown_screen';
  if (observation.screen === 'email') return whatAboutTheName(observation) ?? 'unknown_screen';
  if (observation.screen === 'password') return 'password_wrong';
  if (observation.screen === 'one_time_code') return 'mfa_code_rejected';
  return whenRefused[observation.given?.at(-1)?.factor ?? 'password'] ?? 'unknown_screen';
}

/** These are judged on whatever page comes next: what was shown last is what was refused. */
const whenRefused: Readonly<Partial<Record<FactorId, CauseId>>> = {
  passkey: 'passkey_rejected',
  certificate: 'certificate_rejected',
  access_pass: 'access_pass_rejected',
};

/**
 * The e-mail page refuses by what GetCredentialType answered (sign-in-facts 6.2). While that call is throttled its
 * "no such account" cannot be relied on, and a call that failed says nothing about the account at all (1.12).
 */
function whatAboutTheName({ credentialType }: Observation): CauseId | undefined {
  if (credentialType === undefined) return undefined;
  const { status, exists, throttle = 0, errorCode } = credentialType;
  if (status === 0) return 'connection_failed';
  const reported = causeOf(errorCode);
  if (reported !== undefined) return reported;
  if (status >= 500 || exists === 4) return 'sign_in_service_error';
  if (status === 429 || exists === 2 || throttle !== 0) return 'throttled';
  if (exists === 5) return 'personal_account';
  return exists === 1 ? 'account_unknown' : undefined;
}

/** Microsoft's page leaves for this address when none of its servers gives it its scripts (`$Config.watson`). */
export function fromSurrender(observation: Observation): CauseId | undefined {
  const { url = '' } = observation.page ?? {};
  const hasGivenUp = isSignIn(hostOf(url)) && /\/handlers\/enverror(\?|$)/.test(url);
  return hasGivenUp ? whyIncomplete(observation) : undefined;
}

function whyIncomplete({ page, missingAssets }: Observation): CauseId {
  const host = hostOf(page?.url);
  if (isIdentityProvider(host)) return 'idp_unreachable';
  if (missingAssets.some(isLostOnTheWay)) return 'assets_blocked';
  return isSignIn(host) ? 'sign_in_page_incomplete' : 'unknown_screen';
}

/** At the center: what it answered counts more than a file that is missing, which may be one that nobody needs. */
function whyUnusable({ answers, missingAssets }: Observation): CauseId {
  const statuses = Object.values(answers);
  if (statuses.some(status => status >= 500)) return 'admin_center_error';
  if (statuses.some(status => status === 401 || status === 403)) return 'not_an_admin';
  if (statuses.includes(429)) return 'throttled';
  if (statuses.some(status => status >= 400)) return 'admin_center_error';
  if (missingAssets.some(isLostOnTheWay)) return 'assets_blocked';
  return statuses.includes(0) ? 'connection_failed' : 'admin_center_incomplete';
}
