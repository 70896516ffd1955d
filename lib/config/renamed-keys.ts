import { type Finding, formatKey, wrongKey } from './finding.ts';
import { valueAt } from './issues.ts';

/** A key that the file calls as an earlier version of Genkan did. */
export interface RenamedKey {
  /** As it is written in the file. */
  readonly path: readonly string[];
  /** Its last step today. */
  readonly now: string;
}

/** Of an account: the old key, and the one that has replaced it. */
const accountKeys = { doors: 'urls' } as const;

/**
 * The data of a file with the keys of today: `accounts.<id>.doors` is read as `urls`. Where a file has both, the new one
 * counts, and that is a finding.
 */
export function withTodaysKeys(data: unknown): {
  readonly data: unknown;
  readonly renamed: readonly RenamedKey[];
  readonly findings: readonly Finding[];
} {
  const accounts = valueAt(data, ['accounts']);
  const renamed: RenamedKey[] = [];
  const findings: Finding[] = [];
  if (!isMap(data) || !isMap(accounts)) return { data, renamed, findings };
  const read = ([id, account]: [string, unknown]): [string, unknown] => {
    if (!isMap(account)) return [id, account];
    const keys = Object.entries(account).flatMap(([key, value]): [string, unknown][] => {
      const now = key in accountKeys ? accountKeys[key as keyof typeof accountKeys] : undefined;
      if (now === undefined) return [[key, value]];
      const path = ['accounts', id, key];
      if (!Object.hasOwn(account, now)) {
        renamed.push({ path, now });
        return [[now, value]];
      }
      const what = `is the old name of ${now}, which is set as well`;
      findings.push(wrongKey(path, what, `write everything under ${now}, and remove ${key}`));
      return [];
    });
    return [id, Object.fromEntries(keys)];
  };
  return {
    data: { ...data, accounts: Object.fromEntries(Object.entries(accounts).map(read)) },
    renamed,
    findings,
  };
}

/** The path of a key of today as the file has it: where a problem is, and how it is called there. */
export function asWritten(
  path: readonly PropertyKey[],
  renamed: readonly RenamedKey[],
): readonly PropertyKey[] {
  const old = renamed.find(({ path: written, now }) =>
    [...written.slice(0, -1), now].every((step, n) => path[n] === step),
  );
  return old === undefined ? path : [...old.path, ...path.slice(old.path.length)];
}

/** `accounts.contoso.urls`, for `accounts.contoso.doors`. */
export const keyOfToday = ({ path, now }: RenamedKey): string => formatKey([...path.slice(0, -1), now]);

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
