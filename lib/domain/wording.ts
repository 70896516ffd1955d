import type { Fault } from './causes.ts';
import type { Language, Text } from './language.ts';
import type { ArtifactKind, DroppedArtifact, DropReason, StepName, Verdict } from './run-record.ts';

/** Verdicts, distinguishable without colours, too. */
export const verdictSigns: Record<Verdict, string> = { up: '✔', degraded: '▲', down: '✘', unknown: '?' };

/** The words for verdicts, wherever people read them. */
export const verdictTexts: Record<Verdict, Text> = {
  up: { en: 'up', ja: '正常' },
  degraded: { en: 'degraded', ja: '低下' },
  down: { en: 'down', ja: '異常' },
  unknown: { en: 'unknown', ja: '不明' },
};

/** Whose fault, as people say it. */
export const faultTexts: Record<Fault, Text> = {
  account: { en: 'the account', ja: 'アカウント' },
  policy: { en: 'a policy of the tenant', ja: 'テナントのポリシー' },
  identity_provider: { en: "the organization's own identity provider", ja: '自組織の ID プロバイダー' },
  microsoft: { en: 'Microsoft', ja: 'Microsoft' },
  network: { en: 'the network', ja: 'ネットワーク' },
  monitor: { en: 'this monitor, not Microsoft', ja: 'この監視ツール自身 (Microsoft ではありません)' },
};

/** The steps of a sign-in, as a person would call them. */
export const stepTexts: Record<StepName, Text> = {
  open: { en: 'Open the page', ja: 'ページを開く' },
  username: { en: 'User name', ja: 'ユーザー名' },
  federated: { en: "Organization's own sign-in", ja: '自組織のサインイン' },
  password: { en: 'Password', ja: 'パスワード' },
  mfa: { en: 'Second factor', ja: '多要素認証' },
  stay_signed_in: { en: 'Stay signed in?', ja: 'サインインの状態の維持' },
  land: { en: 'Reach the admin center', ja: '管理センターへ移動' },
  ready: { en: 'Ready to use', ja: '利用可能になるまで' },
  sign_out: { en: 'Sign out', ja: 'サインアウト' },
};

/** What each kind of evidence is. */
export const artifactTexts: Record<ArtifactKind, Text> = {
  screenshot: { en: 'the screen at the end', ja: '終了時の画面' },
  film: { en: 'a screen on the way', ja: '途中の画面' },
  good_film: { en: 'the same screen in the last successful run', ja: '直近の成功時の画面' },
  index: { en: 'everything on one page', ja: '全体をまとめたページ' },
  page: {
    en: 'the page at the end, without scripts and values',
    ja: '終了時のページ (スクリプトと入力値は除去)',
  },
  network: { en: 'the network log (HAR)', ja: '通信の記録 (HAR)' },
  console: { en: "the browser's console and errors", ja: 'ブラウザーのコンソールとエラー' },
  trace: { en: 'a trace for npx playwright show-trace', ja: 'トレース (npx playwright show-trace で表示)' },
  digest: { en: 'the structure of the page', ja: 'ページの構造' },
  record: { en: 'the record of the run', ja: '実行記録のデータ' },
};

const dropTexts: Record<DropReason, Text> = {
  unreadable: { en: 'its format could not be read', ja: '形式どおりに読み取れませんでした' },
  unclean: {
    en: 'something secret was still found in it after it was cleaned',
    ja: '消去の後にも秘密の情報が見つかりました',
  },
  missing: {
    en: 'the page was gone, or gave none in time',
    ja: 'ページがすでになく、時間内に取得できませんでした',
  },
  shown: {
    en: 'the page showed something secret as text',
    ja: 'ページに秘密の情報が文字として表示されていました',
  },
  unknown_text: { en: 'its text could not be read', ja: 'ページの文字を読み取れませんでした' },
  no_time: { en: 'there was no time left to clean it', ja: '消去する時間が足りませんでした' },
  too_large: { en: 'it was too large to be cleaned', ja: '大きすぎて消去できませんでした' },
  not_written: { en: 'it could not be written', ja: '書き込めませんでした' },
};

/** Why an artifact is not kept. Version 1 stored a sentence, which stays as it is. */
export function dropText({ reason, error }: DroppedArtifact, language: Language): string {
  const text = (dropTexts as Readonly<Record<string, Text | undefined>>)[reason]?.[language] ?? reason;
  return error === undefined ? text : `${text}: ${error}`;
}

/** What the terminal and the pages say alike. */
export const commonTexts = {
  seconds: { en: 's', ja: '秒' },
  tenant: { en: 'Tenant', ja: 'テナント' },
  engine: { en: 'Browser', ja: 'ブラウザー' },
  cause: { en: 'Cause', ja: '原因' },
  fault: { en: 'Fault', ja: '原因の所在' },
  errorCode: { en: 'Error code', ja: 'エラー コード' },
  screens: { en: 'Screens met', ja: '表示された画面' },
  prevention: { en: 'Prevention', ja: '再発防止' },
  notSaved: { en: 'not stored', ja: '保存されていません' },
  never: { en: 'never', ja: 'なし' },
  goesOn: { en: 'ongoing', ja: '継続中' },
  over: { en: 'over', ja: '終息' },
} satisfies Record<string, Text>;
