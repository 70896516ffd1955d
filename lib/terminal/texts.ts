import type { Text } from '../core/language.ts';

/** What the terminal says beside what the record itself tells. */
export const words = {
  simulated: {
    en: 'SIMULATED: this is the demo tenant on the embedded simulator. Nothing was sent to Microsoft.',
    ja: 'シミュレーション: 内蔵シミュレーターのデモ テナントです。Microsoft には何も送信していません。',
  },
  announced: { en: 'as announced', ja: '予定どおり' },
  notAnnounced: { en: 'NOT as announced', ja: '予定と異なる結果' },
  seconds: { en: 's', ja: '秒' },
  fault: { en: 'on the side of', ja: '原因の所在' },
  prevention: { en: 'next time', ja: '再発防止' },
  written: { en: 'written', ja: '出力先' },
  notKept: { en: 'not kept', ja: '保存されていません' },
  noIncidents: { en: 'No incidents.', ja: 'インシデントはありません。' },
  open: { en: 'goes on', ja: '継続中' },
  over: { en: 'over', ja: '終息' },
  since: { en: 'since', ja: '発生' },
  until: { en: 'until', ja: '復旧' },
  runs: { en: 'runs', ja: '回失敗' },
  never: { en: 'never', ja: 'なし' },
  stale: { en: 'stale', ja: '要確認' },
  issued: { en: 'since', ja: '発行日' },
  ends_soon: { en: 'ends soon', ja: '期限間近' },
  ended: { en: 'ended', ja: '期限切れ' },
  nothing: { en: 'No runs.', ja: '実行記録はありません。' },
} satisfies Record<string, Text>;
