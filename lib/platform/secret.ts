import { createHash } from 'node:crypto';
import { inspect } from 'node:util';

const hidden = '[secret]';

/**
 * A value that never prints: not in a template, JSON, `console.log`, an assertion or an error. Only `reveal()` gives
 * it away, so a search for that word finds every place where a secret is used.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  /** Identifies a secret without revealing it; `purpose` makes fingerprints of different uses differ. */
  fingerprint(purpose: string): string {
    return createHash('sha256').update(`genkan/${purpose}/`).update(this.#value).digest('hex').slice(0, 32);
  }

  toString(): string {
    return hidden;
  }

  toJSON(): string {
    return hidden;
  }

  [inspect.custom](): string {
    return hidden;
  }
}
