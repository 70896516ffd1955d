import { cleanHtml } from './html.ts';
import { cleanJson } from './json.ts';
import type { Rewriter } from './rewriter.ts';

/** What a part holds, by what it is said to be. */
type Content = 'json' | 'html' | 'form' | 'style' | 'script' | 'text' | 'picture' | 'unknown';

const contents: ReadonlyArray<readonly [pattern: RegExp, content: Content]> = [
  [/json\b/, 'json'],
  [/^(?:text\/html|application\/xhtml)|\/xml|\+xml/, 'html'],
  [/x-www-form-urlencoded/, 'form'],
  [/^text\/css/, 'style'],
  [/(?:java|ecma)script/, 'script'],
  [/^text\//, 'text'],
  [/^(?:image|font)\/|\bfont\b|octet-stream.*woff/, 'picture'],
];

/** Pictures and fonts, known by how they begin. */
const beginnings = [
  '\x89PNG\r\n',
  'GIF8',
  '\xff\xd8\xff',
  'RIFF',
  'wOFF',
  'wOF2',
  '\0\0\x01\0',
  '\0\x01\0\0',
];

/** Why a part of an artifact was left out. */
const leftOut = (why: string): string => `[left out: ${why}]`;

/**
 * A body, by its type. One that cannot be read as what it says it is, is left out; a script, too: those of Microsoft's
 * pages are a megabyte without information.
 */
export function cleanBody(text: string, mimeType: string, rewriter: Rewriter): string {
  if (text === '') return '';
  try {
    switch (contentOf(text, mimeType.toLowerCase())) {
      case 'json':
        return cleanJson(text, rewriter);
      case 'html':
        return cleanHtml(text, rewriter);
      case 'form':
        return rewriter.parameters(text);
      case 'style':
        return rewriter.values(text);
      case 'text':
        return rewriter.text(text);
      case 'script':
        return leftOut('a script');
      case 'picture':
      case 'unknown':
        return leftOut(`not readable as ${rewriter.values(mimeType)}`);
    }
  } catch {
    return leftOut(`not readable as ${rewriter.values(mimeType)}`);
  }
}

/**
 * The same of bytes; undefined if it is not text, a picture or a font. A picture may be an organisation's
 * mark, or somebody's face.
 */
export function cleanBytes(bytes: Uint8Array, mimeType: string, rewriter: Rewriter): Uint8Array | undefined {
  if (contentOf('', mimeType.toLowerCase()) === 'picture') {
    if (!rewriter.identity.shown && /^image\//i.test(mimeType)) return undefined;
    const start = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
    return beginnings.some(beginning => start.startsWith(beginning)) ? bytes : undefined;
  }
  const text = textOf(bytes);
  return text === undefined ? undefined : Buffer.from(cleanBody(text, mimeType, rewriter));
}

/** Bytes as text: UTF-8, or UTF-16 where a mark says so. Nothing when they are neither. */
export function textOf(bytes: Uint8Array): string | undefined {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

function contentOf(text: string, mimeType: string): Content {
  const known = contents.find(([pattern]) => pattern.test(mimeType))?.[1];
  if (known !== undefined) return known;
  if (/^\s*[[{]/.test(text)) return 'json';
  if (/^\s*</.test(text)) return 'html';
  if (/^[\w.~%$!-]+=[^\s]*$/.test(text)) return 'form';
  return text === '' ? 'unknown' : 'text';
}
