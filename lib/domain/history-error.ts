/**
 * `busy`: another process is in the way, and the same succeeds later. `full`: it does when there is room on the disk.
 * `unusable`: only a person can help, for example because a later version of Genkan wrote the history. `replaced`: the same,
 * because another history is in its place.
 */
export type HistoryErrorKind = 'busy' | 'full' | 'unusable' | 'replaced';

/** Why a history cannot be used, for people. Whatever a store is built on reports its errors as this one. */
export class HistoryError extends Error {
  override readonly name = 'HistoryError';
  readonly kind: HistoryErrorKind;

  constructor(
    message: string,
    { cause, kind = 'unusable' }: { cause?: unknown; kind?: HistoryErrorKind } = {},
  ) {
    super(message, { cause });
    this.kind = kind;
  }
}

/** Is it this kind of error of a history? */
export const isHistoryError = (error: unknown, kind: HistoryErrorKind): boolean =>
  error instanceof HistoryError && error.kind === kind;
