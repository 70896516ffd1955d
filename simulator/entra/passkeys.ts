import { createHash, createPublicKey, type KeyObject, timingSafeEqual, verify } from 'node:crypto';
import type { Account } from '../accounts.ts';
import { type ClientCredentials, relyingParty } from '../credentials.ts';

interface Registered {
  readonly account: Account;
  readonly publicKey: KeyObject;
  signCount: number;
}

/** What a page posts after the ceremony; binary values in base64url. */
export interface Assertion {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly authenticatorData: string;
  readonly signature: string;
}

/** The same after a registration. */
export interface Attestation {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly authenticatorData: string;
  readonly publicKey: string;
}

const origin = `https://${relyingParty}`;

/** The passkeys that the tenant knows, and the relying party's part of WebAuthn: ES256, user verified, no attestation. */
export class Passkeys {
  readonly #byId = new Map<string, Registered>();

  constructor(issued: ReadonlyMap<Account, ClientCredentials>) {
    for (const [account, { passkey }] of issued) {
      if (passkey !== undefined) this.#add(account, passkey.id, passkey.publicKey, 0);
    }
  }

  of(account: Account): string[] {
    return [...this.#byId].filter(([, known]) => known.account === account).map(([id]) => id);
  }

  /** Whose passkey has signed this challenge? Nobody's, if anything about it is wrong. */
  verify(assertion: Assertion, challenge: string): Account | undefined {
    const known = this.#byId.get(assertion.id);
    const said = readAuthenticator(assertion, 'webauthn.get', challenge);
    if (known === undefined || said === undefined) return undefined;
    const signed = Buffer.concat([said.data, createHash('sha256').update(said.clientData).digest()]);
    const isGenuine = verify(
      'sha256',
      signed,
      known.publicKey,
      Buffer.from(assertion.signature, 'base64url'),
    );
    // A counter that does not grow means that the passkey was copied.
    if (!isGenuine || said.signCount <= known.signCount) return undefined;
    known.signCount = said.signCount;
    return known.account;
  }

  /** Registers a passkey; false if anything about it is wrong. */
  register(account: Account, attestation: Attestation, challenge: string): boolean {
    const said = readAuthenticator(attestation, 'webauthn.create', challenge);
    if (said === undefined || this.#byId.has(attestation.id)) return false;
    // Behind counter and flags: 16 bytes for the kind of authenticator, 2 for the length of the id, the id.
    const length = said.data.readUInt16BE(53);
    if (said.data.subarray(55, 55 + length).toString('base64url') !== attestation.id) return false;
    return this.#add(account, attestation.id, attestation.publicKey, said.signCount);
  }

  #add(account: Account, id: string, publicKey: string, signCount: number): boolean {
    try {
      const key = createPublicKey({ key: Buffer.from(publicKey, 'base64url'), format: 'der', type: 'spki' });
      this.#byId.set(id, { account, publicKey: key, signCount });
      return true;
    } catch {
      return false;
    }
  }
}

/** The authenticator's data, if it is for this relying party and challenge, with the user present and verified. */
function readAuthenticator(
  { clientDataJSON, authenticatorData }: Pick<Assertion, 'clientDataJSON' | 'authenticatorData'>,
  type: string,
  challenge: string,
): { data: Buffer; clientData: Buffer; signCount: number } | undefined {
  const clientData = Buffer.from(clientDataJSON, 'base64url');
  const data = Buffer.from(authenticatorData, 'base64url');
  if (data.length < 37) return undefined;
  const wanted = { type, challenge: Buffer.from(challenge).toString('base64url'), origin };
  const read = parse(clientData);
  if (Object.entries(wanted).some(([key, value]) => read[key] !== value)) return undefined;
  const rpIdHash = createHash('sha256').update(relyingParty).digest();
  const flags = data[32] ?? 0;
  const isVerified = (flags & 0b101) === 0b101;
  if (!timingSafeEqual(data.subarray(0, 32), rpIdHash) || !isVerified) return undefined;
  return { data, clientData, signCount: data.readUInt32BE(33) };
}

function parse(json: Buffer): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(json.toString());
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
