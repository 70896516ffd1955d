import { Secret } from 'otpauth';
import type { AuthMethod, FirstFactor, ProviderName, Scenario } from './scenarios/scenario.ts';

/** How the codes of an authenticator are made (facts 7.5). */
export interface TokenKind {
  readonly algorithm: 'SHA1' | 'SHA256';
  readonly digits: 6 | 8;
  /** Seconds. */
  readonly period: 30 | 60;
}

/** What a client that uses the account is meant to find. */
export interface Announcement {
  readonly verdict: 'up' | 'down' | 'degraded' | 'unknown';
  readonly cause?: string;
}

/** An account as it is handed to `startSimulator`: whatever is left out is made up freshly. */
export interface SimulatedAccount {
  readonly username: string;
  readonly displayName?: string;
  /** What the tenant knows. */
  readonly password?: string;
  /** What clients are given, when that is not what the tenant knows. */
  readonly givenPassword?: string;
  /** Base32. */
  readonly totp?: string;
  readonly tokenKind?: TokenKind;
  /** What it can begin a sign-in with; the password alone when absent. */
  readonly firstFactors?: readonly FirstFactor[];
  /** The one of them that the sign-in opens on; the first when absent. */
  readonly preferred?: FirstFactor;
  /** Empty: the tenant asks this account for no second factor. */
  readonly proofs?: readonly AuthMethod[];
  /** The proof that the sign-in opens on, one of `proofs`. Several proofs without a default: the list comes first. */
  readonly defaultProof?: AuthMethod;
  /** Directory roles. An account without one gets no data from the admin center (facts 5.6). */
  readonly roles?: readonly string[];
  readonly announced?: Announcement;
  /** Who knows its password, when that is not Entra. */
  readonly federation?: ProviderName;
  /** The name of a scenario for this account alone. */
  readonly scenario?: string;
  /** Answers the browser from the right password on, in place of Microsoft's pages: for pages that should never appear. */
  readonly impostor?: Impostor;
}

/** Answers in Microsoft's name. Addresses below the first one reach it, too. */
export type Impostor = (request: Request) => Response | Promise<Response>;

/** An account of the simulated tenant, nothing left open. */
export interface Account {
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
  readonly password: string;
  readonly givenPassword: string;
  readonly totp: string;
  readonly tokenKind: TokenKind;
  readonly firstFactors: readonly FirstFactor[];
  readonly preferred: FirstFactor;
  readonly proofs: readonly AuthMethod[];
  readonly defaultProof: AuthMethod | undefined;
  readonly roles: readonly string[];
  readonly announced: Announcement;
  readonly federation?: ProviderName;
  readonly scenario?: string;
  readonly impostor?: Impostor;
}

/** The demo tenant. Microsoft's own samples call theirs Contoso, too. */
export const tenant = {
  id: '6babcaad-604b-40ac-a9d7-9fd97c0b779f',
  name: 'Contoso',
  domain: 'contoso.onmicrosoft.com',
  domains: ['contoso.onmicrosoft.com', 'contoso.example'],
} as const;

/** The two accounts that are always there: one that gets in, and one whose secret is out of date. */
export function demoAccounts(random: (bytes: number) => Uint8Array): SimulatedAccount[] {
  return [
    { username: `monitor@${tenant.domain}`, displayName: 'Genkan Monitor' },
    {
      username: `expired-secret@${tenant.domain}`,
      displayName: 'Expired Secret',
      givenPassword: newPassword(random),
      announced: { verdict: 'down', cause: 'password_wrong' },
    },
  ];
}

/** `count` accounts with their own secrets: `load-01@contoso.onmicrosoft.com` and on. */
export function numberedAccounts(count: number, prefix = 'load'): SimulatedAccount[] {
  const digits = Math.max(2, String(count).length);
  return Array.from({ length: count }, (_, index) => {
    const number = String(index + 1).padStart(digits, '0');
    return { username: `${prefix}-${number}@${tenant.domain}`, displayName: `${prefix} ${number}` };
  });
}

/** Fills in what an account left open, by the scenario that is played for it. */
export function settleAccount(
  account: SimulatedAccount,
  { signIn = {} }: Scenario,
  random: (bytes: number) => Uint8Array,
): Account {
  const password = account.password ?? newPassword(random);
  const { defaultProof, proofs = signIn.proofs ?? ['PhoneAppOTP'] } = account;
  const firstFactors = account.firstFactors ?? signIn.firstFactors ?? ['password'];
  if (defaultProof !== undefined && !proofs.includes(defaultProof)) {
    throw new Error(`The default proof of '${account.username}', ${defaultProof}, is not among its proofs.`);
  }
  return {
    id: guid(random),
    username: account.username.toLowerCase(),
    displayName: account.displayName ?? account.username,
    password,
    givenPassword: account.givenPassword ?? password,
    tokenKind: account.tokenKind ?? { algorithm: 'SHA1', digits: 6, period: 30 },
    firstFactors,
    preferred: account.preferred ?? firstFactors[0] ?? 'password',
    totp: account.totp ?? new Secret({ buffer: Uint8Array.from(random(20)).buffer }).base32,
    proofs,
    defaultProof,
    roles: account.roles ?? ['Global Reader'],
    announced: account.announced ?? { verdict: 'up' },
    ...(account.federation === undefined ? {} : { federation: account.federation }),
    ...(account.scenario === undefined ? {} : { scenario: account.scenario }),
    ...(account.impostor === undefined ? {} : { impostor: account.impostor }),
  };
}

/** A version 4 GUID out of the given randomness. */
export function guid(random: (bytes: number) => Uint8Array): string {
  const bytes = Buffer.from(random(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

// Long enough to be unique in whatever a client writes, so that a search for a leak cannot hit by chance;
// with characters that forms, JSON and HTML each write differently, all of them allowed by Entra.
function newPassword(random: (bytes: number) => Uint8Array): string {
  return `Gk+${Buffer.from(random(12)).toString('base64url')}&"9<a`;
}
