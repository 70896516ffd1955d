import { formatFinding, formatHosts, formatIssues, formatSignIn, formatTenant } from './finding-wording.ts';
import type { Language, Text } from './language.ts';
import type { LoadFailure } from './observation.ts';
import { findingOf, isOpinionId, type Opinion, type OpinionId } from './opinion.ts';

/** What each opinion is called, wherever people read of it. */
const opinionTexts: Record<OpinionId, Text> = {
  reach: { en: 'Hosts and network path', ja: '接続先と経路' },
  tenant: { en: "The tenant's metadata", ja: 'テナントのメタデータ' },
  realm: { en: 'Who checks the password', ja: 'パスワードの検証元' },
  clock: { en: 'Clock', ja: '時計' },
  graph: { en: 'Microsoft Graph', ja: 'Microsoft Graph' },
  engine: { en: 'Another browser', ja: '別のブラウザー' },
};

const missingTexts = {
  late: { en: 'no answer in time', ja: '時間内に応答がありませんでした' },
  failed: { en: 'could not be asked', ja: '確認できませんでした' },
} satisfies Record<string, Text>;
const unknownText: Text = {
  en: 'only a later version of Genkan knows this',
  ja: '新しいバージョンの Genkan でのみ表示できます',
};

/** What an opinion is called; one that only a later version knows is named as it is. */
export const opinionTitle = ({ id }: Opinion): Text =>
  isOpinionId(id) ? opinionTexts[id] : { en: id, ja: id };

/** One opinion, whole, in a line. */
export function formatOpinion(opinion: Opinion, language: Language): string {
  if (!isOpinionId(opinion.id)) return unknownText[language];
  if ('found' in opinion) return join([...formatFinding(opinion), ...formatAsked(opinion)], language);
  const { missing, error } = opinion;
  return missingTexts[missing][language] + (error === undefined ? '' : ` (${error})`);
}

/** Who was asked, where the finding does not say so already: of the hosts each has its own address. */
function formatAsked(opinion: Extract<Opinion, { readonly found: unknown }>): Text[] {
  const address = 'address' in opinion.found ? opinion.found.address : undefined;
  return address === undefined ? [] : [{ en: `asked: ${address}`, ja: `確認先: ${address}` }];
}

/**
 * What the second opinions add to the title of a cause: a sentence, or nothing where they know nothing. What is wrong
 * comes first, then what is fine, then what Microsoft says of itself.
 * @param load the page that did not come
 */
export function formatOpinions(
  opinions: readonly Opinion[],
  load: LoadFailure | undefined,
  language: Language,
): string {
  const sentence = join(
    [
      ...formatAnswer(load),
      ...formatOtherAnswer(opinions, load),
      ...formatClock(opinions),
      ...formatHosts(findingOf(opinions, 'reach')?.hosts ?? [], load?.host),
      ...formatFederation(opinions),
      ...formatWhatIsFine(opinions, load),
      ...formatOthers(opinions),
    ],
    language,
  );
  if (sentence === '') return '';
  return language === 'ja' ? `${sentence}。` : `${capitalised(sentence)}.`;
}

/** The name of a host stays as it is. */
const capitalised = (sentence: string): string =>
  /^[a-z']+ /.test(sentence) ? sentence.slice(0, 1).toUpperCase() + sentence.slice(1) : sentence;

const join = (clauses: readonly Text[], language: Language): string =>
  clauses.map(text => text[language]).join(language === 'ja' ? '。' : '; ');

function formatAnswer({ host, status }: Partial<LoadFailure> = {}): Text[] {
  if (status === undefined) return [];
  return [{ en: `${host} answered HTTP ${status}`, ja: `${host} が HTTP ${status} を返しました` }];
}

/** A host that failed for the browser may answer another question well: then both are said, with what was asked. */
function formatOtherAnswer(opinions: readonly Opinion[], load: LoadFailure | undefined): Text[] {
  if (load?.status === undefined) return [];
  const other = findingOf(opinions, 'reach')?.hosts.find(
    ({ host, status }) => host === load.host && status !== undefined && status < 500,
  );
  if (other === undefined) return [];
  const { host, address = host, status } = other;
  return [
    {
      en: `a request to ${address} right after was answered with HTTP ${status}`,
      ja: `直後の ${address} への要求には HTTP ${status} が返されました`,
    },
  ];
}

/** A clock that differs by less has done no harm. */
const leastAheadMs = 5_000;

function formatClock(opinions: readonly Opinion[]): Text[] {
  const found = findingOf(opinions, 'clock');
  if (found === undefined || Math.abs(found.aheadMs) < leastAheadMs) return [];
  return formatFinding({ id: 'clock', found });
}

function formatFederation(opinions: readonly Opinion[]): Text[] {
  const found = findingOf(opinions, 'realm');
  return found?.kind === 'federated' ? formatFinding({ id: 'realm', found }) : [];
}

/** "DNS, TLS and the tenant's metadata are fine", as far as that is so. */
function formatWhatIsFine(opinions: readonly Opinion[], load: LoadFailure | undefined): Text[] {
  const hosts = findingOf(opinions, 'reach')?.hosts ?? [];
  const isReached = hosts.length > 0 && hosts.every(({ failed }) => failed === undefined);
  const isProxied = hosts.some(({ via }) => via === 'proxy');
  const tenant = findingOf(opinions, 'tenant');
  const isTenantFine = tenant?.isKnown === true && tenant.isInThisCloud !== false;
  const way: Text = isProxied ? { en: 'the proxy', ja: 'プロキシ' } : { en: 'DNS', ja: '名前解決' };
  const fine: Text[] = [
    ...(isReached ? [way, { en: 'TLS', ja: 'TLS 接続' }] : []),
    ...(isTenantFine ? [{ en: "the tenant's metadata", ja: 'テナントのメタデータ' }] : []),
  ];
  const [usual] = hosts;
  const signIn = hosts.find(
    ({ role, failed, via }) => role === 'sign_in' && failed === undefined && via === usual?.via,
  );
  const answers =
    !isReached && signIn !== undefined && signIn.host !== load?.host
      ? [
          {
            en: `Microsoft's ${signIn.host} answers`,
            ja: `Microsoft の ${signIn.host} は応答しています`,
          },
        ]
      : [];
  return [
    ...answers,
    ...(fine.length === 0 ? [] : [areFine(fine)]),
    ...(isTenantFine ? [] : formatTenant(tenant)),
  ];
}

function areFine(words: readonly Text[]): Text {
  const en = words.map(word => word.en);
  const last = en.pop() ?? '';
  return {
    en: en.length === 0 ? `${last} is fine` : `${en.join(', ')} and ${last} are fine`,
    ja: `${words.map(word => word.ja).join('、')}は正常です`,
  };
}

function formatOthers(opinions: readonly Opinion[]): Text[] {
  const engine = findingOf(opinions, 'engine');
  const graph = findingOf(opinions, 'graph');
  return [
    ...(engine === undefined ? [] : formatFinding({ id: 'engine', found: engine })),
    ...(graph?.refused === undefined ? [] : formatFinding({ id: 'graph', found: graph })),
    ...(graph?.issues === undefined ? [] : [formatIssues(graph.issues)]),
    ...(graph?.signIn === undefined ? [] : [formatSignIn(graph.signIn)]),
  ];
}
