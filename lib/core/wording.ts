import type { Fault } from './causes.ts';
import type { Text } from './language.ts';
import type { Verdict } from './run-record.ts';

/** The words for verdicts, wherever people read them. */
export const verdictTexts: Record<Verdict, Text> = {
  up: { en: 'up', ja: '正常' },
  degraded: { en: 'degraded', ja: '遅延' },
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
