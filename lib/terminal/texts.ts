import type { Text } from '../domain/language.ts';
import { commonTexts } from '../domain/wording.ts';

/** The texts of the terminal that do not come from the record. */
export const words = {
  ...commonTexts,
  simulated: {
    en: 'SIMULATED: this is the demo tenant on the embedded simulator. Nothing was sent to Microsoft.',
    ja: 'シミュレーション: 内蔵シミュレーターのデモ テナントです。Microsoft には何も送信していません。',
  },
  announced: { en: 'as expected', ja: '予定どおり' },
  notAnnounced: { en: 'NOT as expected', ja: '予定と異なる結果' },
  written: { en: 'written', ja: '出力先' },
  noIncidents: { en: 'No incidents.', ja: 'インシデントはありません。' },
  since: { en: 'since', ja: '発生' },
  until: { en: 'until', ja: '復旧' },
  runs: { en: 'runs', ja: '回失敗' },
  stale: { en: 'stale', ja: '要確認' },
  issued: { en: 'since', ja: '発行日' },
  paused_since: { en: 'since {time}', ja: '{time} から' },
  paused_until: { en: 'until {time}', ja: '{time} まで' },
  ends_soon: { en: 'expires soon', ja: '期限間近' },
  ended: { en: 'expired', ja: '期限切れ' },
  nothing: { en: 'No runs.', ja: '実行記録はありません。' },
} satisfies Record<string, Text>;
