import { createHash, timingSafeEqual } from 'node:crypto';
import { isLoopback, parseListen } from '../platform/listen.ts';
import type { Secret } from '../platform/secret.ts';

/** Does this `Authorization` header carry the token: as Bearer, or as the password of Basic, which browsers ask for? */
export function carriesToken(header: string | undefined, token: Secret): boolean {
  const [, scheme = '', credentials = ''] = /^(\S+) +(\S+)$/.exec(header ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return isSame(credentials, token);
  if (scheme.toLowerCase() !== 'basic') return false;
  const text = Buffer.from(credentials, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon >= 0 && isSame(text.slice(colon + 1), token);
}

/** Takes the same time whatever is offered: digests are of one length, and compared as a whole. */
function isSame(offered: string, token: Secret): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(offered), digest(token.reveal()));
}

/**
 * Does this `Host` name this machine? A foreign page whose name was made to resolve to 127.0.0.1 (DNS rebinding) sends
 * that name, and could otherwise read everything that is open to this machine.
 * @param listening the host that we listen on
 */
export function isOwnHost(header: string | undefined, listening: string): boolean {
  if (header === undefined) return false;
  const host = (parseListen(header) ?? parseListen(`${header}:0`))?.host.toLowerCase().replace(/\.$/, '');
  return host !== undefined && (isLoopback(host) || host === listening.toLowerCase());
}
