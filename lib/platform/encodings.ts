import { entityNamesOf, views } from './decoding.ts';

// How a value may be written. The one home for it: logs, records and evidence are all searched with these.

const escapes: Readonly<Record<string, string>> = { '\n': 'n', '\r': 'r', '\t': 't', '\b': 'b', '\f': 'f' };

/** Two or three characters of base64 or hex would match by accident. */
const leastForBase64 = 6;
/** What is longer, and of the letters of base64, is a key: see `Fragments`. */
const keyPattern = /^[\w+/-]{64,}={0,2}$/;
const fragmentLength = 16;
/** The characters in front are looked at first, or every character of a short run would begin another try. */
const runs = /(?<![\w+/%\\-])[\w+/%\\-]{16,}={0,2}/g;

/**
 * What gives a secret away: itself, and the parts that are secret alone. That is each block of a PEM, the secret in an
 * `otpauth://` address, user and password in a proxy's.
 */
export function partsOf(secret: string): string[] {
  const text = secret.trim();
  const solid = text.replaceAll(/\s/g, '');
  const blocks = Array.from(text.matchAll(/-----BEGIN [^-]+-----([^-]+)-----END /g), ([, block = '']) =>
    block
      .split(/\r?\n/)
      .filter(line => /^[A-Za-z0-9+/=]+$/.test(line))
      .join(''),
  );
  const parts = blocks.length > 0 ? blocks : [isKey(solid) ? solid : text];
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(text) && URL.canParse(text)) {
    const { username, password, searchParams } = new URL(text);
    parts.push(password, decoded(password), searchParams.get('secret') ?? '');
    if (password !== '') parts.push(`${username}:${password}`, `${decoded(username)}:${decoded(password)}`);
  }
  return [...new Set(parts.map(part => part.trim()))].filter(part => part !== '');
}

/** Is this long, and binary in base64? Keys are, and certificates. */
export const isKey = (part: string): boolean => keyPattern.test(part);

/**
 * Finds keys, and any 31 characters of one: in base64 of either alphabet, at any offset in what was encoded,
 * and in hex. A pattern for a key would be a hundred times as long as the key.
 */
export class Fragments {
  readonly #known = new Set<string>();

  /** @param key one that `isKey` */
  learn(key: string): void {
    // It may be no key after all but a long password: then its own bytes are what is encoded.
    for (const bytes of [Buffer.from(key, 'base64'), Buffer.from(key)]) {
      const written = [0, 1, 2].map(shift => Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64'));
      // The first and last characters of each depend on the bytes beside the key.
      for (const text of [...written.map(base64 => base64.slice(4, -4)), bytes.toString('hex')]) {
        for (let at = 0; at + fragmentLength <= text.length; at += fragmentLength)
          this.#known.add(text.slice(at, at + fragmentLength));
      }
    }
  }

  /** Text with everything replaced that holds a fragment. */
  replace(text: string, placeholder: string): string {
    return this.#known.size === 0 ? text : text.replace(runs, run => (this.#isIn(run) ? placeholder : run));
  }

  isIn(text: string): boolean {
    return this.#known.size > 0 && (text.match(runs)?.some(run => this.#isIn(run)) ?? false);
  }

  #isIn(run: string): boolean {
    const text = run.replaceAll(/\\\/|%2f|_/gi, '/').replaceAll(/%2b|-/gi, '+');
    const forms = /^[\da-f]+$/i.test(text) ? [text, text.toLowerCase()] : [text];
    return forms.some(form => {
      for (let at = 0; at + fragmentLength <= form.length; at++) {
        if (this.#known.has(form.slice(at, at + fragmentLength))) return true;
      }
      return false;
    });
  }
}

/** A one-time code is searched as a whole number, or it would be found inside every time stamp. */
export const codePattern = /(?<![\d.])\d{6,8}(?!\.?\d)/g;

export const isCode = (part: string): boolean => /^\d{6,8}$/.test(part);

/**
 * What a text holds, once its escapes are undone (`views`), where a value is in it: the value, and the value in base64 and
 * hex, of UTF-8 or UTF-16.
 */
export function literalsOf(value: string): string[] {
  // A form writes a blank as a plus, and a browser a backslash as a slash.
  const bare = [...views(value)].flatMap(text => [
    text,
    text.replaceAll(' ', '+'),
    text.replaceAll('\\', '/'),
  ]);
  const bytes = Buffer.from(value);
  const utf16 = Buffer.from(value, 'utf16le');
  const encoded =
    bytes.length < leastForBase64
      ? []
      : [bytes, utf16, Buffer.from(utf16).swap16()].flatMap(form => {
          const hex = form.toString('hex');
          const base64 = inBase64(form);
          const url = base64.map(each => each.replaceAll('+', '-').replaceAll('/', '_'));
          return [hex, hex.toUpperCase(), ...base64, ...url];
        });
  // What is left of a value that consists of escapes may be too short to mean it.
  const least = Math.min(3, value.length);
  return [...new Set([...bare.filter(text => text.length >= least), ...encoded])];
}

/**
 * The source of a pattern that finds a value in any mixture of URL, form, JSON and HTML encoding, however often applied.
 * Slow with many values.
 */
export function patternOf(value: string): string {
  return [Array.from(value, characterPattern).join(''), ...binaryPatterns(value)].join('|');
}

/** In base64 (every alignment, both alphabets) and hex. */
function binaryPatterns(value: string): string[] {
  const bytes = Buffer.from(value);
  return bytes.length < leastForBase64 ? [] : [...base64Patterns(bytes), hexPattern(bytes.toString('hex'))];
}

/** One character as itself or as any of its escapes; what begins an escape may itself be escaped, again and again. */
function characterPattern(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  const units = Array.from({ length: character.length }, (_, n) => hexOf(character.charCodeAt(n), 4));
  const names = entityNamesOf(character);
  const letter = escapes[character];
  const percent = '%(?:25)*';
  const forms = [
    character === '\\'
      ? String.raw`\\+|/`
      : /[\w ]/.test(character)
        ? quoted(character)
        : `\\\\*${quoted(character)}`,
    [...Buffer.from(character)].map(byte => percent + hexPattern(hexOf(byte, 2))).join(''),
    `&(?:amp;)*(?:#0*${code}|#[xX]0*${hexPattern(hex)}${names.map(name => `|${name}`).join('')});`,
    units.map(unit => String.raw`\\+u${hexPattern(unit)}`).join(''),
    ...(code < 256 ? [String.raw`\\+x${hexPattern(hexOf(code, 2))}`] : []),
    ...(letter === undefined ? [] : [String.raw`\\+${letter}`]),
    ...(character === ' ' ? [String.raw`\+`, `${percent}2[bB]`] : []),
    ...(character === '\n' ? [String.raw`\r\n`, '%0[dD]%0[aA]'] : []),
  ];
  return `(?:${forms.join('|')})`;
}

/** The characters of base64 that do not depend on what is before or after the bytes, for each of three alignments. */
function inBase64(value: Buffer): string[] {
  return [0, 1, 2].map(shift => {
    const bytes = Buffer.concat([Buffer.alloc(shift), value]);
    const from = Math.ceil((shift * 8) / 6);
    const to = Math.floor((bytes.length * 8) / 6);
    return bytes.toString('base64').slice(from, to);
  });
}

function base64Patterns(value: Buffer): string[] {
  return inBase64(value).map(form =>
    form.replaceAll(/[+/]/g, character =>
      character === '+' ? '(?:[+-]|%2[bB])' : String.raw`(?:\\*/|_|%2[fF])`,
    ),
  );
}

const hexPattern = (hex: string): string =>
  hex.replaceAll(/[a-f]/g, digit => `[${digit}${digit.toUpperCase()}]`);

const hexOf = (number: number, digits: number): string => number.toString(16).padStart(digits, '0');

const quoted = (text: string): string => text.replaceAll(/[$()*+./?[\\\]^{|}-]/g, String.raw`\$&`);

function decoded(component: string): string {
  try {
    return decodeURIComponent(component);
  } catch {
    return component;
  }
}
