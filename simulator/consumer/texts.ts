import type { Language } from '../entra/texts/language.ts';

/** The texts of the pages for personal accounts. */
export interface ConsumerTexts {
  readonly signIn: string;
  readonly username: string;
  readonly enterPassword: string;
  readonly password: string;
  readonly next: string;
}

export const consumerTexts: Readonly<Record<Language, ConsumerTexts>> = {
  en: {
    signIn: 'Sign in',
    username: 'Email or phone number',
    enterPassword: 'Enter your password',
    password: 'Password',
    next: 'Next',
  },
  ja: {
    signIn: 'サインイン',
    username: 'メールまたは電話番号',
    enterPassword: 'パスワードを入力する',
    password: 'パスワード',
    next: '次へ',
  },
  de: {
    signIn: 'Anmelden',
    username: 'E-Mail oder Telefonnummer',
    enterPassword: 'Geben Sie Ihr Kennwort ein',
    password: 'Kennwort',
    next: 'Weiter',
  },
};
