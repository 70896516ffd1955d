/** A mistake in the input of a person, with what to do about it. All problems are reported at once. */
export interface Problem {
  /** The file, with line and column where they are known: `genkan.yaml:12:5`. */
  readonly where: string;
  /** The key in that file, `accounts.contoso.password`, or what else is meant (`DEBUG`, `--engine`). */
  readonly key?: string;
  readonly what: string;
  readonly remedy: string;
  /** The error behind it, where one says more: for the log at debug level, never for the message. */
  readonly cause?: unknown;
}

/** Bad input: the work cannot begin. Nothing has been written when this is thrown. */
export class InputError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const causes = problems.flatMap(({ cause }) => (cause === undefined ? [] : [cause]));
    super(problems.map(formatProblem).join('\n'), {
      cause: causes.length > 1 ? new AggregateError(causes) : causes[0],
    });
    this.name = 'InputError';
    this.problems = problems;
  }
}

/** Something outside cannot be used. Where it was named, only the caller knows. */
export class UnusableError extends Error {
  readonly what: string;
  readonly remedy: string;

  constructor(what: string, remedy: string, options?: ErrorOptions) {
    super(`${what} (${remedy})`, options);
    this.what = what;
    this.remedy = remedy;
  }
}

/** A problem in two lines: where and what, then what to do. */
export function formatProblem({ where, key, what, remedy }: Problem): string {
  return `${where}${key === undefined ? '' : `: ${key}`}: ${what}\n  → ${remedy}`;
}
