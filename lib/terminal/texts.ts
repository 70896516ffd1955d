import type { Fault } from '../core/causes.ts';
import type { Text } from '../core/language.ts';
import type { Verdict } from '../core/run-record.ts';

/** What the terminal says beside what the record itself tells. */
export const verdictTexts: Record<Verdict, Text> = {
  up: { en: 'up', ja: '正常' },
  degraded: { en: 'degraded', ja: '遅延' },
  down: { en: 'down', ja: '異常' },
  unknown: { en: 'unknown', ja: '不明' },
};

export const faultTexts: Record<Fault, Text> = {
  account: { en: 'the account', ja: 'アカウント' },
  policy: { en: 'a policy of the tenant', ja: 'テナントのポリシー' },
  identity_provider: { en: "the organization's own identity provider", ja: '自組織の ID プロバイダー' },
  microsoft: { en: 'Microsoft', ja: 'Microsoft' },
  network: { en: 'the network', ja: 'ネットワーク' },
  monitor: { en: 'this monitor, not Microsoft', ja: 'この監視ツール自身 (Microsoft ではありません)' },
};

export const words = {
  simulated: {
    en: 'SIMULATED: this is the demo tenant on the embedded simulator. Nothing was sent to Microsoft.',
    ja: 'シミュレーション: 内蔵シミュレーターのデモ テナントです。Microsoft には何も送信していません。',
  },
  announced: { en: 'as announced', ja: '予定どおり' },
  notAnnounced: { en: 'NOT as announced', ja: '予定と異なる結果' },
  seconds: { en: 's', ja: '秒' },
  fault: { en: 'on the side of', ja: '原因の所在' },
  written: { en: 'written', ja: '出力先' },
  nothing: { en: 'No runs.', ja: '実行記録はありません。' },
} satisfies Record<string, Text>;
