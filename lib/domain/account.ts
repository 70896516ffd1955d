import type { Secret } from '../platform/secret.ts';
import type { Cloud } from './cloud.ts';

/** An account that a monitor signs in with, its secrets resolved. It has at least one way in (`factors`). */
export interface Account extends Proofs {
  /** The `account` label. */
  readonly id: string;
  /** The user principal name that is typed. */
  readonly username: string;
  readonly tenant: string;
  readonly cloud: Cloud;
  /** One of its secrets cannot be had for now, so it holds none and is not tried. */
  readonly lacksSecret?: true;
  /** Addresses of this tenant alone, by monitor id. */
  readonly urls?: Readonly<Record<string, string>>;
  /** The origin of the identity provider that may be given the password, for a federated account. */
  readonly federation?: string;
  /** An application of the tenant that may be asked when a sign-in fails. Never used to sign in. */
  readonly graph?: GraphAccess;
}

/** An application with a secret, for Microsoft Graph. */
export interface GraphAccess {
  /** Of the directory. */
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
}

/** What an account can prove itself with. */
export interface Proofs {
  readonly password?: Secret;
  /** A base32 secret or an `otpauth://` address. */
  readonly totp?: Secret;
  readonly passkey?: Passkey;
  readonly certificate?: ClientCertificate;
  readonly temporaryAccessPass?: Secret;
}

/** A discoverable credential of a software authenticator. Binary values are base64url, as in WebAuthn. */
export interface Passkey {
  readonly id: string;
  /** The relying party, and so the host whose pages may ask for it. */
  readonly rpId: string;
  readonly userHandle: string;
  /** SPKI, DER. */
  readonly publicKey: string;
  /** PKCS #8, DER. */
  readonly privateKey: Secret;
}

/** A certificate with its key, for certificate-based authentication. */
export interface ClientCertificate {
  /** PKCS #12 in base64, or two texts in PEM. */
  readonly form: { readonly pfx: Secret } | { readonly cert: Secret; readonly key: Secret };
  readonly passphrase?: Secret;
  /** Of the directory; needed where issuer hints are on (sign-in-facts 2.10). */
  readonly tenantId?: string;
}

/**
 * Ways to prove who one is, the preferred one first: what needs no second factor and no waiting, then what people use,
 * last what may be good for one sign-in only.
 */
export const factorIds = ['passkey', 'certificate', 'password', 'totp', 'access_pass'] as const;
export type FactorId = (typeof factorIds)[number];

const proofOf: Readonly<Record<FactorId, keyof Proofs>> = {
  passkey: 'passkey',
  certificate: 'certificate',
  password: 'password',
  totp: 'totp',
  access_pass: 'temporaryAccessPass',
};

/** The factors that an account holds, in their order; its proofs may be secrets, or where they are kept. */
export const heldBy = (proofs: { readonly [Proof in keyof Proofs]?: unknown }): FactorId[] =>
  factorIds.filter(factor => proofs[proofOf[factor]] !== undefined);

/** Every secret that an account proves itself with. */
export function secretsOf({ password, totp, passkey, certificate, temporaryAccessPass }: Proofs): Secret[] {
  const form = certificate?.form;
  const inCertificate = form === undefined ? [] : 'pfx' in form ? [form.pfx] : [form.cert, form.key];
  return [
    password,
    totp,
    passkey?.privateKey,
    ...inCertificate,
    certificate?.passphrase,
    temporaryAccessPass,
  ].filter(secret => secret !== undefined);
}
