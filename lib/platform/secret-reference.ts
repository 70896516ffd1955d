/** Where a secret can come from, and what follows the colon; `lib/secrets/sources.ts` knows how it is fetched. */
const schemes = {
  // Strict, so that a password that happens to begin with `env:` is not taken for a name and printed.
  env: { rest: 'NAME', shape: /^[A-Za-z_][A-Za-z0-9_]*$/ },
  file: { rest: 'PATH', shape: /^\S/ },
  exec: { rest: 'COMMAND', shape: /^\S/ },
} as const;
export type SecretScheme = keyof typeof schemes;

const schemeNames = Object.keys(schemes) as SecretScheme[];

/** Every form that a reference can have, for people: `env:NAME, file:PATH or exec:COMMAND`. */
export const secretForms = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(
  schemeNames.map(name => `${name}:${schemes[name].rest}`),
);

/** What the configuration holds in place of a secret. No secret itself: all of it may be printed. */
export interface SecretReference {
  readonly scheme: SecretScheme;
  /** What follows the colon: a variable's name, a path, a command. */
  readonly rest: string;
  /** As it was written: `env:CONTOSO_PASSWORD`. */
  readonly text: string;
}

/** A reference, and where it was written, so that an unreadable secret is reported like any other problem. */
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

/** Reads a reference such as `env:NAME`; undefined for everything else, which then may be a secret. */
export function parseSecretReference(text: string): SecretReference | undefined {
  const scheme = schemeNames.find(name => text.startsWith(`${name}:`));
  if (scheme === undefined) return undefined;
  const rest = text.slice(scheme.length + 1).trim();
  return schemes[scheme].shape.test(rest) ? { scheme, rest, text: text.trim() } : undefined;
}
