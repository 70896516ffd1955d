import type { Text } from './language.ts';
import type { Findings, HostFound, OpenIssue, OpinionId, ReachPhase } from './opinion.ts';

// What each second opinion found, in words. Every text is a clause, without a full stop, so that several make a sentence.

type Found = { [Id in OpinionId]: { readonly id: Id; readonly found: Findings[Id] } }[OpinionId];

/** Everything that one opinion found. */
export function formatFinding(opinion: Found): Text[] {
  switch (opinion.id) {
    case 'reach':
      return opinion.found.hosts.map(formatHost);
    case 'tenant':
      return formatTenant(opinion.found);
    case 'realm':
      return [formatRealm(opinion.found)];
    case 'clock':
      return [formatClock(opinion.found)];
    case 'graph':
      return formatGraph(opinion.found);
    case 'engine':
      return [formatEngine(opinion.found)];
  }
}

function formatHost(found: HostFound): Text {
  const { host, address = host, failed, status, durationMs, via } = found;
  const { en, ja } =
    failed === undefined
      ? {
          en: `${address} answers HTTP ${status} after ${durationMs} ms`,
          ja: `${address} は ${durationMs} ms で HTTP ${status} を返しました`,
        }
      : formatBroken([found], failed);
  return via === 'direct' ? { en, ja } : { en: `${en}, through the proxy`, ja: `${ja} (プロキシ経由)` };
}

/**
 * The hosts that something is wrong with; those that fail alike are listed together.
 * @param known a host of which it is known already what it answered
 */
export function formatHosts(hosts: readonly HostFound[], known?: string): Text[] {
  const proxied = hosts.filter(({ via }) => via === 'proxy');
  const [first] = proxied;
  if (first !== undefined && proxied.every(({ failed }) => failed === 'proxy'))
    return [
      {
        en: `the proxy cannot be reached${reasonOf(first)}`,
        ja: `プロキシに接続できません${reasonOf(first)}`,
      },
      ...formatPast(hosts.find(({ via }) => via === 'direct')),
    ];
  const usual = proxied.length > 0 ? proxied : hosts;
  const failing = Map.groupBy(
    usual.filter(({ failed }) => failed !== undefined),
    ({ failed, error, issuer }) => JSON.stringify([failed, error, issuer]),
  );
  const erring = usual.filter(({ host, status = 0 }) => status >= 500 && host !== known);
  return [
    ...[...failing.values()].map(alike => formatBroken(alike, alike[0]?.failed ?? 'http')),
    ...erring.map(({ host, address = host, status }) => ({
      en: `${address} answers HTTP ${status}`,
      ja: `${address} が HTTP ${status} を返しています`,
    })),
  ];
}

/** Past a proxy that is down: is it the proxy alone? */
function formatPast(found: HostFound | undefined): Text[] {
  if (found === undefined) return [];
  if (found.failed !== undefined)
    return [
      { en: 'without the proxy there is no connection, either', ja: 'プロキシを介さない接続もできません' },
    ];
  return [
    {
      en: `without the proxy, Microsoft's ${found.host} answers`,
      ja: `プロキシを介さなければ Microsoft の ${found.host} は応答します`,
    },
  ];
}

/** What is said of hosts that fail in this way; `…` is replaced by their names. */
const phaseTexts: Record<ReachPhase, Text> = {
  dns: { en: '… cannot be resolved', ja: '… の名前を解決できません' },
  tcp: { en: 'no connection to …', ja: '… に接続できません' },
  proxy: {
    en: 'no connection to …: the proxy cannot be reached',
    ja: 'プロキシに接続できないため … を確認できません',
  },
  tunnel: { en: 'the proxy does not connect to …', ja: 'プロキシが … への接続を確立しません' },
  tls: { en: 'TLS with … cannot be set up', ja: '… との TLS 接続を確立できません' },
  http: { en: '… accepts connections, but does not answer', ja: '… は接続できますが応答しません' },
};
const unresolvedByProxy: Text = {
  en: 'the proxy cannot resolve …',
  ja: 'プロキシが … の名前を解決できません',
};

/** OpenSSL's codes for a chain whose issuer is not trusted here. */
const untrustedIssuer = /SELF_SIGNED|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY/;

function formatBroken(alike: readonly HostFound[], phase: ReachPhase): Text {
  const [found] = alike;
  const names = alike.map(({ host }) => host);
  const why = reasonOf(found);
  const [en, ja] = [names.join(', '), names.join('、')];
  const { issuer } = found ?? {};
  if (issuer !== undefined && untrustedIssuer.test(found?.error ?? '')) {
    // Microsoft's own certificates never look like that; those of an identity provider may.
    const isInspected = alike.some(({ role }) => role !== 'way');
    return {
      en: `the certificate of ${en} comes from "${issuer}", which is not trusted here${why}${isInspected ? ': something on the network path inspects TLS' : ''}`,
      ja: `${ja} の証明書の発行元「${issuer}」は信頼されていません${why}${isInspected ? '。通信経路で TLS 検査が行われています' : ''}`,
    };
  }
  const text = phase === 'dns' && found?.via === 'proxy' ? unresolvedByProxy : phaseTexts[phase];
  return { en: text.en.replace('…', en) + why, ja: text.ja.replace('…', ja) + why };
}

const reasonOf = ({ error }: Partial<HostFound> = {}): string => (error === undefined ? '' : ` (${error})`);

/** What the metadata say of the tenant. */
export function formatTenant(found: Findings['tenant'] | undefined): Text[] {
  if (found === undefined) return [];
  const { domain, isInThisCloud, isKnown, status } = found;
  if (isInThisCloud === false)
    return [{ en: `${domain} is a tenant of another cloud`, ja: `${domain} は別のクラウドのテナントです` }];
  if (isKnown === undefined)
    return [
      {
        en: `the tenant's metadata answer HTTP ${status}`,
        ja: `テナントのメタデータの応答は HTTP ${status} です`,
      },
    ];
  return [
    isKnown
      ? { en: `Microsoft knows the tenant of ${domain}`, ja: `${domain} のテナントは Microsoft に存在します` }
      : {
          en: `Microsoft knows no tenant of ${domain}`,
          ja: `${domain} のテナントは Microsoft に存在しません`,
        },
  ];
}

function formatRealm({ domain, kind, provider }: Findings['realm']): Text {
  if (kind === 'unknown')
    return {
      en: `Microsoft does not know the domain ${domain}`,
      ja: `ドメイン ${domain} は Microsoft に登録されていません`,
    };
  if (kind === 'managed')
    return {
      en: `the passwords of ${domain} are checked by Microsoft`,
      ja: `${domain} のパスワードは Microsoft が検証します`,
    };
  return {
    en: `${domain} signs in at ${provider ?? "the organization's own identity provider"}`,
    ja: `${domain} のサインインは${provider === undefined ? '自組織の ID プロバイダー' : ` ${provider} `}で行われます`,
  };
}

function formatClock({ host, aheadMs }: Findings['clock']): Text {
  const seconds = Math.round(Math.abs(aheadMs) / 1_000);
  if (seconds < 2) return { en: `the clock agrees with ${host}`, ja: `時計は ${host} と一致しています` };
  return {
    en: `this machine's clock is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} ${host}`,
    ja: `この端末の時計は ${host} より ${seconds} 秒${aheadMs > 0 ? '進んで' : '遅れて'}います`,
  };
}

function formatGraph({ refused, organization, issues, issuesStatus, signIn }: Findings['graph']): Text[] {
  if (refused !== undefined)
    return [
      {
        en: `Microsoft Graph refused the application (${refused})`,
        ja: `Microsoft Graph にアプリが拒否されました (${refused})`,
      },
    ];
  const answered: Text[] =
    organization === undefined
      ? []
      : [
          organization === 200
            ? { en: 'the tenant answers over Microsoft Graph', ja: 'テナントは Microsoft Graph に応答します' }
            : {
                en: `Microsoft Graph answers HTTP ${organization} for the tenant`,
                ja: `テナントに対する Microsoft Graph の応答は HTTP ${organization} です`,
              },
        ];
  const unread: Text[] =
    issuesStatus === undefined
      ? []
      : [
          {
            en: `service health cannot be read (HTTP ${issuesStatus})`,
            ja: `サービス正常性を参照できません (HTTP ${issuesStatus})`,
          },
        ];
  return [
    ...answered,
    ...(issues === undefined ? [] : [formatIssues(issues)]),
    ...unread,
    ...(signIn === undefined ? [] : [formatSignIn(signIn)]),
  ];
}

/** Open issues, the incidents among them first; an advisory is mentioned only if there is no incident. */
export function formatIssues(issues: readonly OpenIssue[]): Text {
  const incidents = issues.filter(({ classification }) => classification === 'incident');
  const [worst, kind] =
    incidents.length > 0
      ? [incidents, { en: 'incident', ja: 'インシデント' }]
      : [issues, { en: 'advisory', ja: 'アドバイザリ' }];
  if (worst.length === 0)
    return { en: 'Microsoft reports no incident', ja: 'Microsoft は障害を報告していません' };
  const list = [...new Map(worst.map(issue => [issue.id, issue])).values()];
  return {
    en: `Microsoft reports ${kind.en} ${list.map(({ id, title }) => `${id} (${title})`).join(', ')}`,
    ja: `Microsoft が${kind.ja} ${list.map(({ id, title }) => `${id}「${title}」`).join('、')} を報告しています`,
  };
}

/** What the tenant's own log says of this sign-in. */
export function formatSignIn({ errorCode, reason }: NonNullable<Findings['graph']['signIn']>): Text {
  const why = reason === undefined ? '' : ` (${reason})`;
  return {
    en: `the sign-in log says AADSTS${errorCode}${why}`,
    ja: `サインイン ログの記録は AADSTS${errorCode}${why} です`,
  };
}

function formatEngine({ engine, cause }: Findings['engine']): Text {
  if (cause === undefined)
    return { en: `the same sign-in works with ${engine}`, ja: `${engine} では同じサインインに成功しました` };
  return { en: `it also fails with ${engine} (${cause})`, ja: `${engine} でも失敗しました (${cause})` };
}
