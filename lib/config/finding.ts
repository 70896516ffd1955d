/** One thing that is wrong in the configuration, before its line is looked up. */
export interface Finding {
  readonly path: readonly PropertyKey[];
  /** Whether the key itself is wrong or its value. */
  readonly part: 'key' | 'value';
  /** The last step of the path must not be shown. */
  readonly isKeyHidden?: boolean;
  readonly what: string;
  readonly remedy: string;
}

export const wrongKey = (path: Finding['path'], what: string, remedy: string): Finding => ({
  path,
  part: 'key',
  what,
  remedy,
});

export const wrongValue = (path: Finding['path'], what: string, remedy: string): Finding => ({
  path,
  part: 'value',
  what,
  remedy,
});

/**
 * A path as a person writes it: `monitors.entra.accounts[0]`. A key that does not look like one is left out, because
 * a value that slipped into a key's place may be a secret.
 */
export function formatKey(path: readonly PropertyKey[], isKeyHidden = false): string {
  return (isKeyHidden ? [...path.slice(0, -1), ''] : path)
    .map(step =>
      typeof step === 'number' ? `[${step}]` : `.${isPlainWord(String(step)) ? String(step) : '…'}`,
    )
    .join('')
    .replace(/^\./, '');
}

/** Looks like an id or a key, and can be shown. */
export const isPlainWord = (text: string): boolean => /^[A-Za-z][A-Za-z0-9_-]{0,39}$/.test(text);

/** "did you mean …?" when something near is known, and all that is known. */
export function formatKnown(suggestion: string | undefined, known: readonly string[]): string {
  const list = known.length === 0 ? 'there is none to choose from' : `possible: ${known.join(', ')}`;
  return suggestion === undefined ? list : `did you mean "${suggestion}"? ${list}`;
}
