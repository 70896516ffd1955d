import { normalCodes } from '../domain/causes/normal-codes.ts';
import { type CauseId, causeOf, isCauseId } from '../domain/causes.ts';
import { hostOf, isAppLauncher, isPersonalHost } from '../domain/hosts.ts';
import type { Ending, Observation, Said } from '../domain/observation.ts';

/** `ResultValue` of SAS/EndAuth (sign-in-facts 2.7; names from Microsoft's own client). */
const codeResults: Readonly<Record<string, CauseId>> = {
  OathCodeIncorrect: 'mfa_code_rejected',
  OathCodeOld: 'mfa_code_rejected',
  OathCodeFailedMaxAllowedRetryReached: 'mfa_code_rejected',
  OathCodeCorrectButDeviceNotAllowed: 'mfa_code_rejected',
  IncorrectOTP: 'mfa_code_rejected',
  OathCodeDuplicate: 'mfa_code_reused',
  PhoneAppOtpAuthFailedDuplicateCodeEntered: 'mfa_code_reused',
  PhoneAppDenied: 'mfa_factor_unavailable',
  PhoneAppNoResponse: 'mfa_factor_unavailable',
  UserIsBlocked: 'account_locked',
  InvalidAccessPass: 'access_pass_rejected',
  AccessPassExpired: 'access_pass_rejected',
  AccessPassAlreadyUsed: 'access_pass_rejected',
  AccessPassBlockedByPolicy: 'access_pass_rejected',
  FlowTokenExpired: 'sign_in_loop',
  InvalidSession: 'sign_in_loop',
};

export const fromCodeResult = ({ codeResult = '' }: Observation): CauseId | undefined =>
  Object.hasOwn(codeResults, codeResult) ? codeResults[codeResult] : undefined;

export const fromErrorCode = ({ page }: Observation): CauseId | undefined => causeOf(page?.errorCode);

/** A screen that ends the sign-in; its cause is declared with the screen. */
export const fromScreen = ({ stop = '' }: Pick<Said, 'stop'>): CauseId | undefined =>
  isCauseId(stop) ? stop : undefined;

/** Endings that say nothing of why: what a page on the way has said, before it went on by itself, then says it. */
const vague: ReadonlySet<Ending> = new Set(['looping', 'unrecognised', 'incomplete', 'stopped', 'deadline']);

/** What was said on the way, the last that is understood. */
export function fromPassed({ ending, passed = [] }: Observation): CauseId | undefined {
  if (!vague.has(ending)) return undefined;
  return passed
    .map(({ stop, errorCode }) => causeOf(errorCode) ?? fromScreen({ stop }))
    .findLast(cause => cause);
}

/** The address at which the browser ended, where it is proof enough. */
export function fromAddress({ page }: Observation): CauseId | undefined {
  const host = hostOf(page?.url);
  if (isPersonalHost(host)) return 'personal_account';
  return isAppLauncher(host) ? 'not_an_admin' : undefined;
}

/** An error code that no cause claims: then nothing else on the page may be taken for the reason. */
export const hasUnknownCode = ({ page }: Observation): boolean =>
  page?.errorCode !== undefined && causeOf(page.errorCode) === undefined && !normalCodes.has(page.errorCode);
