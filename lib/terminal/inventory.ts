import type { CauseId } from '../domain/causes.ts';
import type { Life, lifeState } from '../domain/credential.ts';
import type { Language, Text } from '../domain/language.ts';
import { inColumns } from './columns.ts';
import { minuteOf } from './output.ts';
import { words } from './texts.ts';

/** One account of the inventory. No secret, and no reference to one. */
export interface InventoryRow {
  readonly id: string;
  readonly username: string;
  readonly tenant: string;
  readonly cloud: string;
  /** `onmicrosoft`: in Microsoft's own domain of the tenant, where no outside identity provider can break. */
  readonly kind: 'onmicrosoft' | 'own_domain';
  readonly role?: string;
  readonly owner?: string;
  /** What it can prove itself with, in the order in which it is used. */
  readonly factors: readonly string[];
  readonly monitors: readonly string[];
  /** ISO 8601; absent when it never got in. */
  readonly lastProvenAt?: string;
  /** Nobody has proven for a month that one gets in with it. */
  readonly isStale: boolean;
  /** Why the user name is not tried for now, if it is not; `until` where that ends by itself. ISO 8601. */
  readonly paused?: {
    readonly cause: CauseId;
    readonly since?: string | undefined;
    readonly until?: string | undefined;
  };
  /** Those whose end is known. */
  readonly credentials: ReadonlyArray<Life & { readonly state: ReturnType<typeof lifeState> }>;
}

const columns = {
  id: { en: 'Account', ja: 'アカウント' },
  username: { en: 'User name', ja: 'ユーザー名' },
  tenant: words.tenant,
  cloud: { en: 'Cloud', ja: 'クラウド' },
  kind: { en: 'Kind', ja: '種類' },
  role: { en: 'Role', ja: '役割' },
  owner: { en: 'Owner', ja: '担当者' },
  factors: { en: 'Signs in with', ja: '認証方法' },
  monitors: { en: 'Monitors', ja: '監視対象' },
  lastProvenAt: { en: 'Last proven sign-in', ja: '最終サインイン確認' },
  isStale: { en: 'Stale', ja: '要確認' },
  paused: { en: 'Paused', ja: '一時停止' },
  credentials: { en: 'Credentials expire', ja: '資格情報の有効期限' },
} satisfies Record<keyof InventoryRow, Text>;

const names = Object.keys(columns) as (keyof typeof columns)[];

const kinds: Record<InventoryRow['kind'], Text> = {
  onmicrosoft: { en: 'work account (onmicrosoft.com)', ja: '職場アカウント (onmicrosoft.com)' },
  own_domain: { en: 'work account (own domain)', ja: '職場アカウント (独自ドメイン)' },
};

/** The inventory as a table. */
export function formatInventory(rows: readonly InventoryRow[], language: Language): string {
  return inColumns([
    names.map(name => columns[name][language]),
    ...rows.map(row => cellsOf(row, language)),
  ]).join('\n');
}

/**
 * The inventory as CSV that a Japanese Excel opens as it is: UTF-8 with its mark, CRLF, every field quoted, and nothing
 * that it would take for a formula.
 */
export function inventoryCsv(rows: readonly InventoryRow[], language: Language): string {
  const lines = [names.map(name => columns[name][language]), ...rows.map(row => cellsOf(row, language))];
  return `\ufeff${lines.map(line => line.map(field).join(',')).join('\r\n')}`;
}

const field = (text: string): string =>
  `"${(/^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

function cellsOf(row: InventoryRow, language: Language): string[] {
  return [
    row.id,
    row.username,
    row.tenant,
    row.cloud,
    kinds[row.kind][language],
    row.role ?? '',
    row.owner ?? '',
    row.factors.join(' + '),
    row.monitors.join(' '),
    row.lastProvenAt === undefined ? words.never[language] : minuteOf(row.lastProvenAt),
    row.isStale ? words.stale[language] : '',
    row.paused === undefined ? '' : formatPause(row.paused, language),
    row.credentials.map(life => formatLife(life, language)).join('; '),
  ];
}

/** `password_wrong (since 2026-11-28 05:45Z)`, or until when. */
function formatPause(
  { cause, since, until }: NonNullable<InventoryRow['paused']>,
  language: Language,
): string {
  const text = words[until === undefined ? 'paused_since' : 'paused_until'][language];
  return `${cause} (${text.replace('{time}', minuteOf(until ?? since ?? ''))})`;
}

/** `certificate 2027-01-31 (since 2026-01-31)`, and whether somebody should do something. */
function formatLife(
  { credential, expiresAt, since, state }: InventoryRow['credentials'][number],
  language: Language,
): string {
  const [last, first] = [expiresAt, since].map(time => time?.slice(0, 10));
  const age = first === undefined ? '' : ` (${words.issued[language]} ${first})`;
  const mark = state === 'good' ? '' : ` ${words[state][language]}`;
  return `${credential} ${last}${age}${mark}`;
}
