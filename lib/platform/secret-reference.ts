/** Where a secret can come from; `lib/secrets/sources.ts` holds how, one file for each. */
const secretSchemes = ['env', 'file', 'exec'] as const;
export type SecretScheme = (typeof secretSchemes)[number];

/** What the configuration holds in place of a secret. No secret itself: all of it may be printed. */
export interface SecretReference {
  readonly scheme: SecretScheme;
  /** What follows the colon: a variable's name, a path, a command. */
  readonly rest: string;
  /** As it was written: `env:CONTOSO_PASSWORD`. */
  readonly text: string;
}

/** A reference, and where it was written, so that a secret that cannot be had is told like any other problem. */
export interface ConfiguredSecret {
  /** `accounts.contoso.password` */
  readonly key: string;
  /** `genkan.yaml:12:5` */
  readonly where: string;
  readonly reference: SecretReference;
  readonly form: SecretForm;
}

/** `line`: typed into a field or sent in a header. `text`: may have lines, as PEM has. `bytes`: fetched as its base64. */
export type SecretForm = 'line' | 'text' | 'bytes';

const shapes: Record<SecretScheme, RegExp> = {
  // Strict, so that a password that happens to begin with `env:` is not taken for a name and printed.
  env: /^[A-Za-z_][A-Za-z0-9_]*$/,
  file: /^\S/,
  exec: /^\S/,
};

/** Reads `env:NAME`, `file:PATH` or `exec:COMMAND ARGS`; undefined for everything else, which then may be a secret. */
export function parseSecretReference(text: string): SecretReference | undefined {
  const scheme = secretSchemes.find(name => text.startsWith(`${name}:`));
  if (scheme === undefined) return undefined;
  const rest = text.slice(scheme.length + 1).trim();
  return shapes[scheme].test(rest) ? { scheme, rest, text: text.trim() } : undefined;
}
