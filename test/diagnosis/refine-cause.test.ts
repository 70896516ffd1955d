import { describe, expect, it } from 'vitest';
import { refineCause } from '../../lib/diagnosis/refine-cause.ts';
import { type CauseId, causeIds, causes } from '../../lib/domain/causes.ts';
import type { Observation } from '../../lib/domain/observation.ts';
import type { Findings, HostFound, Opinion, OpinionId, ReachPhase } from '../../lib/domain/opinion.ts';

const login = 'login.microsoftonline.com';
const center = 'admin.microsoft.com';
const theirs = 'sts.contoso.example';
const domain = 'contoso.example';

const observed = (changes: Partial<Observation> = {}): Observation => ({
  ending: 'unreachable',
  missingAssets: [],
  answers: {},
  ...changes,
});
const at = (host: string) => observed({ load: { host, errorText: 'net::ERR_FAILED' } });

const opinion = <Id extends OpinionId>(id: Id, found: Findings[Id]) =>
  ({ id, durationMs: 1, found }) as unknown as Opinion;

const host = (name: string, more: Partial<HostFound> = {}): HostFound => ({
  host: name,
  role: name === login ? 'sign_in' : name === center ? 'center' : name === theirs ? 'way' : 'assets',
  via: 'proxy',
  durationMs: 1,
  ...(more.failed === undefined && { status: 200 }),
  ...more,
});
const hosts = (...list: HostFound[]) => opinion('reach', { hosts: list });
const failing = (failed: ReachPhase, error = 'HTTP 502') =>
  hosts(...[login, center, 'aadcdn.msauth.net'].map(name => host(name, { failed, error })));
const fine = hosts(host(login), host(center), host('aadcdn.msauth.net'));

type Row = readonly [what: string, CauseId, Observation, Opinion[], CauseId];

describe('second opinions refine the cause', () => {
  it.each<Row>([
    [
      'a code of a wrong clock',
      'mfa_code_rejected',
      observed({ ending: 'refused' }),
      [opinion('clock', { host: login, aheadMs: 300_000 })],
      'clock_skewed',
    ],
    [
      'a code of a clock that is behind',
      'mfa_code_rejected',
      observed({ ending: 'refused' }),
      [opinion('clock', { host: login, aheadMs: -31_000 })],
      'clock_skewed',
    ],
    [
      'a code of a clock that is right enough',
      'mfa_code_rejected',
      observed({ ending: 'refused' }),
      [opinion('clock', { host: login, aheadMs: 29_000 })],
      'mfa_code_rejected',
    ],
    ['a proxy without DNS', 'proxy_failed', at(center), [failing('dns')], 'dns_failed'],
    ['a proxy that is down', 'connection_failed', at(center), [failing('proxy')], 'proxy_failed'],
    ['a proxy that refuses', 'connection_failed', at(center), [failing('tunnel')], 'proxy_failed'],
    [
      'a line that is cut behind the proxy',
      'proxy_failed',
      at(center),
      [failing('tunnel', 'ECONNRESET')],
      'connection_failed',
    ],
    [
      'a line that is cut when TLS begins',
      'connection_failed',
      at(center),
      [failing('tls', 'ECONNRESET')],
      'connection_failed',
    ],
    ['TLS that is inspected', 'connection_failed', at(login), [failing('tls')], 'tls_failed'],
    [
      'nothing but silence',
      'deadline_exceeded',
      observed({ ending: 'deadline' }),
      [failing('tcp')],
      'connection_failed',
    ],
    [
      'a proxy that is down, seen as silence',
      'deadline_exceeded',
      observed({ ending: 'deadline' }),
      [failing('proxy')],
      'proxy_failed',
    ],
    [
      'a page that came, and then nothing more',
      'deadline_exceeded',
      observed({ ending: 'deadline', page: { url: `https://${login}/` } }),
      [failing('proxy')],
      'deadline_exceeded',
    ],
    [
      'a page that is awaited',
      'deadline_exceeded',
      observed({
        ending: 'deadline',
        page: { url: `https://${center}/` },
        awaited: { host: login, hasAnswered: false },
      }),
      [failing('tcp')],
      'connection_failed',
    ],
    [
      'scripts that the browser trusts and we do not',
      'sign_in_page_incomplete',
      observed({ ending: 'incomplete' }),
      [failing('tls')],
      'sign_in_page_incomplete',
    ],
    [
      'another host that fails is not this one',
      'connection_failed',
      at(login),
      [hosts(host(login), host(center, { failed: 'dns' }))],
      'connection_failed',
    ],
    [
      'a page whose scripts are blocked',
      'sign_in_page_incomplete',
      observed({ ending: 'incomplete' }),
      [hosts(host(login), host('aadcdn.msauth.net', { failed: 'tunnel' }))],
      'assets_blocked',
    ],
    [
      'a page of Microsoft that nobody knows, while its metadata fail',
      'unknown_screen',
      observed({ ending: 'unrecognised' }),
      [opinion('tenant', { domain, status: 503 })],
      'sign_in_service_error',
    ],
    [
      'too slow, while the sign-in answers 500',
      'deadline_exceeded',
      observed({ ending: 'deadline' }),
      [hosts(host(login, { status: 500 }))],
      'sign_in_service_error',
    ],
    [
      'a name whose tenant does not exist',
      'account_unknown',
      observed({ ending: 'refused' }),
      [opinion('tenant', { domain, status: 400, isKnown: false })],
      'tenant_not_found',
    ],
    [
      'a name whose tenant lives in another cloud',
      'account_unknown',
      observed({ ending: 'refused' }),
      [opinion('tenant', { domain, status: 200, isKnown: true, isInThisCloud: false })],
      'tenant_not_found',
    ],
    [
      'a name that the tenant does not have',
      'account_unknown',
      observed({ ending: 'refused' }),
      [opinion('tenant', { domain, status: 200, isKnown: true, isInThisCloud: true })],
      'account_unknown',
    ],
    [
      'a server that Microsoft names as the identity provider',
      'proxy_failed',
      at(theirs),
      [
        opinion('realm', { domain, kind: 'federated', provider: theirs }),
        hosts(host(login), host(theirs, { failed: 'tunnel' })),
      ],
      'idp_unreachable',
    ],
    [
      'the same while the proxy is down',
      'proxy_failed',
      at(theirs),
      [opinion('realm', { domain, kind: 'federated', provider: theirs }), failing('proxy')],
      'proxy_failed',
    ],
    [
      'another server than the identity provider',
      'proxy_failed',
      at('block.example'),
      [opinion('realm', { domain, kind: 'federated', provider: theirs })],
      'proxy_failed',
    ],
    [
      'what only the sign-in log shows',
      'unknown_screen',
      observed({ ending: 'unrecognised' }),
      [opinion('graph', { signIn: { errorCode: '53003' } })],
      'conditional_access_blocked',
    ],
    [
      'what the log shows, where the page has shown a code itself',
      'password_wrong',
      observed({ ending: 'refused' }),
      [opinion('graph', { signIn: { errorCode: '53003' } })],
      'password_wrong',
    ],
  ])('%s', (_what, cause, observation, opinions, expected) => {
    expect(refineCause(cause, observation, opinions)).toBe(expected);
  });
});

describe('no opinion hides an outage', () => {
  const everything: readonly Opinion[][] = [
    [],
    [fine],
    [failing('dns')],
    [failing('proxy')],
    [failing('tls')],
    [opinion('tenant', { domain, status: 200, isKnown: true, isInThisCloud: true }), fine],
    [opinion('tenant', { domain, status: 400, isKnown: false })],
    [opinion('realm', { domain, kind: 'federated', provider: theirs })],
    [opinion('clock', { host: login, aheadMs: 300_000 })],
    [opinion('graph', { issues: [], organization: 200 })],
    [opinion('graph', { signIn: { errorCode: '50126' } })],
    [opinion('engine', { engine: 'firefox' })],
    [{ id: 'reach', durationMs: 1, missing: 'late' }],
  ];
  const hidden = causeIds.flatMap(cause =>
    everything.flatMap(opinions =>
      [at(login), at(center), at(theirs), observed()]
        .map(observation => refineCause(cause, observation, opinions))
        .filter(sharper => causes[sharper].fault === 'monitor' && causes[cause].fault !== 'monitor')
        .map(sharper => `${cause} -> ${sharper}`),
    ),
  );

  it('none turns a fault of others into ours, except the clock', () => {
    expect([...new Set(hidden)]).toEqual(['mfa_code_rejected -> clock_skewed']);
  });

  it('an opinion that was late, or fine a moment later, changes nothing', () => {
    for (const cause of causeIds) {
      for (const opinions of [[fine], [{ id: 'reach', durationMs: 1, missing: 'late' } satisfies Opinion]])
        expect(refineCause(cause, at(login), opinions), JSON.stringify(opinions)).toBe(cause);
    }
  });
});
