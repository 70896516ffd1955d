import type { Scenario } from './scenario.ts';

/** The pages of every sign-in, in an unusual way; and a page that no program knows. */
export const pageScenarios: Readonly<Record<string, Scenario>> = {
  'awkward-config': {
    description: 'Braces and line breaks in the values of `$Config`, and more script behind it (facts 1.3).',
    isForEverybody: true,
    signIn: { hasAwkwardConfig: true },
  },
  'swallowed-press': {
    description:
      'The first click on every button of the sign-in pages does nothing: slow bindings (facts 2.0).',
    isForEverybody: true,
    signIn: { swallowsFirstClick: true },
  },
  'browser-sso': {
    description:
      'The browser is asked for a session of its machine first: two reloads and a hop (facts 2.0).',
    isForEverybody: true,
    signIn: { browserSso: true },
  },
  'account-picker': {
    description: 'The machine knows two accounts, and offers them before it asks for a name (facts 2.2).',
    isForEverybody: true,
    signIn: { picker: 'shown' },
  },
  'tile-refused': {
    description: 'An account of the machine was tried and refused: the picker, with 16001 (facts 2.2).',
    isForEverybody: true,
    signIn: { picker: 'tile-refused' },
  },
  'unknown-page': {
    description: 'After the second factor comes a page that no program knows yet.',
    cause: 'unknown_screen',
    signIn: { unknownPage: 'ConvergedProductNotice' },
  },
  'kmsi-absent': {
    description: 'Nobody is asked whether to stay signed in (facts 2.12).',
    signIn: { kmsi: 'absent' },
  },
  'kmsi-again': {
    description: 'Whether to stay signed in is asked again and again.',
    cause: 'sign_in_loop',
    signIn: { kmsi: 'again' },
  },
  'hand-over-stuck': {
    description: 'The form that takes the answer to the application does not post itself (facts 2.21).',
    cause: 'sign_in_page_incomplete',
    signIn: { isHandOverStuck: true },
  },
};
