import { describe, expect, it } from 'vitest';
import { diagnose } from '../../lib/diagnosis/diagnose.ts';
import type { LoadFailure } from '../../lib/domain/observation.ts';
import { type Example, signInPage } from './examples.ts';

const diagnosed = (example: Example) => diagnose({ missingAssets: [], answers: {}, ...example });
const cdn = 'aadcdn.msauth.net';

const incomplete = (...missingAssets: LoadFailure[]) =>
  diagnosed({ ending: 'incomplete', page: signInPage('ConvergedSignIn', '50058'), missingAssets });

describe('a sign-in page without its controls', () => {
  it.each<[string, LoadFailure]>([
    ['refused', { host: cdn, errorText: 'net::ERR_CONNECTION_REFUSED' }],
    ['blocked in the browser', { host: cdn, errorText: 'net::ERR_BLOCKED_BY_CLIENT' }],
    ['not resolved', { host: cdn, errorText: 'NS_ERROR_UNKNOWN_HOST' }],
    ['kept back by the proxy', { host: cdn, status: 407 }],
  ])('is the network where files were %s', (_, missing) => {
    expect(incomplete({ host: cdn, status: 404 }, missing)).toBe('assets_blocked');
  });

  it.each<[string, LoadFailure]>([
    ['answered with an error', { host: cdn, status: 503 }],
    ["stopped by the page's own rules", { host: cdn, errorText: 'csp' }],
    ["stopped by the page's own rules", { host: cdn, errorText: 'net::ERR_BLOCKED_BY_ORB' }],
  ])("is Microsoft's where files were %s", (_, missing) => {
    expect(incomplete(missing)).toBe('sign_in_page_incomplete');
  });

  it('is ours where not even the page is known', () => {
    expect(diagnosed({ ending: 'incomplete' })).toBe('unknown_screen');
  });

  it("is the organisation's at its own server", () => {
    const page = { url: 'https://sts.contoso.example/adfs/ls/' };
    expect(diagnosed({ ending: 'incomplete', page })).toBe('idp_unreachable');
  });

  it('is the same where it has left for the page that says so', () => {
    const page = { url: 'https://login.microsoftonline.com/common/handlers/enverror?x=y' };
    const lost = { host: cdn, errorText: 'net::ERR_CONNECTION_REFUSED' };
    expect(diagnosed({ ending: 'unrecognised', page, missingAssets: [lost] })).toBe('assets_blocked');
    expect(diagnosed({ ending: 'unrecognised', page })).toBe('sign_in_page_incomplete');
    // Whatever else that page is: an error page, or one with a status that would be Microsoft's.
    expect(diagnosed({ ending: 'stopped', page, missingAssets: [lost] })).toBe('assets_blocked');
    const load = { host: 'login.microsoftonline.com', status: 503 };
    expect(diagnosed({ ending: 'stopped', page, load, missingAssets: [lost] })).toBe('assets_blocked');
  });
});

describe('a form for a password that is not given one', () => {
  it.each([
    ['https://sts.contoso.example/adfs/ls/', 'origin_untrusted'],
    ['https://login.microsoftonline.com.mcas.ms/common/login', 'origin_untrusted'],
    // One of Microsoft's own that nobody knows, such as where a password is changed.
    ['https://account.activedirectory.windowsazure.com/ChangePassword.aspx', 'unknown_screen'],
  ])('%s is %s', (url, cause) => {
    expect(diagnosed({ ending: 'untrusted', page: { url } })).toBe(cause);
  });
});

describe('a screen that comes again and again', () => {
  it.each([
    ['https://sts.contoso.example/adfs/ls/', 'idp_rejected'],
    ['https://login.microsoftonline.com/common/login', 'sign_in_loop'],
    ['https://login.microsoftonline.com.mcas.ms/common/login', 'sign_in_loop'],
  ])('at %s is %s', (url, cause) => {
    const given = [{ factor: 'password', host: 'sts.contoso.example' }] as const;
    expect(diagnosed({ ending: 'looping', given, page: { url } })).toBe(cause);
  });
});

describe('a center that cannot be used', () => {
  const shell = '/admin/api/coordinatedbootstrap/shellinfo';
  const navigation = '/admin/api/navigation';
  const lost = { host: 'res.cdn.office.net', errorText: 'net::ERR_CONNECTION_RESET' };

  it.each<[Record<string, number>, LoadFailure[], string]>([
    [{ [shell]: 403, [navigation]: 200 }, [], 'not_an_admin'],
    [{ [shell]: 401 }, [lost], 'not_an_admin'],
    [{ [shell]: 403, [navigation]: 503 }, [], 'admin_center_error'],
    [{ [shell]: 500 }, [lost], 'admin_center_error'],
    [{ [shell]: 440 }, [], 'admin_center_error'],
    [{ [shell]: 429 }, [], 'throttled'],
    [{ [shell]: 200 }, [], 'admin_center_incomplete'],
    [{}, [], 'admin_center_incomplete'],
    [{}, [lost], 'assets_blocked'],
    [{ [shell]: 0 }, [], 'connection_failed'],
  ])('%j with lost files %j is %s', (answers, missingAssets, cause) => {
    expect(diagnosed({ ending: 'shell_incomplete', answers, missingAssets })).toBe(cause);
  });
});
