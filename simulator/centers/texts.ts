import type { Language } from '../entra/texts/language.ts';

/** The texts of the admin center. */
export interface ShellTexts {
  readonly loading: string;
  readonly accountManager: string;
  readonly signOut: string;
  readonly welcome: string;
  readonly teaching: string;
  readonly gotIt: string;
  readonly failed: string;
  readonly users: string;
  readonly billing: string;
  readonly health: string;
}

export const shellTexts: Readonly<Record<Language, ShellTexts>> = {
  en: {
    loading: 'Loading…',
    accountManager: 'Account manager for',
    signOut: 'Sign out',
    welcome: 'Good day',
    teaching: 'New: find everything faster with search.',
    gotIt: 'Got it',
    failed: 'Something went wrong. Refresh the page to try again.',
    users: 'User management',
    billing: 'Billing',
    health: 'Service health',
  },
  ja: {
    loading: '読み込んでいます…',
    accountManager: 'アカウント マネージャー:',
    signOut: 'サインアウト',
    welcome: 'こんにちは',
    teaching: '新機能: 検索を使って、必要なものをすばやく見つけることができます。',
    gotIt: 'OK',
    failed: '問題が発生しました。ページを更新してもう一度お試しください。',
    users: 'ユーザー管理',
    billing: '課金情報',
    health: 'サービス正常性',
  },
  de: {
    loading: 'Wird geladen…',
    accountManager: 'Konto-Manager für',
    signOut: 'Abmelden',
    welcome: 'Guten Tag',
    teaching: 'Neu: Mit der Suche finden Sie alles schneller.',
    gotIt: 'Verstanden',
    failed: 'Es ist ein Problem aufgetreten. Aktualisieren Sie die Seite, um es erneut zu versuchen.',
    users: 'Benutzerverwaltung',
    billing: 'Abrechnung',
    health: 'Dienststatus',
  },
};
