import { changeTexts } from '../../domain/free-text.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import { partsOf } from '../../platform/encodings.ts';
import { Secret } from '../../platform/secret.ts';
import { pack, unpack } from './archive.ts';
import { textOf } from './bodies.ts';
import { cleanHar } from './har.ts';
import { cleanPage } from './html.ts';
import { cleanJpeg } from './jpeg.ts';
import { cleanJson } from './json.ts';
import { type Identity, Rewriter } from './rewriter.ts';
import { type Finding, Scan } from './scan.ts';
import { cleanTrace } from './trace.ts';

/** What an artifact is, and so how it is taken apart. */
export type Form = 'text' | 'json' | 'har' | 'html' | 'trace' | 'jpeg';

/** Of a line that people read, in characters. */
const mostOfLine = 1_000;

/** `unreadable`: it is not what it should be. `unclean`: something was found in it even after it was cleaned twice. */
export type Dropped = 'unreadable' | 'unclean';

export type Cleaned =
  | { readonly bytes: Uint8Array; readonly dropped?: undefined }
  | { readonly bytes?: undefined; readonly dropped: Dropped; readonly found: readonly Finding[] };

/**
 * Cleans what a run leaves behind. One for each run: what it takes out of one artifact it looks for in all that follow,
 * so the richest is best cleaned first.
 */
export class Cleaner {
  readonly #rewriter: Rewriter;
  readonly #scan: Scan;

  /** @param secrets of the run's account, the codes that it typed, the proxy's address */
  constructor(secrets: Iterable<Secret>, identity: Identity) {
    const all = [...secrets];
    this.#rewriter = new Rewriter(all.flatMap(rewritable), identity);
    this.#scan = new Scan(all, identity.shown ? [] : identity.names);
  }

  /** The artifact as it may be kept, or why it may not. @param name for the findings */
  clean(form: Form, name: string, bytes: Uint8Array): Cleaned {
    try {
      const once = this.#rewrite(form, bytes);
      let cleaned = this.searched(name, once);
      if (cleaned.dropped !== undefined)
        cleaned = this.searched(name, this.#rewrite(form, this.#rewriteBlindly(form, once)));
      return form === 'text' && cleaned.dropped === undefined ? { bytes: cutLines(cleaned.bytes) } : cleaned;
    } catch {
      return { dropped: 'unreadable', found: [] };
    }
  }

  /** The record of the run: its texts are cleaned, what is of a closed set stays. */
  record(record: RunRecord): RunRecord {
    return changeTexts(
      record,
      text => this.#rewriter.text(text),
      value => this.#rewriter.unnamed(value),
    );
  }

  /** Does a text show a secret? Then so does every picture of it. */
  isShown(text: string): boolean {
    return this.#scan.isShown(text, this.#rewriter.taken);
  }

  /** What must not be kept of these bytes, unpacked to the bottom. */
  scan(bytes: Uint8Array, name: string): Finding[] {
    return this.#scan.search(bytes, name, this.#rewriter.taken);
  }

  /** What was made of cleaned parts, if nothing is found in it. */
  searched(name: string, bytes: Uint8Array): Cleaned {
    const found = this.scan(bytes, name);
    return found.length === 0 ? { bytes } : { dropped: 'unclean', found };
  }

  #rewrite(form: Form, bytes: Uint8Array): Uint8Array {
    if (form === 'trace') return cleanTrace(bytes, this.#rewriter);
    if (form === 'jpeg') return cleanJpeg(bytes);
    const text = textOf(bytes);
    if (text === undefined) throw new Error('no text');
    switch (form) {
      case 'har':
        return Buffer.from(cleanHar(text, this.#rewriter));
      case 'html':
        return Buffer.from(cleanPage(text, this.#rewriter));
      case 'json':
        return Buffer.from(`${cleanJson(text, this.#rewriter)}\n`);
      case 'text':
        return Buffer.from(
          text
            .split('\n')
            .map(line => this.#line(line))
            .join('\n'),
        );
    }
  }

  /** A line for people, or one of JSON, as logs are. */
  #line(line: string): string {
    try {
      return /^[[{]/.test(line) ? cleanJson(line, this.#rewriter) : this.#rewriter.text(line);
    } catch {
      return this.#rewriter.text(line);
    }
  }

  /** Without regard to what is a value and what is not; whether it can still be read is seen afterwards. */
  #rewriteBlindly(form: Form, bytes: Uint8Array): Uint8Array {
    if (form === 'jpeg') return bytes;
    if (form !== 'trace') return Buffer.from(this.#rewriter.everything(textOf(bytes) ?? ''));
    return pack(
      new Map(
        [...unpack(bytes)].map(([name, file]) => {
          const text = textOf(file);
          return [name, text === undefined ? file : Buffer.from(this.#rewriter.everything(text))];
        }),
      ),
    );
  }
}

/** Only in what was found to be clean: half a secret would not be known for one. */
function cutLines(bytes: Uint8Array): Uint8Array {
  const lines = new TextDecoder().decode(bytes).split('\n');
  const short = lines.map(line => (line.length > mostOfLine ? `${line.slice(0, mostOfLine)} …` : line));
  return Buffer.from(short.join('\n'));
}

/**
 * The parts of a secret that are replaced wherever they occur. A short one, or a plain word, is not: pages are made of
 * such words, and `type="[redacted]"` would reveal it. It goes where it is a field's, a parameter's or a key's value, and an artifact in
 * which it stands anywhere else is not kept.
 */
function rewritable(secret: Secret): Secret[] {
  return partsOf(secret.reveal())
    .filter(part => part.length >= 6 && !/^[a-z]{1,12}$/i.test(part))
    .map(part => new Secret(part));
}
