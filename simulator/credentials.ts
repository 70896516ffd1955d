import { generateKeyPairSync } from 'node:crypto';
import type { Account } from './accounts.ts';
import type { Authority, Leaf } from './network/authority.ts';
import type { FirstFactor } from './scenarios/scenario.ts';

/** A passkey as the one who signs in keeps it; binary values in base64url, as in WebAuthn. */
export interface ClientPasskey {
  readonly id: string;
  readonly rpId: string;
  readonly userHandle: string;
  /** SPKI, DER. */
  readonly publicKey: string;
  /** PKCS #8, DER. */
  readonly privateKey: string;
}

/** What a client is given besides password and TOTP secret, as far as the account has it. */
export interface ClientCredentials {
  readonly passkey?: ClientPasskey;
  /** Two texts in PEM. */
  readonly certificate?: Leaf;
  readonly accessPass?: string;
}

/** The relying party of Microsoft's passkeys (facts 2.9). */
export const relyingParty = 'login.microsoft.com';

/** Issues what an account has, and no more. */
export async function issueCredentials(
  account: Account,
  users: Authority,
  random: (bytes: number) => Uint8Array,
): Promise<ClientCredentials> {
  const has = (factor: FirstFactor) => account.firstFactors.includes(factor);
  const hasPasskey = has('passkey') || account.proofs.includes('FidoKey');
  return {
    ...(hasPasskey && { passkey: newPasskey(account, random) }),
    ...(has('certificate') && { certificate: await users.client(account.username) }),
    ...(has('accessPass') && { accessPass: newAccessPass(random) }),
  };
}

function newPasskey(account: Account, random: (bytes: number) => Uint8Array): ClientPasskey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    id: Buffer.from(random(16)).toString('base64url'),
    rpId: relyingParty,
    userHandle: userHandleOf(account),
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64url'),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64url'),
  };
}

export const userHandleOf = (account: Account): string =>
  Buffer.from(`OB${account.id}`).toString('base64url');

// Of the kind that Entra makes: letters, digits and signs, eight of them or more.
const newAccessPass = (random: (bytes: number) => Uint8Array): string =>
  `${Buffer.from(random(9)).toString('base64url')}&+`;
