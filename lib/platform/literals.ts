/** Longer texts are looked for by the hash of their beginning, shorter ones one by one. */
const window = 6;
const base = 65_599;
const filterSize = 1 << 16;
/** What the character that leaves the window has been multiplied with. */
let outermost = 1;
for (let n = 1; n < window; n++) outermost = Math.imul(outermost, base);

/**
 * Finds any of many texts in another one, in a time that does not depend on how many they are (Rabin and Karp's way): a
 * thousand secrets are written in some thirty thousand ways, and a pattern of them all takes milliseconds for a line.
 */
export class Literals {
  readonly #short = new Map<string, string>();
  readonly #long = new Map<number, Array<readonly [literal: string, meaning: string]>>();
  readonly #filter = new Uint8Array(filterSize);

  /** @param meaning what is found where `literal` is */
  add(literal: string, meaning: string): void {
    if (literal.length < window) {
      this.#short.set(literal, meaning);
      return;
    }
    let hash = 0;
    for (let at = 0; at < window; at++) hash = (Math.imul(hash, base) + literal.charCodeAt(at)) | 0;
    const same = this.#long.get(hash) ?? [];
    same.push([literal, meaning]);
    this.#long.set(hash, same);
    this.#filter[hash & (filterSize - 1)] = 1;
  }

  /** Adds the meaning of everything that is in `text` to `found`. */
  find(text: string, found: Set<string>): void {
    for (const [literal, meaning] of this.#short) if (text.includes(literal)) found.add(meaning);
    if (this.#long.size === 0) return;
    let hash = 0;
    for (let end = 0; end < text.length; end++) {
      if (end >= window) hash = (hash - Math.imul(text.charCodeAt(end - window), outermost)) | 0;
      hash = (Math.imul(hash, base) + text.charCodeAt(end)) | 0;
      if (this.#filter[hash & (filterSize - 1)] === 0) continue;
      for (const [literal, meaning] of this.#long.get(hash) ?? [])
        if (text.startsWith(literal, end - window + 1)) found.add(meaning);
    }
  }
}
