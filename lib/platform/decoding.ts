// Undoes percent signs, entities, backslashes, base64 and what looks the same, for the search of logs and records.

const mostRounds = 6;

/** HTML's names for what passwords are made of: of ASCII one by one, of Latin-1 in the order of their numbers from 160 on. */
const asciiNames =
  'Tab 9 NewLine 10 excl 33 quot 34 QUOT 34 num 35 dollar 36 percnt 37 amp 38 AMP 38 apos 39 lpar 40 rpar 41 ast 42 midast 42 ' +
  'plus 43 comma 44 period 46 sol 47 colon 58 semi 59 lt 60 LT 60 equals 61 gt 62 GT 62 quest 63 commat 64 lsqb 91 lbrack 91 ' +
  'bsol 92 rsqb 93 rbrack 93 Hat 94 lowbar 95 UnderBar 95 grave 96 DiacriticalGrave 96 lcub 123 lbrace 123 verbar 124 vert 124 ' +
  'VerticalLine 124 rcub 125 rbrace 125';
const latinNames =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para ' +
  'middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute ' +
  'Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute ' +
  'THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ' +
  'ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';
const entities = new Map<string, string>([
  ...Array.from(asciiNames.matchAll(/(\w+) (\d+)/g), ([, name = '', code]): [string, string] => [
    name,
    String.fromCodePoint(Number(code)),
  ]),
  ...latinNames.split(' ').map((name, n): [string, string] => [name, String.fromCodePoint(160 + n)]),
  // Written for a blank, which is what a reader sees.
  ['nbsp', ' '],
]);

/** The names of a character, for those who look for it. */
export const entityNamesOf = (character: string): string[] =>
  [...entities].filter(([, meant]) => meant === character).map(([name]) => name);

const letters: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v' };
/** Of a terminal, in the middle of a word, the other half of every character in UTF-16, and what nobody can see. */
const unseen = new RegExp(String.raw`${String.fromCodePoint(27)}\[[\d;]*m|[\0\p{Cf}]`, 'gu');
const escapes = new RegExp(String.raw`[%&\\\0${String.fromCodePoint(27)}\P{ASCII}]|[\w+/-]{12}`, 'u');
/** Long enough that other words are not valid base64 by chance. */
const base64 = /(?<![\w+/-])[\w+/-]{12,}={0,2}/g;
const percents = /%u([\da-f]{4})|(?:%[\da-f]{2})+/gi;
const references = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]\w{1,30})(?=;));?/gi;
const backslashes = /\\(?:u\{([\da-f]{1,6})\}|u([\da-f]{4})|x([\da-f]{2})|([^ux\s]))/gi;

/** A text, and what it becomes when its escapes are undone, again and again, until none is left. */
export function* views(text: string): Generator<string> {
  let view = text;
  for (let round = 0; round <= mostRounds; round++) {
    yield view;
    const next = undone(view);
    if (next === view) return;
    view = next;
  }
}

/** Base64 only when no escape is left: a secret may itself be a word in base64, with the rest of it escaped. */
function undone(text: string): string {
  if (!escapes.test(text)) return text;
  const unescaped = withoutEscapes(text);
  return unescaped === text ? withoutBase64(text) : unescaped;
}

function withoutBase64(text: string): string {
  return text.replaceAll(
    base64,
    run =>
      textIn(run) ??
      run
        .split('/')
        .map(part => textIn(part) ?? part)
        .join('/'),
  );
}

function withoutEscapes(text: string): string {
  return text
    .replaceAll(unseen, '')
    .normalize('NFKC')
    .replaceAll(percents, (run, unit: string | undefined) =>
      unit === undefined ? bytesAsText(run) : characterOf(Number.parseInt(unit, 16)),
    )
    .replaceAll(references, (all, decimal?: string, hex?: string, name?: string) =>
      name === undefined
        ? characterOf(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal))
        : (entities.get(name) ?? all),
    )
    .replaceAll(backslashes, (_all, point?: string, unit?: string, byte?: string, letter = '') => {
      const digits = point ?? unit ?? byte;
      return digits === undefined ? (letters[letter] ?? letter) : characterOf(Number.parseInt(digits, 16));
    });
}

const characterOf = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : '');

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** What a decoder writes for bytes that are not UTF-8, and characters that nobody types. */
const notText = /\uFFFD|(?!\s)\p{Cc}/u;

/** The text that a word is in base64 of either alphabet, if it is that of one. */
function textIn(word: string): string | undefined {
  if (word.length < 12) return undefined;
  // Most words are none, and an error for each would take most of the time of a large text.
  const text = Buffer.from(word, 'base64').toString('utf8');
  return notText.test(text) ? undefined : text;
}

/** Bytes are UTF-8 in an address; what is not was written by an old program, in Latin-1. */
function bytesAsText(run: string): string {
  const bytes = Buffer.from(run.replaceAll('%', ''), 'hex');
  try {
    return utf8.decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
