import { textsOf } from '../domain/describe-run.ts';
import type { Incident } from '../domain/incident.ts';
import type { Language, Text } from '../domain/language.ts';
import { formatOpinion, opinionTitle } from '../domain/opinion-wording.ts';
import { formatRequestIds } from '../domain/request-ids.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { commonTexts, faultTexts } from '../domain/wording.ts';
import { oneLine } from '../platform/foreign-text.ts';

/** What the configuration knows of the account that a call is about. */
export interface CallersAccount {
  readonly username?: string;
  readonly role?: string;
  readonly owner?: string;
  readonly contractName?: string;
  readonly invoice?: string;
  readonly phone?: string;
}

export interface SheetOptions {
  readonly language: Language;
  readonly account: CallersAccount;
  readonly title: string;
  /** The incident that the run belongs to. */
  readonly incident?: Incident;
  /** ISO 8601: when somebody got in last, before it. */
  readonly lastSuccessAt?: string;
  /** For times; the machine's own when absent. */
  readonly timeZone?: string;
}

const texts = {
  ...commonTexts,
  heading: { en: 'For a support call to Microsoft', ja: 'Microsoft サポートへの問い合わせシート' },
  caller: { en: 'Who calls', ja: 'お客様情報' },
  contractName: { en: 'Name on the contract', ja: '契約名義' },
  invoice: { en: 'Invoice (billing reference)', ja: '請求書番号' },
  phone: { en: 'Callback number', ja: '連絡先電話番号' },
  owner: { en: 'Who is responsible for the account', ja: '担当者' },
  account: { en: 'The account', ja: 'アカウント' },
  username: { en: 'User name', ja: 'ユーザー名' },
  role: { en: 'Admin role', ja: '管理者ロール' },
  hint: {
    en: 'A work account of the tenant, not a personal Microsoft account; it signs in with a real browser in a clean, private context.',
    ja: 'テナントの職場アカウントです (個人用 Microsoft アカウントではありません)。履歴や Cookie のない実際のブラウザーでサインインしています。',
  },
  what: { en: 'What happens', ja: '発生している事象' },
  center: { en: 'Admin center', ja: '管理センター' },
  message: { en: 'Symptom', ja: '事象' },
  at: { en: 'Time', ja: '発生日時' },
  since: { en: 'Failing since', ja: '最初の発生' },
  times: { en: 'Failed sign-ins since then', ja: '以降の失敗回数' },
  lastSuccess: { en: 'Last successful sign-in', ja: '最後に成功した日時' },
  ids: { en: 'What Microsoft asks for', ja: 'エラー情報' },
  url: { en: 'Address', ja: 'URL' },
  pageId: { en: 'Page', ja: 'ページ ID' },
  correlationId: { en: 'Correlation id', ja: '関連付け ID (Correlation ID)' },
  requestId: { en: 'Request id', ja: '要求 ID (Request ID)' },
  timestamp: { en: 'Timestamp of the page', ja: 'ページのタイムスタンプ' },
  tried: { en: 'What was tried already', ja: '実施済みの確認' },
  attempts: { en: 'Attempts to sign in', ja: 'サインインの試行回数' },
  unknown: { en: '(please fill in)', ja: '(ご記入ください)' },
} satisfies Record<string, Text>;

type Line = readonly [label: Text, value: string | undefined];

/** Everything that a support call asks for, as Markdown to be printed, sent or read out. No secret ever. */
export function supportSheet(run: RunRecord, options: SheetOptions): string {
  const { language, account } = options;
  const sections: readonly (readonly [Text, readonly string[]])[] = [
    [texts.caller, formatLines(caller(account), language, true)],
    [texts.account, [...formatLines(credentials(run, account), language, true), `- ${texts.hint[language]}`]],
    [texts.what, formatLines(failure(run, options), language)],
    [texts.ids, formatLines(identifiers(run, language), language)],
    [texts.tried, formatLines(tried(run, language), language)],
  ];
  return [
    `# ${texts.heading[language]}`,
    ...sections
      .filter(([, lines]) => lines.length > 0)
      .flatMap(([heading, lines]) => ['', `## ${heading[language]}`, '', ...lines]),
  ].join('\n');
}

/** @param isWhole with a blank to fill in for each value that is missing */
const formatLines = (lines: readonly Line[], language: Language, isWhole = false): string[] =>
  lines
    .filter(([, value]) => isWhole || value !== undefined)
    .map(
      ([label, value]) =>
        `- ${label[language]}: ${value === undefined ? texts.unknown[language] : inMarkdown(value)}`,
    );

const caller = (account: CallersAccount): Line[] => [
  [texts.contractName, account.contractName],
  [texts.invoice, account.invoice],
  [texts.phone, account.phone],
  [texts.owner, account.owner],
];

const credentials = (run: RunRecord, account: CallersAccount): Line[] => [
  [texts.username, account.username ?? run.account],
  [texts.role, account.role],
  [texts.tenant, run.tenant],
];

function failure(run: RunRecord, options: SheetOptions): Line[] {
  const { language, title, incident, lastSuccessAt } = options;
  const at = (moment: string | undefined) => moment && timeOf(moment, options);
  return [
    [texts.center, title],
    [texts.message, textsOf(run, language).summary],
    [texts.cause, run.cause],
    [texts.fault, run.fault && faultTexts[run.fault][language]],
    [texts.at, at(run.startedAt ?? run.scheduledAt)],
    [texts.since, at(incident?.runs[0].scheduledAt)],
    [texts.times, incident && String(incident.runs.length)],
    [texts.lastSuccess, at(lastSuccessAt)],
  ];
}

const identifiers = ({ page, requestIds = [] }: RunRecord, language: Language): Line[] => [
  [texts.errorCode, page?.errorCode],
  [texts.correlationId, page?.correlationId],
  [texts.requestId, page?.requestId],
  [texts.timestamp, page?.timestamp],
  [texts.pageId, page?.pageId],
  [texts.url, page?.url],
  ...requestIds.map(
    (ids): Line => [
      { en: `Answer of ${ids.host}`, ja: `${ids.host} の応答` },
      formatRequestIds(ids, language),
    ],
  ),
];

const tried = (run: RunRecord, language: Language): Line[] => [
  [texts.attempts, run.attempts.length === 0 ? undefined : String(run.attempts.length)],
  [texts.engine, `${run.engine} ${run.browserVersion ?? ''}`.trim()],
  [texts.screens, run.screens.length === 0 ? undefined : run.screens.join(' → ')],
  ...run.opinions.map((opinion): Line => [opinionTitle(opinion), formatOpinion(opinion, language)]),
];

/** A value as what it is: in one line, and nothing in it is a link, a heading or markup. */
const inMarkdown = (value: string): string =>
  oneLine(value).replaceAll(/[\\`*<>]|\](?=\()/g, String.raw`\$&`);

/** Local time with its offset, and UTC: "2026-11-23 14:45:12 GMT+9 (05:45:12 UTC)". */
function timeOf(moment: string, { timeZone }: SheetOptions): string {
  const date = new Date(moment);
  const local = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'long', timeZone });
  return `${local.format(date)} (${date.toISOString().slice(0, 19)}Z)`;
}
