import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { BrowserContext } from '@playwright/test';
import type { Passkey } from '../../domain/account.ts';
import { fieldsOf } from '../../platform/json-fields.ts';
import { orNothing } from '../../platform/or-nothing.ts';
import { Secret } from '../../platform/secret.ts';

/** Where Microsoft's passkey page lives, whatever the host of the sign-in (sign-in-facts 2.9). */
export const passkeyHost = 'login.microsoft.com';

/**
 * A context's passkey, in its authenticator only for the way from the e-mail page to Microsoft's passkey page and
 * through it. The virtual authenticator answers every page and believes the origin that the page states, unlike a
 * real one; and a page that offers passkeys by itself, as the e-mail page may, would be answered before a person could
 * have been asked.
 */
export class PasskeyAtHand {
  readonly #context: BrowserContext;
  readonly #passkey: Passkey;
  readonly #now: () => number;
  /** What was asked of the authenticator last; one thing after the other. */
  #last = Promise.resolve();
  #isIn = false;

  private constructor(context: BrowserContext, held: Passkey, now: () => number) {
    this.#context = context;
    this.#passkey = held;
    this.#now = now;
  }

  /**
   * Must come before the first page of the context.
   * @param now ms since 1970
   */
  static async prepare(context: BrowserContext, held: Passkey, now: () => number): Promise<PasskeyAtHand> {
    await context.credentials.install();
    return new PasskeyAtHand(context, held, now);
  }

  get host(): string {
    return this.#passkey.rpId;
  }

  /** Before a press that may lead to the passkey page: that page asks as soon as it is there. */
  async putIn(): Promise<void> {
    if (!this.#isIn) {
      this.#isIn = true;
      const { id, rpId, userHandle, publicKey, privateKey } = this.#passkey;
      // The counter must grow from one sign-in to the next, also across processes: seconds do.
      const signCount = Math.floor(this.#now() / 1_000);
      const key = { id, userHandle, publicKey, privateKey: privateKey.reveal(), signCount };
      this.#then(() => this.#context.credentials.create(rpId, key));
    }
    await this.#last;
  }

  /** As soon as the browser leaves for anywhere else. */
  takeOut(): void {
    if (!this.#isIn) return;
    this.#isIn = false;
    this.#then(() => this.#context.credentials.delete(this.#passkey.id));
  }

  #then(work: () => Promise<unknown>): void {
    this.#last = this.#last.then(work).then(
      () => undefined,
      () => undefined, // the context is gone
    );
  }
}

/** A passkey as a text that can be kept. */
export function formatPasskey({ privateKey, ...open }: Passkey): Secret {
  return new Secret(`${JSON.stringify({ ...open, privateKey: privateKey.reveal() }, undefined, 2)}\n`);
}

/** @throws Error, without anything secret in it, when the text is not a passkey as `formatPasskey` writes it */
export function parsePasskey(text: Secret): Passkey {
  const { id, rpId, userHandle, publicKey, privateKey } = fieldsOf(text.reveal());
  if (!isBase64Url(id) || !isBase64Url(userHandle) || !isBase64Url(publicKey) || !isBase64Url(privateKey))
    throw new Error('it is not a passkey file that `genkan enroll passkey` wrote');
  // Microsoft's, and nobody else's: a key must never be offered elsewhere.
  if (typeof rpId !== 'string' || !/^login\.[a-z.]+$/.test(rpId))
    throw new Error('its rpId is not a sign-in host of Microsoft');
  if (publicKeyOf(privateKey) !== publicKey) throw new Error('its private and public key do not match');
  return { id, rpId, userHandle, publicKey, privateKey: new Secret(privateKey) };
}

const isBase64Url = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Za-z0-9_-]{1,4096}$/.test(value);

const publicKeyOf = (privateKey: string): string | undefined =>
  orNothing(() => {
    const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64url'), format: 'der', type: 'pkcs8' });
    return createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64url');
  });
