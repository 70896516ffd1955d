import type { RunRecord } from './run-record.ts';

/**
 * The fields of a record that are texts: sentences for people, and what pages, servers and certificates have said. Everything
 * else in it is of a closed set, an id of ours, a time or a number, and must stay as it is, even where a secret is the same word: a
 * password may be the word `proxy`, `true` or `1`.
 */
const freeKeys: ReadonlySet<string> = new Set([
  'summary',
  'remedy',
  // PageIdentity and RequestIds
  'url',
  'pageId',
  'errorCode',
  'correlationId',
  'requestId',
  'clientRequestId',
  'server',
  'timestamp',
  'offered',
  // LoadFailure
  'errorText',
  // Opinions
  'error',
  'host',
  'address',
  'issuer',
  'domain',
  'provider',
  'refused',
  'service',
  'title',
  // Dropped artifacts, and the sign-in log
  'reason',
]);

/**
 * A record with every text in it replaced by what `change` makes of it.
 * @param other for all other strings, which stay as they are when it is absent
 */
export const changeTexts = (
  record: RunRecord,
  change: (text: string) => string,
  other: (value: string) => string = value => value,
): RunRecord => walk(record, change, other, false) as RunRecord;

function walk(
  data: unknown,
  change: (text: string) => string,
  other: (value: string) => string,
  isFree: boolean,
): unknown {
  if (typeof data === 'string') return isFree ? change(data) : other(data);
  if (Array.isArray(data)) return data.map(item => walk(item, change, other, isFree));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, walk(value, change, other, freeKeys.has(key))]),
  );
}
