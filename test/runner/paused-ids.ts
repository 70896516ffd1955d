import { Violation } from './microsoft-model.ts';

/** Which account ids of a user name have to be paused for a refused secret, by what was sent and not by what is stored. */
export class PausedIds {
  readonly #secrets = new Map<string, string>();

  /** It was refused, or is left out since it was. */
  refused(id: string, secret: string): void {
    if (this.#secrets.get(id) !== secret) this.changed(id);
    this.#secrets.set(id, secret);
  }

  /** It got in, or was refused with another one: those that had the same one before are believed to have changed, too. */
  changed(id: string): void {
    const before = this.#secrets.get(id);
    for (const [each, secret] of this.#secrets) if (secret === before) this.#secrets.delete(each);
  }

  /** It was wrong to say so. */
  takeBack(id: string, secret: string): void {
    if (this.#secrets.get(id) === secret) this.#secrets.delete(id);
  }

  /** A person vouches. */
  resume(): void {
    this.#secrets.clear();
  }

  check(shown: readonly string[]): void {
    const expected = [...this.#secrets.keys()].toSorted().join(', ');
    const found = [...shown].toSorted().join(', ');
    if (found !== expected) throw new Violation(`paused are (${found}) in place of (${expected})`);
  }
}
