import type { Language } from '../entra/texts/language.ts';

/** The texts of an organisation's own sign-in. */
export interface FederationTexts {
  readonly title: string;
  readonly signInWith: string;
  readonly username: string;
  readonly password: string;
  readonly next: string;
  readonly signIn: string;
  readonly wrong: string;
  readonly moreWanted: string;
  readonly working: string;
}

export const federationTexts: Readonly<Record<Language, FederationTexts>> = {
  en: {
    title: 'Sign In',
    signInWith: 'Sign in with your organizational account',
    username: 'someone@example.com',
    password: 'Password',
    next: 'Next',
    signIn: 'Sign in',
    wrong: 'Incorrect user ID or password. Type the correct user ID and password, and try again.',
    moreWanted: 'Enter your passcode',
    working: 'Working...',
  },
  ja: {
    title: 'サインイン',
    signInWith: '組織アカウントを使用してサインインしてください',
    username: 'someone@example.com',
    password: 'パスワード',
    next: '次へ',
    signIn: 'サインイン',
    wrong:
      'ユーザー ID またはパスワードが正しくありません。正しいユーザー ID とパスワードを入力し、もう一度やり直してください。',
    moreWanted: 'パスコードを入力してください',
    working: '処理中...',
  },
  de: {
    title: 'Anmelden',
    signInWith: 'Melden Sie sich mit Ihrem Organisationskonto an',
    username: 'jemand@beispiel.com',
    password: 'Kennwort',
    next: 'Weiter',
    signIn: 'Anmelden',
    wrong:
      'Falsche Benutzer-ID oder falsches Kennwort. Geben Sie die richtige Benutzer-ID und das richtige Kennwort ein, und versuchen Sie es erneut.',
    moreWanted: 'Geben Sie Ihren Passcode ein',
    working: 'Verarbeitung läuft...',
  },
};
