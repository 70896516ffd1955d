import { createHash } from 'node:crypto';
import { placeholder } from '../../platform/redaction.ts';
import { pack, unpack } from './archive.ts';
import { cleanBytes, textOf } from './bodies.ts';
import { cleanEntry } from './har.ts';
import { cleanAttributes, coverOf } from './html.ts';
import { cleanData, cleanJson } from './json.ts';
import type { Rewriter } from './rewriter.ts';

// The format is Playwright's, not documented: version 10, written by 1.64, with what older versions wrote. A trace is a ZIP
// of `*.trace` and `*.network` (an event a line), `*.stacks` and `resources/`, whose files are named by a hash of their contents.

type Event = Readonly<Record<string, unknown>> & { readonly type?: unknown };

/** Of how a context was made only this is kept: the rest holds certificates, passwords of proxies, stored sessions. */
const harmlessOptions = new Set([
  'viewport',
  'screen',
  'userAgent',
  'deviceScaleFactor',
  'isMobile',
  'hasTouch',
  'locale',
  'timezoneId',
  'colorScheme',
  'ignoreHTTPSErrors',
  'baseURL',
  'noDefaultViewport',
]);
/** Events that are pictures, or name some: pixels cannot be cleaned afterwards. */
const pictures = new Set(['screencast-frame', 'screenshot', 'aria-snapshot']);
const typing =
  /^(?:fill|type|insertText|press|pressSequentially|keyboard\w+|setInputFiles|selectOption|eval\w*|waitForFunction|dispatchEvent)$/i;
const typed = /^(?:value|text|key|options|payloads|localPaths|arg|eventInit)$/;
const typedTitle = /\b(Fill|Type|Insert|Press)\s+"[^\n]*"/g;
const typedLog = /\b(fill|type|insertText|press\w*)\(["'`][^\n]*["'`]\)/g;

/**
 * A trace without what is secret in it, that the trace viewer still opens. Bodies are cleaned by their type, typed text
 * goes, screenshots and attached files, too.
 * @throws Error when it cannot be read
 */
export function cleanTrace(zip: Uint8Array, rewriter: Rewriter): Uint8Array {
  const files = unpack(zip);
  const lines = new Map(
    [...files]
      .filter(([name]) => /\.(?:trace|network)$/.test(name))
      .map(([name, bytes]) => [name, eventsIn(bytes)]),
  );
  if (![...lines.values()].flat().some(({ type }) => type === 'context-options'))
    throw new Error('a trace without a beginning');
  const resources = new Resources(files, rewriter);
  const cleaned = new Map<string, Uint8Array>();
  for (const [name, events] of lines) {
    const remaining = events.flatMap(event => cleanEvent(event, rewriter, resources) ?? []);
    cleaned.set(name, Buffer.from(remaining.map(event => `${JSON.stringify(event)}\n`).join('')));
  }
  for (const [name, bytes] of files) {
    if (name.endsWith('.stacks')) cleaned.set(name, Buffer.from(cleanJson(textOf(bytes) ?? '', rewriter)));
  }
  return pack(new Map([...cleaned, ...resources.remaining]));
}

function eventsIn(bytes: Uint8Array): Event[] {
  const text = textOf(bytes);
  if (text === undefined) throw new Error('events that are not text');
  return text
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => JSON.parse(line) as Event);
}

function cleanEvent(event: Event, rewriter: Rewriter, resources: Resources): Event | undefined {
  const type = String(event.type);
  if (pictures.has(type)) return undefined;
  switch (type) {
    case 'context-options': {
      const options = Object.entries(event['options'] ?? {});
      const remaining = Object.fromEntries(options.filter(([name]) => harmlessOptions.has(name)));
      return cleanData({ ...event, options: remaining }, rewriter) as Event;
    }
    case 'resource-snapshot':
      return { ...event, snapshot: resources.inEntry(cleanEntry(event['snapshot'], rewriter)) };
    case 'frame-snapshot': {
      const { html, resourceOverrides, ...rest } = event['snapshot'] as Record<string, unknown>;
      return {
        ...event,
        snapshot: {
          ...(cleanData(rest, rewriter) as object),
          html: cleanSnapshot(html, rewriter),
          resourceOverrides: resources.inOverrides(resourceOverrides, rewriter),
        },
      };
    }
    case 'stdout':
    case 'stderr': {
      const { base64, text, ...rest } = event;
      const printed = typeof base64 === 'string' ? Buffer.from(base64, 'base64').toString() : text;
      return { ...rest, text: typeof printed === 'string' ? rewriter.text(printed) : '' };
    }
    default:
      return cleanCall(cleanData(event, rewriter) as Event);
  }
}

/** What was typed goes from a call, its title and its log, whatever it was; files that tests attached go as well. */
function cleanCall(event: Event): Event {
  const { params, title, message, attachments: _, ...rest } = event;
  // Playwright Test calls every method `pw:api`, and names it in the title.
  const isTyping =
    typing.test(String(event['method'])) || /^(?:Fill|Type|Insert|Press) "/.test(String(title));
  return {
    ...rest,
    params:
      isTyping && params !== undefined
        ? Object.fromEntries(
            Object.entries(params as object).map(([name, value]) => [
              name,
              typed.test(name) ? placeholder : value,
            ]),
          )
        : params,
    title:
      typeof title === 'string'
        ? title.replaceAll(typedTitle, (_all, act: string) => `${act} "${placeholder}"`)
        : undefined,
    message:
      typeof message === 'string'
        ? message.replaceAll(typedLog, (_all, act: string) => `${act}("${placeholder}")`)
        : message,
  };
}

/** A node of a snapshot: a text, `[tag, attributes, …children]`, or a reference to one of an earlier snapshot. */
function cleanSnapshot(node: unknown, rewriter: Rewriter, parent = '', cover?: string): unknown {
  if (typeof node === 'string') {
    if (cover !== undefined && node.trim() !== '') return cover;
    return parent === 'STYLE' ? rewriter.values(node) : rewriter.text(node);
  }
  if (!Array.isArray(node) || typeof node[0] !== 'string') return node;
  const [tag, attributes, ...children] = node as [string, Record<string, string> | undefined, ...unknown[]];
  if (attributes === undefined) return node;
  const covers = cover ?? coverOf(attributes['id'], rewriter);
  return [
    tag,
    cleanAttributes(tag, attributes, rewriter),
    ...children.map(child => cleanSnapshot(child, rewriter, tag, covers)),
  ];
}

/**
 * The files that events refer to. Each is cleaned by the type that the event states, and named by the hash of what is
 * left: by the old one, what was taken out could be guessed and proven. What nothing refers to is not kept.
 */
class Resources {
  readonly remaining = new Map<string, Uint8Array>();
  readonly #files: ReadonlyMap<string, Uint8Array>;
  readonly #rewriter: Rewriter;
  readonly #names = new Map<string, string | undefined>();

  constructor(files: ReadonlyMap<string, Uint8Array>, rewriter: Rewriter) {
    this.#files = files;
    this.#rewriter = rewriter;
  }

  /** @param entry already cleaned but for its references */
  inEntry(entry: unknown): unknown {
    const { request, response, ...rest } = entry as Record<string, Record<string, unknown> | undefined>;
    return {
      ...rest,
      request: request && { ...request, postData: this.#inBody(request['postData']) },
      response: response && { ...response, content: this.#inBody(response['content']) },
    };
  }

  inOverrides(overrides: unknown, rewriter: Rewriter): unknown {
    if (!Array.isArray(overrides)) return overrides;
    return overrides.flatMap((override: Record<string, unknown>) => {
      const { file, sha1, ...rest } = override;
      const cleaned = cleanData(rest, rewriter) as object;
      if (file === undefined && sha1 === undefined) return [cleaned];
      const renamed = this.#rename(file ?? sha1, 'text/css');
      return renamed === undefined ? [] : [{ ...cleaned, [file === undefined ? 'sha1' : 'file']: renamed }];
    });
  }

  #inBody(body: unknown): unknown {
    if (typeof body !== 'object' || body === null) return body;
    const { _file, _sha1, ...rest } = body as Record<string, unknown>;
    const mimeType = typeof rest['mimeType'] === 'string' ? rest['mimeType'] : '';
    return {
      ...rest,
      _file: _file === undefined ? undefined : this.#rename(_file, mimeType),
      _sha1: _sha1 === undefined ? undefined : this.#rename(_sha1, mimeType),
    };
  }

  #rename(reference: unknown, mimeType: string): string | undefined {
    const given = String(reference);
    if (!this.#names.has(given)) this.#names.set(given, this.#store(given, mimeType));
    return this.#names.get(given);
  }

  #store(given: string, mimeType: string): string | undefined {
    const folder = 'resources/';
    const bytes = this.#files.get(given.startsWith(folder) ? given : folder + given);
    const cleaned = bytes && cleanBytes(bytes, mimeType, this.#rewriter);
    if (cleaned === undefined) return undefined;
    const extension = /\.[a-z\d]{1,8}$/i.exec(given)?.[0] ?? '';
    const name = createHash('sha1').update(cleaned).digest('hex') + extension;
    this.remaining.set(folder + name, cleaned);
    return given.startsWith(folder) ? folder + name : name;
  }
}
