import type { Texts } from './en.ts';

/** The sign-in pages in Microsoft's own Japanese. */
export const ja: Texts = {
  title: 'アカウントにサインイン',
  signIn: 'サインイン',
  usernameHint: 'メール、電話、Skype',
  next: '次へ',
  back: '戻る',
  cantAccess: 'アカウントにアクセスできない場合',
  signInOptions: 'サインイン オプション',
  usernameEmpty: '有効なメール アドレス、電話番号、または Skype 名を入力してください。',
  usernameUnknown:
    'このユーザー名は間違っている可能性があります。正しく入力したかご確認ください。それ以外の場合は、管理者にお問い合わせください。',
  domainUnknown:
    'そのユーザー名のアカウントは見つかりませんでした。別のアカウントを試すか、新しい Microsoft アカウントを取得してください。',
  lookupFailed: 'お使いのアカウントの検索中に問題が発生しました。[次へ] を選択してもう一度お試しください。',
  enterPassword: 'パスワードの入力',
  password: 'パスワード',
  forgotPassword: 'パスワードを忘れた場合',
  passwordEmpty: 'パスワードを入力してください。',
  passwordWrong:
    'アカウントまたはパスワードが正しくありません。パスワードを思い出せない場合は、今すぐリセットしてください。',
  locked:
    'お客様のアカウントはロックされています。ロックを解除するには、サポート担当者に連絡してから、もう一度お試しください。',
  disabled:
    'お客様のアカウントはロックされています。ロックを解除するには、サポート担当者に連絡してから、もう一度お試しください。',
  expired: 'パスワードの有効期限が切れているか、変更する必要があります。',
  somethingWrong: '申し訳ありませんが、サインイン中に問題が発生しました。',
  verifyIdentity: 'ID を確認する',
  moreInformation: '詳細情報',
  enterCode: 'コードの入力',
  enterCodeDescription: 'モバイル デバイスで認証アプリに表示されているコードを入力してください',
  enterCodeSms: '携帯電話にテキスト メッセージを送信しました。サインインするには、コードを入力してください。',
  code: 'コード',
  verify: '検証',
  rememberMfa: '今後 90 日間はこのメッセージを表示しない',
  anotherWay: '別の方法でサインインする',
  codeEmpty: '続行するには、コードを入力してください。',
  codeWrong: '必要な確認コードが入力されませんでした。もう一度お試しください。',
  codeUsed:
    'セキュリティ上の理由により、既に使用された確認コードは受け付けられません。新しいコードが表示されるまでお待ちください。',
  codeTooManyTries: '間違ったコードでのサインイン試行回数が上限に達しました。後でもう一度お試しください。',
  verifyFailed:
    '申し訳ありませんが、お客様のアカウントの確認中に問題が発生しました。もう一度お試しください。',
  PhoneAppOTP: '確認コードを使用する',
  PhoneAppNotification: 'Microsoft Authenticator アプリで要求を承認する',
  OneWaySMS: '+XX XXXXXXX45 に SMS を送信',
  TwoWayVoiceMobile: '+XX XXXXXXX45 に電話をかける',
  staySignedIn: 'サインインの状態を維持しますか?',
  staySignedInDescription: 'これにより、サインインを求められる回数を減らすことができます。',
  dontShowAgain: '今後このメッセージを表示しない',
  yes: 'はい',
  no: 'いいえ',
  errorTitle: 'サインイン',
  troubleshooting: 'トラブルシューティングの詳細',
  terms: '利用規約',
  privacy: 'プライバシーと Cookie',
  working: '処理しています...',
  scriptDisabled: 'スクリプトが無効になっています。続行するには [送信] をクリックしてください。',
  submit: '送信',
  signedOut: 'アカウントからサインアウトしました',
  closeWindows: 'すべてのブラウザー ウィンドウを閉じることをお勧めします。',
  tenantConfirm: '組織の確認',
  tenantConfirmDescription:
    'Contoso にサインインしようとしています。心当たりがある場合のみ続行してください。',
  simulator: 'Genkan simulator – Microsoft のページではありません',
};
