import { randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'; // Crockford's: nothing that a person mistakes on the telephone

/**
 * An id that sorts by time, is safe in addresses and file names, and can be read: `20261123T054512834-7k3q9x2m`.
 * @param now milliseconds since 1970, UTC
 */
export function newRunId(now: number, random: (bytes: number) => Uint8Array = randomBytes): string {
  const stamp = new Date(now).toISOString().replaceAll(/[-:.Z]/g, '');
  return `${stamp}-${Array.from(random(8), byte => alphabet.charAt(byte % 32)).join('')}`;
}
