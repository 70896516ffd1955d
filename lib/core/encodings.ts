// How a value may be written. The one home for it: logs, records and evidence are all searched with these patterns.

const namedEntities: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
  ' ': 'nbsp',
};
const escapes: Readonly<Record<string, string>> = { '\n': 'n', '\r': 'r', '\t': 't', '\b': 'b', '\f': 'f' };

/** Two or three characters of base64 or hex would match by accident. */
const leastForBase64 = 6;
/** So much of a key is looked for at a time: a part of one is a leak, too. In base64 these bytes are these characters. */
const chunkBytes = 48;
const pieceLength = 64;
/** What is longer is a key, and looked for in pieces. */
const longest = 200;

/**
 * What gives a secret away: itself, and the parts that are secret alone. That is each line of a PEM, the secret in an
 * `otpauth://` address, user and password in a proxy's.
 */
export function partsOf(secret: string): string[] {
  const text = secret.trim();
  const lines = text.includes('\n')
    ? text.split(/\r?\n/).filter(line => /^[A-Za-z0-9+/=]{16,}$/.test(line.trim()))
    : [];
  const parts = lines.length > 0 ? lines : inPieces(text);
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(text) && URL.canParse(text)) {
    const { username, password, searchParams } = new URL(text);
    // Its host and port are no secret, and stand in half of all messages.
    parts.push(password, decoded(password), searchParams.get('secret') ?? '');
    if (password !== '') parts.push(`${username}:${password}`, `${decoded(username)}:${decoded(password)}`);
  }
  return [...new Set(parts.map(part => part.trim()))].filter(part => part !== '');
}

/** The bytes of a binary secret that is written in base64, as keys are, in chunks; none for any other. */
export function chunksOf(part: string): Buffer[] {
  if (!/^(?:[\w-]{60,}|[A-Za-z0-9+/]{60,}={0,2})$/.test(part)) return [];
  const bytes = Buffer.from(part, 'base64');
  return Array.from({ length: Math.floor(bytes.length / chunkBytes) }, (_, n) =>
    bytes.subarray(n * chunkBytes, (n + 1) * chunkBytes),
  );
}

/**
 * The source of a pattern that finds a value raw or in any mixture of URL, form, JSON and HTML encoding, however often
 * applied, and in base64 (every alignment, both alphabets) and hex.
 */
export function patternOf(value: string): string {
  // A one-time code is searched as a whole number, or it would be found inside every time stamp.
  if (/^\d{6,8}$/.test(value)) return `(?<![\\d.])${value}(?!\\.?\\d)`;
  // Nobody escapes the letters of a key; of a password some programs escape every character.
  const isKey = value.length >= pieceLength;
  const written = [...value]
    .map(character => (isKey && /\w/.test(character) ? character : characterPattern(character)))
    .join('');
  const bytes = Buffer.from(value);
  if (bytes.length < leastForBase64) return written;
  const binary = [bytes, ...chunksOf(value)];
  return [
    written,
    ...binary.flatMap(base64Patterns),
    ...binary.map(part => hexPattern(part.toString('hex'))),
  ].join('|');
}

/** One character as itself or as any of its escapes; what begins an escape may itself be escaped, again and again. */
function characterPattern(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  const units = Array.from({ length: character.length }, (_, n) => hexOf(character.charCodeAt(n), 4));
  const name = namedEntities[character];
  const letter = escapes[character];
  const percent = '%(?:25)*';
  const forms = [
    character === '\\'
      ? String.raw`\\+`
      : /[\w ]/.test(character)
        ? quoted(character)
        : `\\\\*${quoted(character)}`,
    [...Buffer.from(character)].map(byte => percent + hexPattern(hexOf(byte, 2))).join(''),
    `&(?:amp;)*(?:#0*${code}|#[xX]0*${hexPattern(hex)}${name === undefined ? '' : `|${name}`});`,
    units.map(unit => String.raw`\\+u${hexPattern(unit)}`).join(''),
    ...(code < 256 ? [String.raw`\\+x${hexPattern(hexOf(code, 2))}`] : []),
    ...(letter === undefined ? [] : [String.raw`\\+${letter}`]),
    ...(character === ' ' ? [String.raw`\+`, `${percent}2[bB]`] : []),
    ...(character === '\n' ? [String.raw`\r\n`, '%0[dD]%0[aA]'] : []),
  ];
  return `(?:${forms.join('|')})`;
}

/** The characters of base64 that do not depend on what stands before or after the bytes, for each of three alignments. */
function base64Patterns(value: Buffer): string[] {
  return [0, 1, 2].map(shift => {
    const bytes = Buffer.concat([Buffer.alloc(shift), value]);
    const from = Math.ceil((shift * 8) / 6);
    const to = Math.floor((bytes.length * 8) / 6);
    const form = bytes.toString('base64').slice(from, to);
    return form.replaceAll(/[+/]/g, character =>
      character === '+' ? '(?:[+-]|%2[bB])' : String.raw`(?:\\*/|_|%2[fF])`,
    );
  });
}

/** A long value in pieces, the rest with the last of them. */
function inPieces(text: string): string[] {
  if (text.length <= longest) return [text];
  const count = Math.floor(text.length / pieceLength);
  return Array.from({ length: count }, (_, n) =>
    text.slice(n * pieceLength, n === count - 1 ? undefined : (n + 1) * pieceLength),
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
