import { cleanBody, cleanBytes } from './bodies.ts';
import { cleanData } from './json.ts';
import type { Rewriter } from './rewriter.ts';

/** A network log. @throws SyntaxError when it is none */
export function cleanHar(json: string, rewriter: Rewriter): string {
  const har = JSON.parse(json) as { log?: { entries?: unknown } };
  if (!Array.isArray(har.log?.entries)) throw new SyntaxError('a HAR without entries');
  const { entries, ...rest } = har.log;
  return JSON.stringify({
    ...(cleanData({ ...har, log: undefined }, rewriter) as object),
    log: {
      ...(cleanData(rest, rewriter) as object),
      entries: entries.map(entry => cleanEntry(entry, rewriter)),
    },
  });
}

/** The length of a body would reveal the length of a secret that was removed from it. */
const withoutLength = (request: object): object => ({
  ...request,
  bodySize: -1,
  ...('headers' in request &&
    Array.isArray(request.headers) && {
      headers: request.headers.filter(({ name }) => String(name).toLowerCase() !== 'content-length'),
    }),
});

interface Body {
  readonly mimeType?: unknown;
  readonly text?: unknown;
  readonly encoding?: unknown;
}

interface Entry {
  readonly request?: { readonly postData?: Body };
  readonly response?: { readonly content?: Body };
  readonly _webSocketMessages?: unknown;
}

/** One request with its answer, as HAR and Playwright's trace write it. Bodies are cleaned as what they are. */
export function cleanEntry(entry: unknown, rewriter: Rewriter): unknown {
  const { request, response, _webSocketMessages, ...rest } = entry as Entry;
  const { content, ...answered } = response ?? {};
  return {
    ...(cleanData(rest, rewriter) as object),
    request: request && cleanRequest(request, rewriter),
    response: response && {
      ...(cleanData(answered, rewriter) as object),
      content: content && cleanPart(content, rewriter),
    },
  };
}

function cleanRequest({ postData, ...rest }: NonNullable<Entry['request']>, rewriter: Rewriter): unknown {
  const cleaned = cleanData(rest, rewriter) as object;
  return postData === undefined
    ? cleaned
    : { ...withoutLength(cleaned), postData: cleanPart(postData, rewriter) };
}

function cleanPart({ text, encoding, ...rest }: Body, rewriter: Rewriter): unknown {
  const mimeType = typeof rest.mimeType === 'string' ? rest.mimeType : '';
  const cleaned = cleanData(rest, rewriter) as object;
  if (typeof text !== 'string') return cleaned;
  if (encoding !== 'base64') return { ...cleaned, text: cleanBody(text, mimeType, rewriter) };
  const bytes = cleanBytes(Buffer.from(text, 'base64'), mimeType, rewriter);
  return bytes === undefined
    ? cleaned
    : { ...cleaned, text: Buffer.from(bytes).toString('base64'), encoding };
}
