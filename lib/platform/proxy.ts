import type { Secret } from './secret.ts';

/** A forward proxy, taken apart. */
export interface Proxy {
  /** `http://proxy:3128`: without user and password. */
  readonly server: string;
  readonly isSecure: boolean;
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
  /** As they are sent: percent signs are decoded. */
  readonly credentials?: { readonly username: string; readonly password: string } | undefined;
}

/** A text that is not the URL of a proxy, and why. Nothing of the text is repeated, since it may hold a password. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
}

/** What to write instead, where a user and a password may be in it. */
export const proxyForm =
  'write http://HOST:PORT or http://USER:PASSWORD@HOST:PORT, with, in user and password, %25 for %, %23 for #, %40 for @, %2F for /, %3F for ?, %20 for a space';

/**
 * Stricter than a URL: there, a password with an unescaped `#`, `/` or `?` ends in the middle, and what is before it is
 * taken for a host.
 */
const form =
  /^(?<scheme>https?):\/\/(?:(?<username>[^\s/?#@:\\]+)(?::(?<password>[^\s/?#@\\]*))?@)?(?<host>[^\s/?#@:\\%[\]]+|\[[\da-f:.]+\])(?::(?<port>\d{1,5}))?\/?$/iu;

/** @throws ProxyError when it is not the URL of a proxy that can be used */
export function parseProxy(text: string): Proxy {
  if (/^socks/i.test(text)) throw new ProxyError('is a SOCKS proxy, and only HTTP proxies can be used');
  const { scheme, username, password = '' } = form.exec(text)?.groups ?? {};
  const url = URL.parse(text);
  if (scheme === undefined || url === null)
    throw new ProxyError(
      text.includes('@')
        ? 'is not a valid proxy URL: a character of its user or password is not percent-encoded, or the host is wrong'
        : 'is not a valid proxy URL',
    );
  const isSecure = url.protocol === 'https:';
  return {
    server: url.origin,
    isSecure,
    host: url.hostname.replaceAll(/[[\]]/g, ''),
    port: Number(url.port || (isSecure ? 443 : 80)),
    credentials:
      username === undefined ? undefined : { username: decoded(username), password: decoded(password) },
  };
}

/** The same of one that was checked when the configuration was read. */
export const proxyOf = (secret: Secret): Proxy => parseProxy(secret.reveal());

function decoded(component: string): string {
  try {
    return decodeURIComponent(component);
  } catch {
    throw new ProxyError('has a % in its user or password that does not start an escape such as %25');
  }
}
