import { isUtf8 } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import { parseFragment } from 'parse5';
import { helpSites } from '../../domain/causes/cause.ts';
import { Fragments, isKey, partsOf } from '../../platform/encodings.ts';
import type { Secret } from '../../platform/secret.ts';
import { unpack } from './archive.ts';

// The judge of what the rewriting did, and so it has a way of its own: an artifact is unpacked and decoded until nothing
// is left to decode, and the bare values are looked for, in bytes as well.

/** Something that must not be kept. Never the thing itself. */
export interface Finding {
  /** The file, and the files in it on the way. */
  readonly where: string;
  readonly what: string;
}

const aSecret = 'a secret';
const aKey = 'a key';
const aToken = 'a token that was taken out elsewhere';
const secretKinds: ReadonlySet<string> = new Set([aSecret, aKey, aToken]);
/** Of a value without blanks and punctuation. */
const leastJoined = 6;
const mostDepth = 6;
const mostRounds = 6;
const mostGunzippedBytes = 100_000_000;
const notReplaced = String.raw`(?!\\*"?\[(?:redacted|masked)\])`;

/** What Microsoft, identity providers and centers hand out, by its shape or by what it is called. */
export const shapes: ReadonlyArray<readonly [what: string, pattern: RegExp]> = [
  ['a signed token', /eyJ[\w-]{10,}\.eyJ[\w-]{10,}/],
  ['an opaque token', /(?<![\w-])(?:[01]\.A[\w-]{40,}|P?AQAB[\w-]{40,}|r[QI][QI]I[\w-]{40,})/],
  [
    'a session cookie',
    new RegExp(
      String.raw`\b(?:ESTSAUTH\w*|ESTSSC|SignInStateCookie|RootAuthToken|SPAAuthCookie|OIDCAuthCookie|FedAuth|MSISAuth\d?)=${notReplaced}[^\s;"'<>]`,
    ),
  ],
  [
    'a proof of identity in a header',
    new RegExp(String.raw`\b(?:Bearer|Basic) ${notReplaced}(?=[\w+/.~-]*\d)[\w+/.~-]{12,}`),
  ],
  [
    'a code or token in an address or form',
    new RegExp(
      String.raw`(?:^|[?&#])(?:code|id_token|access_token|state|nonce|session_state|flowToken|canary|ctx|login_hint|passwd|otc|SAML\w+|wresult)=${notReplaced}[^&\s"'<>;,)]`,
    ),
  ],
  [
    'a token in data',
    new RegExp(
      String.raw`"(?:sFT|sCtx|flowToken|canary|apiCanary|sCrossDomainCanary|sFidoChallenge|sProofUpAuthState|id_token|access_token|refresh_token|SAMLResponse|wresult|passwd)"\s*:\s*"${notReplaced}[^"\\]{8,}`,
      'i',
    ),
  ],
  [
    'a token in a field',
    new RegExp(
      String.raw`name="(?:flowToken|canary|ctx|id_token|code|state|SAMLResponse|SAMLRequest|wresult|passwd|otc)"[^<>]{0,200}?\bvalue="${notReplaced}[^"]`,
      'i',
    ),
  ],
];

/** The link to what an error code means, which Genkan itself writes beside it: its `code` is a number, and no code of OAuth. */
const ownLinks = new RegExp(
  String.raw`${helpSites.errorLookup.replaceAll('.', String.raw`\.`)}\?code=\d{1,10}(?![\w%&=.-])`,
  'g',
);

export class Scan {
  readonly #wanted: Wanted[] = [];
  readonly #keys = new Fragments();
  readonly #binary: Buffer[] = [];

  constructor(secrets: Iterable<Secret>, names: readonly string[] = []) {
    for (const secret of secrets) this.#learn(secret);
    for (const name of names) this.#wanted.push(new Wanted(name, 'a name that is to be masked', true));
  }

  /** Does a text show a secret? Names, and what only looks like a token, do not count. */
  isShown(text: string, taken: ReadonlySet<string>): boolean {
    return this.search(Buffer.from(text), '', taken).some(({ what }) => secretKinds.has(what));
  }

  #learn(secret: Secret): void {
    for (const part of partsOf(secret.reveal())) {
      if (isKey(part)) {
        this.#keys.learn(part);
        this.#binary.push(...fragmentsOf(Buffer.from(part, 'base64')));
      } else this.#wanted.push(new Wanted(part, aSecret));
    }
  }

  /** What must not be kept of an artifact, unpacked to the bottom. @param taken what was taken out elsewhere */
  search(bytes: Uint8Array, name: string, taken: ReadonlySet<string> = new Set()): Finding[] {
    const findings: Finding[] = [];
    this.#bytes(bytes, name, taken, 0, findings);
    return [...new Map(findings.map(finding => [`${finding.where}: ${finding.what}`, finding])).values()];
  }

  #bytes(
    bytes: Uint8Array,
    where: string,
    taken: ReadonlySet<string>,
    depth: number,
    findings: Finding[],
  ): void {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const found = (what: string) => findings.push({ where, what });
    if (depth > mostDepth) return void found('more layers than can be looked through');
    for (const wanted of this.#wanted) if (wanted.isInBytes(buffer)) found(wanted.what);
    if (this.#binary.some(fragment => buffer.includes(fragment))) found(aKey);
    const start = buffer.subarray(0, 4).toString('latin1');
    try {
      if (start === 'PK\x03\x04') {
        for (const [name, file] of unpack(buffer)) {
          this.#bytes(file, `${where}/${name}`, taken, depth + 1, findings);
          this.#text(name, where, taken, depth, findings);
        }
        return;
      }
      if (start.startsWith('\x1f\x8b'))
        return this.#bytes(
          gunzipSync(buffer, { maxOutputLength: mostGunzippedBytes }),
          where,
          taken,
          depth + 1,
          findings,
        );
    } catch {
      return void found('an archive that cannot be opened');
    }
    if (/^(?:\x89PNG|\xff\xd8\xff)/.test(start)) {
      // Pixels are compressed: their content is masked before, not found after. A short word would be found by chance.
      if (this.#wanted.some(wanted => wanted.isInPicture(buffer))) found(aSecret);
      return;
    }
    this.#text(buffer.toString('utf8'), where, taken, depth, findings);
    for (const encoding of ['utf-16le', 'utf-16be']) {
      if (buffer.includes(0))
        this.#text(new TextDecoder(encoding).decode(buffer), where, taken, depth, findings);
    }
  }

  #text(text: string, where: string, taken: ReadonlySet<string>, depth: number, findings: Finding[]): void {
    const found = (what: string) => findings.push({ where, what });
    for (const view of views(text)) {
      for (const wanted of this.#wanted) if (wanted.isIn(view)) found(wanted.what);
      const reading = readingOf(view);
      for (const wanted of this.#wanted) if (wanted.isReadableIn(reading)) found(wanted.what);
      if (this.#keys.isIn(view)) found(aKey);
      const foreign = view.replaceAll(ownLinks, '');
      for (const [what, pattern] of shapes) if (pattern.test(foreign)) found(what);
      for (const token of taken) if (view.includes(token)) found(aToken);
    }
    // Base64 is unfolded, too: a page in an address, an archive in a page.
    for (const [run] of text.matchAll(/(?<![\w+/-])[\w+/-]{12,}={0,2}/g)) {
      // A slash may also be that of a path.
      for (const word of run.includes('/') ? [run, ...run.split('/')] : [run]) {
        const bytes = Buffer.from(word, 'base64');
        if (isWorthALook(bytes)) this.#bytes(bytes, `${where}/base64`, taken, depth + 1, findings);
      }
    }
  }
}

/** Elements and comments, in a page and as a trace writes them. */
const elements = /<!--.*?-->|<[^<>]*>|\["[A-Z][\w:-]*"(?:,\{[^{}]*\})?/gs;
/** What else may be between the parts of a text: blanks, and what quotes and lists. */
const between = /[\s"'[\]{},:;\\]+/g;

/** A text that is divided over elements, or over their attributes, put together. */
interface Readable {
  /** Without the elements. */
  readonly text: string;
  /** Without anything that may be between, too: the text, and the values of attributes. */
  readonly joined: readonly string[];
}

function readingOf(view: string): Readable {
  const text = view.replaceAll(elements, '');
  const values = Array.from(view.matchAll(/="([^"]*)"/g), ([, value]) => value).join('');
  return { text, joined: [text.replaceAll(between, ''), values.replaceAll(between, '')] };
}

/** Fewer bytes than this are taken for a text only where they are valid UTF-8: others may look like one by chance. */
const longText = 48;

/** Text, an archive or a picture; not random bytes. */
function isWorthALook(bytes: Buffer): boolean {
  const start = bytes.subarray(0, longText);
  if (/^(?:504b0304|1f8b)/.test(start.toString('hex'))) return true;
  if (start.length < 9 || (start.length < longText && !isUtf8(start))) return false;
  return start.every(byte => byte >= 0x20 || byte === 0 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}

/** A value that is looked for. */
class Wanted {
  readonly what: string;
  readonly #ignoresCase: boolean;
  readonly #raw: Buffer;
  readonly #code: RegExp | undefined;
  /** As it is, and as it is when everything that looks like an escape in it is undone, too. */
  readonly #bare: ReadonlySet<string>;
  readonly #binary: readonly Buffer[];
  readonly #encoded: readonly string[];
  readonly #joined: string;

  constructor(value: string, what: string, ignoresCase = false) {
    this.what = what;
    this.#raw = Buffer.from(value);
    this.#ignoresCase = ignoresCase;
    this.#code = /^\d{6,8}$/.test(value) ? new RegExp(String.raw`(?<![\d.])${value}(?!\.?\d)`) : undefined;
    const bare = [...views(value)].flatMap(text => [text, text.replaceAll(' ', '+')]);
    this.#bare = new Set(
      bare.filter(text => text.length >= Math.min(3, value.length)).map(text => this.#folded(text)),
    );
    this.#joined = this.#folded(value.replaceAll(between, ''));
    const utf16 = Buffer.from(value, 'utf16le');
    const isLong = this.#raw.length >= 6 && this.#code === undefined;
    this.#binary = [utf16, Buffer.from(utf16).swap16()];
    this.#encoded = isLong
      ? [this.#raw, ...this.#binary].flatMap(bytes => [
          ...inBase64(bytes),
          bytes.toString('hex'),
          bytes.toString('hex').toUpperCase(),
        ])
      : [];
  }

  /** A short value would be found by chance in what is put together without blanks; so would a code. */
  isReadableIn({ text, joined }: Readable): boolean {
    if (this.#code !== undefined) return this.#code.test(text);
    if (this.#joined.length < leastJoined) return this.isIn(text);
    return joined.some(each => this.#folded(each).includes(this.#joined));
  }

  isInBytes(bytes: Buffer): boolean {
    return this.#binary.some(form => bytes.includes(form));
  }

  /** Written beside the pixels, as a comment. */
  isInPicture(bytes: Buffer): boolean {
    return this.#raw.length >= 6 && bytes.includes(this.#raw);
  }

  isIn(text: string): boolean {
    if (this.#code !== undefined) return this.#code.test(text);
    const folded = this.#folded(text);
    for (const form of this.#bare) if (folded.includes(form)) return true;
    return this.#encoded.some(form => text.includes(form));
  }

  #folded(text: string): string {
    return this.#ignoresCase ? text.toLowerCase() : text;
  }
}

/** Beginning, middle and end of a key as bytes. */
const fragmentsOf = (key: Buffer): Buffer[] =>
  [0, key.length / 2, key.length - 24].map(at => key.subarray(Math.floor(at), Math.floor(at) + 24));

/** The inner characters of base64 in both alphabets, wherever the bytes begin in it. */
function inBase64(bytes: Buffer): string[] {
  return ['', 'x', 'xx'].flatMap((before, n) => {
    const written = Buffer.concat([Buffer.from(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const whole = (before.length + bytes.length) % 3 === 0;
    const inner = written.slice(n === 0 ? 0 : n + 1, whole ? undefined : -1);
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** A text, and what it becomes when percent signs, entities and backslashes are undone, again and again. */
function* views(text: string): Generator<string> {
  let view = text;
  for (let round = 0; round < mostRounds; round++) {
    yield view;
    const next = undone(view);
    if (next === view) return;
    view = next;
  }
  yield view;
}

/** Colours of a terminal, and what nobody can see: they may be in the middle of a word. */
const unseen = new RegExp(String.raw`${String.fromCodePoint(27)}\[[\d;]*m|\p{Cf}`, 'gu');
const named = new Map<string, string>();

function undone(text: string): string {
  return (
    text
      .replaceAll(unseen, '')
      // As a reader sees it: with full-width signs, or accents of their own.
      .normalize('NFKC')
      .replaceAll(/(?:%[\da-f]{2})+/gi, run => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'))
      .replaceAll(/&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]\w{1,30});/gi, entity => {
        const known = named.get(entity);
        if (known !== undefined) return known;
        const [node] = parseFragment(entity).childNodes;
        const character = node !== undefined && 'value' in node ? node.value : entity;
        if (named.size < 5_000) named.set(entity, character);
        return character;
      })
      .replaceAll(/\\(?:u([\da-f]{4})|x([\da-f]{2})|([^ux\s]))/gi, (_all, unit, byte, character: string) =>
        character === undefined
          ? String.fromCharCode(Number.parseInt(unit ?? byte, 16))
          : ({ n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }[character] ?? character),
      )
  );
}
