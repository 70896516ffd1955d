import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect, type TLSSocket } from 'node:tls';

/** An answer, its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly url: string;
}

/** A program that speaks HTTP through the proxy, checks certificates against the authority and keeps cookies. */
export class ProxyClient {
  readonly #proxy: URL;
  readonly #ca: string;
  readonly #jars = new Map<string, Map<string, string>>();
  readonly headers: Record<string, string>;

  constructor(proxy: string, ca: string, headers: Record<string, string> = {}) {
    this.#proxy = new URL(proxy);
    this.#ca = readFileSync(ca, 'utf8');
    this.headers = headers;
  }

  get(url: string): Promise<Answer> {
    return this.send('GET', url);
  }

  postForm(url: string, fields: Readonly<Record<string, string>>): Promise<Answer> {
    return this.send(
      'POST',
      url,
      new URLSearchParams(fields).toString(),
      'application/x-www-form-urlencoded',
    );
  }

  async postJson(url: string, body: unknown): Promise<Record<string, unknown>> {
    const answer = await this.send('POST', url, JSON.stringify(body), 'application/json');
    if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`);
    const parsed: Record<string, unknown> = JSON.parse(answer.body);
    return parsed;
  }

  /** Follows redirects with GET until there are none. */
  async follow(answer: Answer): Promise<Answer> {
    let current = answer;
    for (let hops = 0; current.status >= 300 && current.status < 400 && hops < 10; hops += 1) {
      current = await this.get(new URL(String(current.headers['location']), current.url).href);
    }
    return current;
  }

  cookie(host: string, name: string): string | undefined {
    return this.#jars.get(host)?.get(name);
  }

  /** Puts a cookie into the jar, as a thief would. */
  setCookie(host: string, name: string, value: string): void {
    const jar = this.#jars.get(host) ?? new Map<string, string>();
    this.#jars.set(host, jar.set(name, value));
  }

  async send(method: string, address: string, body = '', contentType?: string): Promise<Answer> {
    const url = new URL(address);
    const socket = await this.#tunnel(url.hostname);
    const jar = this.#jars.get(url.hostname) ?? new Map<string, string>();
    this.#jars.set(url.hostname, jar);
    const answer = await new Promise<Answer>((resolve, reject) => {
      const request = httpsRequest(
        url,
        {
          method,
          defaultPort: 443,
          createConnection: () => socket,
          headers: {
            ...this.headers,
            cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
            ...(contentType === undefined ? {} : { 'content-type': contentType }),
            'content-length': Buffer.byteLength(body),
          },
        },
        response => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks).toString('utf8'),
              url: address,
            });
          });
        },
      );
      request.on('error', reject);
      request.end(body);
    });
    socket.destroy();
    for (const line of answer.headers['set-cookie'] ?? []) keep(jar, line);
    return answer;
  }

  /** CONNECT, then TLS. Rejects when the proxy refuses or the certificate does not hold. */
  #tunnel(host: string): Promise<TLSSocket> {
    return new Promise((resolve, reject) => {
      const request = httpRequest({
        host: this.#proxy.hostname,
        port: this.#proxy.port,
        method: 'CONNECT',
        path: `${host}:443`,
        agent: false,
      });
      request.on('error', reject);
      request.on('connect', (response, socket) => {
        if (response.statusCode !== 200) {
          reject(new Error(`The proxy answered ${response.statusCode}`));
          return;
        }
        const secure = connect({ socket, servername: host, ca: this.#ca }, () => resolve(secure));
        secure.on('error', reject);
      });
      request.end();
    });
  }
}

function keep(jar: Map<string, string>, line: string): void {
  const [pair = ''] = line.split(';');
  const at = pair.indexOf('=');
  const name = pair.slice(0, at);
  if (/max-age=0/i.test(line)) jar.delete(name);
  else jar.set(name, pair.slice(at + 1));
}

/** Reads `$Config` as careful programs do: by counting braces outside of quotes. */
export function readConfig(html: string): Record<string, unknown> {
  const assigned = html.indexOf('$Config=');
  if (assigned < 0) throw new Error('No $Config on this page');
  const start = html.indexOf('{', assigned);
  let depth = 0;
  let quoted = false;
  for (let at = start; at < html.length; at += 1) {
    const character = html[at];
    if (character === '\\' && quoted) at += 1;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === '{') depth += 1;
    else if (!quoted && character === '}') depth -= 1;
    if (depth === 0) {
      const config: Record<string, unknown> = JSON.parse(html.slice(start, at + 1));
      return config;
    }
  }
  throw new Error('The $Config of this page has no end');
}

/** The hidden fields and the target of a form that posts itself. */
export function readForm(html: string): { action: string; fields: Record<string, string> } {
  const fields: Record<string, string> = {};
  for (const [, name = '', value = ''] of html.matchAll(
    /<input type="hidden" name="([^"]+)" value="([^"]*)"/g,
  )) {
    fields[name] = unescapeHtml(value);
  }
  return { action: unescapeHtml(/<form [^>]*action="([^"]+)"/.exec(html)?.[1] ?? ''), fields };
}

function unescapeHtml(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
