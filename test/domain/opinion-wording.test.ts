import { describe, expect, it } from 'vitest';
import type { HostFound, Opinion } from '../../lib/domain/opinion.ts';
import { formatOpinion, formatOpinions, opinionTitle } from '../../lib/domain/opinion-wording.ts';

const login = 'login.microsoftonline.com';
const domain = 'contoso.example';
const host = (name: string, more: Partial<HostFound> = {}): HostFound => ({
  host: name,
  role: 'sign_in',
  via: 'direct',
  durationMs: 12,
  ...more,
});
const reach = (...hosts: HostFound[]): Opinion => ({ id: 'reach', durationMs: 1, found: { hosts } });

const knownTenant: Opinion = {
  id: 'tenant',
  durationMs: 1,
  found: { domain, status: 200, isKnown: true, isInThisCloud: true },
};

/** One of everything that can be found. */
const all: readonly Opinion[] = [
  reach(host(login, { status: 200 }), host('admin.microsoft.com', { status: 503, role: 'center' })),
  ...(['dns', 'tcp', 'proxy', 'tunnel', 'tls', 'http'] as const).flatMap(failed => [
    reach(host(login, { failed, error: 'ETIMEDOUT' })),
    reach(host(login, { failed, error: 'HTTP 502', via: 'proxy' })),
  ]),
  reach(host(login, { failed: 'tls', error: 'SELF_SIGNED_CERT_IN_CHAIN', issuer: 'Inspection CA' })),
  reach(host('sts.contoso.example', { role: 'way', failed: 'tls', error: 'CERT_HAS_EXPIRED', issuer: 'CA' })),
  knownTenant,
  { id: 'tenant', durationMs: 1, found: { domain, status: 503 } },
  { id: 'tenant', durationMs: 1, found: { domain, status: 400, isKnown: false } },
  { id: 'tenant', durationMs: 1, found: { domain, status: 200, isKnown: true, isInThisCloud: false } },
  { id: 'realm', durationMs: 1, found: { domain, kind: 'managed' } },
  { id: 'realm', durationMs: 1, found: { domain, kind: 'unknown' } },
  { id: 'realm', durationMs: 1, found: { domain, kind: 'federated' } },
  { id: 'realm', durationMs: 1, found: { domain, kind: 'federated', provider: 'sts.contoso.example' } },
  { id: 'clock', durationMs: 1, found: { host: login, aheadMs: 300_000 } },
  { id: 'clock', durationMs: 1, found: { host: login, aheadMs: -90_000 } },
  { id: 'clock', durationMs: 1, found: { host: login, aheadMs: 100 } },
  { id: 'graph', durationMs: 1, found: { refused: 'AADSTS7000222' } },
  { id: 'graph', durationMs: 1, found: { organization: 200, issues: [] } },
  { id: 'graph', durationMs: 1, found: { organization: 503, issuesStatus: 403 } },
  {
    id: 'graph',
    durationMs: 1,
    found: {
      issues: [
        { id: 'MO2', service: 'Suite', title: 'Slow', classification: 'advisory' },
        { id: 'MO1', service: 'Identity', title: 'Down', classification: 'incident' },
      ],
      signIn: { errorCode: '53003', reason: 'Blocked' },
    },
  },
  { id: 'engine', durationMs: 1, found: { engine: 'firefox' } },
  { id: 'engine', durationMs: 1, found: { engine: 'firefox', cause: 'sign_in_page_incomplete' } },
  { id: 'reach', durationMs: 1, missing: 'late' },
  { id: 'graph', durationMs: 1, missing: 'failed', error: 'answered HTTP 500' },
];

describe('in both languages', () => {
  it.each(all.map(opinion => [JSON.stringify(opinion), opinion] as const))('%s', (_name, opinion) => {
    const [en, ja] = [formatOpinion(opinion, 'en'), formatOpinion(opinion, 'ja')];
    expect(en).toMatch(/\w{2} /);
    expect(en).not.toMatch(/[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]|undefined|…/);
    expect(ja).toMatch(/[\u3040-\u30ff]/);
    expect(ja).not.toMatch(/undefined|…|。。/);
    const sentence = formatOpinions([opinion], undefined, 'ja');
    expect(sentence === '' || /[^。]。$/.test(sentence)).toBe(true);
  });

  it('every opinion has a name', () => {
    for (const { en, ja } of all.map(opinionTitle)) expect([en, ja]).not.toContain('');
  });

  it('one that only a later version knows is named, and does not keep the others from being shown', () => {
    for (const more of [{ found: { host: login } }, { missing: 'late' }, {}]) {
      const later = { id: 'later', durationMs: 1, ...more } as unknown as Opinion;
      expect(opinionTitle(later)).toEqual({ en: 'later', ja: 'later' });
      expect(formatOpinion(later, 'en'), JSON.stringify(more)).toBe(
        'only a later version of Genkan knows this',
      );
      expect(formatOpinion(later, 'ja'), JSON.stringify(more)).toMatch(/新しいバージョン/);
      expect(formatOpinions([later, ...all], undefined, 'en'), JSON.stringify(more)).toBe(
        formatOpinions(all, undefined, 'en'),
      );
    }
  });
});

describe('the sentence', () => {
  const proxied = { via: 'proxy' } as const;

  it.each<readonly [string, readonly Opinion[], string]>([
    ['nobody was asked', [], ''],
    [
      'all is well from here',
      [reach(host(login, { status: 200 })), knownTenant],
      "DNS, TLS and the tenant's metadata are fine.",
    ],
    ['nobody knew', [{ id: 'reach', durationMs: 1, missing: 'late' }], ''],
    [
      'hosts that fail alike are named together',
      [
        reach(
          host(login, { status: 200 }),
          host('a.example', { failed: 'dns', error: 'ENOTFOUND' }),
          host('b.example', { failed: 'dns', error: 'ENOTFOUND' }),
          host('c.example', { failed: 'tcp', error: 'ECONNREFUSED' }),
        ),
      ],
      `a.example, b.example cannot be resolved (ENOTFOUND); no connection to c.example (ECONNREFUSED); Microsoft's ${login} answers.`,
    ],
    [
      'no way past the proxy',
      [
        reach(
          host(login, { ...proxied, failed: 'proxy', error: 'ETIMEDOUT' }),
          host(login, { failed: 'dns', error: 'ENOTFOUND' }),
        ),
      ],
      'The proxy cannot be reached (ETIMEDOUT); without the proxy there is no connection, either.',
    ],
    [
      'a certificate that has expired is nobody who inspects',
      [
        reach(
          host(login, { status: 200 }),
          host('sts.contoso.example', {
            role: 'way',
            failed: 'tls',
            error: 'CERT_HAS_EXPIRED',
            issuer: 'CA',
          }),
        ),
      ],
      `TLS with sts.contoso.example cannot be set up (CERT_HAS_EXPIRED); Microsoft's ${login} answers.`,
    ],
    [
      'a host that answers with an error',
      [reach(host(login, { status: 200 }), host('admin.microsoft.com', { status: 503, role: 'center' }))],
      'admin.microsoft.com answers HTTP 503; DNS and TLS are fine.',
    ],
    [
      'an incident outweighs an advisory',
      all.filter(({ id }) => id === 'graph').slice(3, 4),
      'Microsoft reports incident MO1 (Down); the sign-in log says AADSTS53003 (Blocked).',
    ],
  ])('%s', (_name, opinions, expected) => {
    expect(formatOpinions(opinions, undefined, 'en').toLowerCase()).toBe(expected.toLowerCase());
  });

  const asked = `${login}/common/v2.0/.well-known/openid-configuration`;

  it.each<readonly ['en' | 'ja', string]>([
    [
      'en',
      `${login} answered HTTP 503; a request to ${asked} right after was answered with HTTP 200; DNS and TLS are fine.`,
    ],
    [
      'ja',
      `${login} が HTTP 503 を返しました。直後の ${asked} への要求には HTTP 200 が返されました。名前解決、TLS 接続は正常です。`,
    ],
  ])('says what was asked where one host has answered in two ways: %s', (language, sentence) => {
    const opinions = [reach(host(login, { status: 200, address: asked }))];
    expect(formatOpinions(opinions, { host: login, status: 503 }, language).toLowerCase()).toBe(
      sentence.toLowerCase(),
    );
    expect(formatOpinion(opinions[0] as Opinion, 'en')).toBe(`${asked} answers HTTP 200 after 12 ms`);
  });

  it('says what the page answered, also where there is no opinion', () => {
    expect(formatOpinions([], { host: login, status: 503 }, 'en').toLowerCase()).toBe(
      `${login} answered http 503.`,
    );
  });

  it.each<[Opinion, string]>([
    [
      { id: 'tenant', durationMs: 1, found: { domain, status: 503, address: `${login}/x` } },
      `; asked: ${login}/x`,
    ],
    [
      { id: 'realm', durationMs: 1, found: { domain, kind: 'managed', address: `${login}/x` } },
      `; asked: ${login}/x`,
    ],
    [
      { id: 'graph', durationMs: 1, found: { address: 'graph.microsoft.com', organization: 200 } },
      '; asked: graph.microsoft.com',
    ],
  ])('names who was asked: %j', (opinion, end) => {
    expect(formatOpinion(opinion, 'en').endsWith(end)).toBe(true);
    expect(formatOpinion(opinion, 'ja')).toContain('確認先: ');
  });

  it('begins with what the page answered, once', () => {
    const load = { host: login, status: 503 };
    expect(formatOpinions([reach(host(login, { status: 503 })), knownTenant], load, 'en')).toBe(
      `${login} answered HTTP 503; DNS, TLS and the tenant's metadata are fine.`,
    );
    expect(formatOpinions([reach(host(login, { status: 503 })), knownTenant], load, 'ja')).toBe(
      `${login} が HTTP 503 を返しました。名前解決、TLS 接続、テナントのメタデータは正常です。`,
    );
  });
});
