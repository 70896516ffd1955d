import { describe, expect, it } from 'vitest';
import { diagnose } from '../../lib/diagnosis/diagnose.ts';
import type { Example } from './examples.ts';

const diagnosed = (example: Example) => diagnose({ missingAssets: [], answers: {}, ...example });
const login = 'login.microsoftonline.com';
const center = 'admin.cloud.microsoft';
const theirs = 'sts.contoso.example';
/** Microsoft knows the account: from then on it may send the sign-in to an identity provider. */
const credentialType = { status: 200, exists: 0, throttle: 0 };

describe('a page that never came', () => {
  it.each([
    ['net::ERR_NAME_NOT_RESOLVED', 'dns_failed'],
    ['NS_ERROR_UNKNOWN_HOST', 'dns_failed'],
    ['A server with the specified hostname could not be found.', 'dns_failed'],
    ['net::ERR_PROXY_CONNECTION_FAILED', 'proxy_failed'],
    ['net::ERR_TUNNEL_CONNECTION_FAILED', 'proxy_failed'],
    ['net::ERR_PROXY_CERTIFICATE_INVALID', 'proxy_failed'],
    ['NS_ERROR_PROXY_CONNECTION_REFUSED', 'proxy_failed'],
    ['NS_ERROR_UNKNOWN_PROXY_HOST', 'proxy_failed'],
    ['net::ERR_CERT_AUTHORITY_INVALID', 'tls_failed'],
    ['net::ERR_SSL_PROTOCOL_ERROR', 'tls_failed'],
    ['SEC_ERROR_UNKNOWN_ISSUER', 'tls_failed'],
    ['SSL_ERROR_NO_CYPHER_OVERLAP', 'tls_failed'],
    ['NS_ERROR_GENERATE_FAILURE(NS_ERROR_MODULE_SECURITY)', 'tls_failed'],
    ['Unacceptable TLS certificate', 'tls_failed'],
    ['net::ERR_CONNECTION_RESET', 'connection_failed'],
    ['net::ERR_INTERNET_DISCONNECTED', 'connection_failed'],
    ['NS_ERROR_NET_RESET', 'connection_failed'],
    ['Could not connect to the server.', 'connection_failed'],
    ['net::ERR_TOO_MANY_REDIRECTS', 'sign_in_loop'],
    ['NS_ERROR_REDIRECT_LOOP', 'sign_in_loop'],
  ])('%s is %s', (errorText, cause) => {
    expect(diagnosed({ ending: 'unreachable', load: { host: login, errorText } })).toBe(cause);
    expect(diagnosed({ ending: 'unrecognised', load: { host: center, errorText } })).toBe(cause);
  });

  it.each([
    ['net::ERR_NAME_NOT_RESOLVED', 'idp_unreachable'],
    ['net::ERR_CERT_DATE_INVALID', 'idp_unreachable'],
    ['net::ERR_CONNECTION_REFUSED', 'idp_unreachable'],
    ['net::ERR_PROXY_CONNECTION_FAILED', 'proxy_failed'],
  ])("%s at an organisation's own server is %s", (errorText, cause) => {
    expect(diagnosed({ ending: 'unreachable', load: { host: theirs, errorText }, credentialType })).toBe(
      cause,
    );
  });

  it('a client certificate is asked for on one host only', () => {
    const errorText = 'net::ERR_BAD_SSL_CLIENT_AUTH_CERT';
    const given = [{ factor: 'certificate', host: 'tcafe.certauth.login.microsoftonline.com' }] as const;
    const at = (host: string) => diagnosed({ ending: 'unreachable', load: { host, errorText }, given });
    expect(at('tcafe.certauth.login.microsoftonline.com')).toBe('certificate_rejected');
    expect(at(login)).toBe('tls_failed');
  });

  it('silence is the network, not a monitor that was too slow', () => {
    const page = { url: `https://${center}/` };
    expect(diagnosed({ ending: 'deadline' })).toBe('connection_failed');
    expect(diagnosed({ ending: 'deadline', page, awaited: { host: login, hasAnswered: false } })).toBe(
      'connection_failed',
    );
    // It answered before: the way is good, the service is not.
    expect(diagnosed({ ending: 'deadline', page, awaited: { host: login, hasAnswered: true } })).toBe(
      'sign_in_service_error',
    );
    expect(
      diagnosed({
        ending: 'unrecognised',
        page,
        awaited: { host: theirs, hasAnswered: false },
        credentialType,
      }),
    ).toBe('idp_unreachable');
    // Nobody is sent there before Microsoft knows the account: something on the way answers in its place.
    expect(diagnosed({ ending: 'unrecognised', page, awaited: { host: theirs, hasAnswered: false } })).toBe(
      'proxy_failed',
    );
    expect(diagnosed({ ending: 'deadline', page })).toBe('deadline_exceeded');
    expect(
      diagnosed({
        ending: 'refused',
        screen: 'password',
        page: { url: `https://${login}/common/login` },
        given: [{ factor: 'password', host: login }],
        awaited: { host: login, hasAnswered: true },
      }),
    ).toBe('password_wrong');
  });

  it('a browser that went away is not the network', () => {
    const load = { host: login, errorText: 'net::ERR_FAILED' };
    expect(diagnosed({ ending: 'browser_closed', load })).toBe('browser_crashed');
  });
});

describe('a page that came with an error status', () => {
  it.each([
    [login, 500, 'sign_in_service_error'],
    [`${login}:443`, 503, 'sign_in_service_error'],
    ['login.microsoftonline.us', 503, 'sign_in_service_error'],
    ['login.partner.microsoftonline.cn', 502, 'sign_in_service_error'],
    [center, 503, 'admin_center_error'],
    ['portal.apps.mil', 500, 'admin_center_error'],
    // Before the account was asked for: a block page on the way.
    [theirs, 503, 'proxy_failed'],
    [theirs, 403, 'proxy_failed'],
    [login, 429, 'throttled'],
    [center, 407, 'proxy_failed'],
    [login, 403, 'unknown_screen'],
    [center, 403, 'unknown_screen'],
    ['', 404, 'unknown_screen'],
  ])('%s answering %i is %s', (host, status, cause) => {
    expect(diagnosed({ ending: 'unreachable', load: { host, status } })).toBe(cause);
  });

  it.each<[number, string]>([
    [503, 'idp_unreachable'],
    [401, 'idp_rejected'],
    [403, 'idp_rejected'],
    ...[400, 404, 405, 408, 413, 414, 431].map((status): [number, string] => [status, 'idp_unreachable']),
    [429, 'throttled'],
  ])('an identity provider answering the password with %i is %s', (status, cause) => {
    const given = [{ factor: 'password', host: theirs }] as const;
    expect(diagnosed({ ending: 'unreachable', load: { host: theirs, status }, credentialType, given })).toBe(
      cause,
    );
  });

  it('a look-alike of a Microsoft host is not one', () => {
    const load = { host: 'login.microsoftonline.com.contoso.example', status: 500 };
    expect(diagnosed({ ending: 'unreachable', load, credentialType })).toBe('idp_unreachable');
    expect(
      diagnosed({ ending: 'unreachable', load: { ...load, host: 'notmicrosoft.com' }, credentialType }),
    ).toBe('idp_unreachable');
  });

  it('the center that says 403 after the sign-in refuses the account', () => {
    expect(diagnosed({ ending: 'unreachable', load: { host: center, status: 403 }, credentialType })).toBe(
      'not_an_admin',
    );
  });

  it('an error status without a body is one of the server, although Chromium calls it a failed load', () => {
    const errorText = 'net::ERR_HTTP_RESPONSE_CODE_FAILURE';
    const at = (host: string) =>
      diagnosed({ ending: 'unreachable', load: { host, errorText }, credentialType });
    expect([at(login), at(center), at(theirs)]).toEqual([
      'sign_in_service_error',
      'admin_center_error',
      'idp_unreachable',
    ]);
  });

  it('counts more than files that were lost beside it', () => {
    const missingAssets = [{ host: 'aadcdn.msauth.net', errorText: 'net::ERR_CONNECTION_RESET' }];
    expect(diagnosed({ ending: 'unrecognised', load: { host: login, status: 500 }, missingAssets })).toBe(
      'sign_in_service_error',
    );
  });
});
