import { scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { type Account, type FactorId, secretsOf } from '../domain/account.ts';
import type { Secret } from '../platform/secret.ts';
import { Authenticator } from '../sign-in/totp.ts';

/** A slow hash of a secret, in hex: if the history is stolen, no password is found by trying. */
export type Hash = (text: string, salt: string) => Promise<string>;

const scryptAsync = promisify<string, string, number, { N: number }, Buffer>(scrypt);

/** @param cost the N of scrypt, a power of two; version 0.1 used the same */
export const scryptHash =
  (cost = 2 ** 14): Hash =>
  async (text, salt) =>
    (await scryptAsync(text, salt, 32, { N: cost })).toString('hex');

/** Fingerprints of what an account holds, each made once, and only when it is asked for. */
export class Fingerprints {
  readonly #account: Account;
  readonly #hash: Hash;
  readonly #made = new Map<string, Promise<string>>();

  constructor(account: Account, hash: Hash) {
    this.#account = account;
    this.#hash = hash;
  }

  /** Of one credential. Nothing where the account does not hold it. */
  async of(credential: FactorId, salt: string): Promise<string | undefined> {
    const text = textOf(this.#account, credential);
    return text === undefined ? undefined : this.#make(`${credential}\0${text}`, salt);
  }

  /** Of all secrets together, as version 0.1 made it. */
  async ofAll(salt: string): Promise<string> {
    return this.#make(joined(secretsOf(this.#account)), salt);
  }

  #make(text: string, salt: string): Promise<string> {
    const key = `${salt}\0${text}`;
    const made = this.#made.get(key) ?? this.#hash(text, salt);
    this.#made.set(key, made);
    return made;
  }
}

/** What a credential is made of, as text. */
function textOf(account: Account, credential: FactorId): string | undefined {
  switch (credential) {
    case 'password':
      return account.password?.reveal();
    case 'totp':
      return account.totp && keyOf(account.totp);
    case 'passkey':
      return account.passkey?.privateKey.reveal();
    case 'certificate':
      return account.certificate && joined(secretsOf({ certificate: account.certificate }));
    case 'access_pass':
      return account.temporaryAccessPass?.reveal();
  }
}

const joined = (secrets: readonly Secret[]): string => secrets.map(secret => secret.reveal()).join('\0');

/** One secret can be written in several ways; a text that is none is taken as it is. */
function keyOf(totp: Secret): string {
  try {
    return new Authenticator(totp).key.reveal();
  } catch {
    return totp.reveal();
  }
}
