import type { Language } from './language.ts';

/** What the pages between the credentials and the application say: a row a text, in Microsoft's own words where known. */
const rows = {
  moreInformationTitle: {
    en: 'More information required',
    ja: '詳細情報が必要',
    de: 'Weitere Informationen erforderlich',
  },
  moreInformationDescription: {
    en: 'Your organization needs more information to keep your account secure.',
    ja: '組織はあなたのアカウントを保護するために追加の情報を必要としています。',
    de: 'Ihre Organisation benötigt weitere Informationen zum Schutz Ihres Kontos.',
  },
  skipForNow: {
    en: 'Skip for now (days until this is required: ',
    ja: '今はしない (これが必要になるまでの日数: ',
    de: 'Vorerst überspringen (Tage bis zur Pflicht: ',
  },
  anotherAccount: {
    en: 'Use a different account',
    ja: '別のアカウントを使用する',
    de: 'Anderes Konto verwenden',
  },
  skipSetup: { en: 'Skip setup', ja: 'セットアップをスキップする', de: 'Setup überspringen' },
  otherMethod: {
    en: 'I want to set up a different method',
    ja: '別の方法を設定します',
    de: 'Ich möchte eine andere Methode einrichten',
  },
  updatePasswordTitle: { en: 'Update your password', ja: 'パスワードの更新', de: 'Kennwort aktualisieren' },
  updatePasswordDescription: {
    en: 'You need to update your password because this is the first time you are signing in, or because your password has expired.',
    ja: '初めてサインインするか、パスワードの有効期限が切れているため、パスワードを更新する必要があります。',
    de: 'Sie müssen Ihr Kennwort aktualisieren, da Sie sich zum ersten Mal anmelden oder Ihr Kennwort abgelaufen ist.',
  },
  currentPassword: { en: 'Current password', ja: '現在のパスワード', de: 'Aktuelles Kennwort' },
  newPassword: { en: 'New password', ja: '新しいパスワード', de: 'Neues Kennwort' },
  confirmPassword: { en: 'Confirm password', ja: 'パスワードの確認', de: 'Kennwort bestätigen' },
  blockedTitle: {
    en: 'You cannot access this right now',
    ja: '現在、これにはアクセスできません',
    de: 'Sie können derzeit nicht darauf zugreifen',
  },
  blockedDescription: {
    en: 'Your sign-in was successful but does not meet the criteria to access this resource.',
    ja: 'サインインは正常に行われましたが、このリソースへのアクセス条件を満たしていません。',
    de: 'Die Anmeldung war erfolgreich, erfüllt jedoch nicht die Kriterien für den Zugriff auf diese Ressource.',
  },
  joinDeviceTitle: {
    en: 'Set up your device to get access',
    ja: 'アクセスできるようにデバイスをセットアップしてください',
    de: 'Richten Sie Ihr Gerät ein, um Zugriff zu erhalten',
  },
  troubleVerifying: {
    en: "Sorry, we're having trouble verifying your account.",
    ja: '申し訳ありませんが、お客様のアカウントの確認中に問題が発生しました。',
    de: 'Leider können wir Ihr Konto derzeit nicht überprüfen.',
  },
  termsTitle: { en: 'Contoso terms of use', ja: 'Contoso 利用規約', de: 'Nutzungsbedingungen von Contoso' },
  accept: { en: 'Accept', ja: '承諾', de: 'Akzeptieren' },
  decline: { en: 'Decline', ja: '辞退', de: 'Ablehnen' },
  consentTitle: {
    en: 'Permissions requested',
    ja: '要求されているアクセス許可',
    de: 'Angeforderte Berechtigungen',
  },
  captchaTitle: {
    en: 'Enter the characters you see',
    ja: '表示されている文字を入力してください',
    de: 'Geben Sie die angezeigten Zeichen ein',
  },
  appConfirmTitle: {
    en: 'Are you trying to sign in to Microsoft 365 admin?',
    ja: 'Microsoft 365 管理センターにサインインしようとしていますか?',
    de: 'Versuchen Sie, sich bei Microsoft 365 Admin anzumelden?',
  },
  appConfirmDescription: {
    en: 'Only continue if you downloaded the app from a store or website that you trust.',
    ja: '信頼できるストアまたは Web サイトからアプリをダウンロードした場合のみ続行してください。',
    de: 'Fahren Sie nur fort, wenn Sie die App aus einer vertrauenswürdigen Quelle heruntergeladen haben.',
  },
  confirmTenantTitle: { en: 'Confirm the organization', ja: '組織の確認', de: 'Organisation bestätigen' },
  confirmTenantDescription: {
    en: 'You are about to sign in to Contoso. Continue only if you expected this.',
    ja: 'Contoso にサインインしようとしています。心当たりがある場合のみ続行してください。',
    de: 'Sie sind dabei, sich bei Contoso anzumelden. Fahren Sie nur fort, wenn Sie das erwartet haben.',
  },
  goOn: { en: 'Continue', ja: '続行', de: 'Fortfahren' },
  cancel: { en: 'Cancel', ja: 'キャンセル', de: 'Abbrechen' },
  pushTitle: {
    en: 'Check your Authenticator app',
    ja: 'Authenticator アプリを確認',
    de: 'Authenticator-App überprüfen',
  },
  noticeTitle: { en: 'What is new', ja: '新機能のお知らせ', de: 'Neuigkeiten' },
  noticeDescription: {
    en: 'Signing in has become simpler. Have a look.',
    ja: 'サインインがより簡単になりました。ご確認ください。',
    de: 'Die Anmeldung ist einfacher geworden. Sehen Sie selbst.',
  },
} satisfies Record<string, Record<Language, string>>;

export type InterruptTexts = { readonly [key in keyof typeof rows]: string };

export function interruptTexts(language: Language): InterruptTexts {
  return Object.fromEntries(
    Object.entries(rows).map(([key, row]) => [key, row[language]]),
  ) as unknown as InterruptTexts;
}
