import { describe, expect, it, test } from 'vitest';
import { diagnose } from '../../lib/diagnosis/diagnose.ts';
import { factorIds } from '../../lib/domain/account.ts';
import { normalCodes } from '../../lib/domain/causes/normal-codes.ts';
import { causeIds, causes } from '../../lib/domain/causes.ts';
import { endings, type Observation } from '../../lib/domain/observation.ts';
import { type Example, examples, signInPage } from './examples.ts';

/** Everything has left the page: what the rule for that takes away has tests of its own. */
const everything = factorIds.map(factor => ({ factor, host: 'sts.contoso.example' }));
const observed = (example: Example): Observation => ({
  missingAssets: [],
  answers: {},
  given: everything,
  ...example,
});
const diagnosed = (example: Example) => diagnose(observed(example));

const login = 'login.microsoftonline.com';
const unanswered = (host: string, errorText: string): Example => ({
  ending: 'unreachable',
  load: { host, errorText },
});
const answered = (host: string, status: number): Example => ({
  ending: 'unreachable',
  load: { host, status },
});

const refusedName = (credentialType: Observation['credentialType']): Example => ({
  ending: 'refused',
  screen: 'email',
  page: signInPage('ConvergedSignIn', '50058'),
  ...(credentialType && { credentialType }),
});

describe('every cause of the table', () => {
  it('has an example, unless it names who finds it', () => {
    const seen = causeIds.filter(id => causes[id].namedBy === undefined);
    expect(Object.keys(examples).toSorted(), 'edit test/diagnosis/examples.ts').toEqual(seen.toSorted());
  });

  it.each(Object.entries(examples))('%s is what its example is diagnosed as', (id, example) => {
    expect(diagnose({ missingAssets: [], answers: {}, ...example })).toBe(id);
  });

  const codes = causeIds.flatMap(id => causes[id].codes.map(code => ({ id, code })));

  it.each(codes)('$code on an error page is $id', ({ id, code }) => {
    expect(diagnosed({ ending: 'unrecognised', page: signInPage('ConvergedError', code) })).toBe(id);
  });

  it('is never left out: every ending but inside has a cause, with nothing else known', () => {
    expect(endings.filter(ending => diagnosed({ ending }) === undefined)).toEqual(['inside']);
  });
});

describe('false signals (sign-in-facts 1.12)', () => {
  it.each([...normalCodes])('%s is a state, not an error', code => {
    const page = signInPage('ConvergedSignIn', code);
    expect(diagnosed({ ending: 'unrecognised', page })).toBe('unknown_screen');
    expect(diagnosed({ ending: 'deadline', page })).toBe('deadline_exceeded');
  });

  it('a code that was met on the way in is not a cause once signed in', () => {
    expect(diagnosed({ ending: 'inside', page: signInPage('ConvergedSignIn', '50126') })).toBeUndefined();
  });

  it('a failed look-up of the account is not an unknown account', () => {
    expect(diagnosed(refusedName({ status: 0 }))).toBe('connection_failed');
    expect(diagnosed(refusedName({ status: 500 }))).toBe('sign_in_service_error');
    expect(diagnosed(refusedName({ status: 200, exists: 1, throttle: 1 }))).toBe('throttled');
    expect(diagnosed(refusedName({ status: 200, exists: 5, throttle: 0 }))).toBe('personal_account');
    expect(diagnosed(refusedName({ status: 200, exists: 0, throttle: 0 }))).toBe('unknown_screen');
    expect(diagnosed(refusedName(undefined))).toBe('unknown_screen');
    expect(diagnosed(refusedName({ status: 200, errorCode: '6000' }))).toBe('sign_in_service_error');
    expect(diagnosed(refusedName({ status: 200, errorCode: '6002' }))).toBe('sign_in_loop');
    expect(diagnosed(refusedName({ status: 200, errorCode: '6999' }))).toBe('unknown_screen');
  });

  it('a throttled look-up that was passed does not explain what happened later', () => {
    const credentialType = { status: 200, exists: 2, throttle: 1 };
    const page = signInPage('ConvergedSignIn', '50126');
    expect(diagnosed({ ending: 'refused', screen: 'password', page, credentialType })).toBe('password_wrong');
  });
});

describe('the code on the page', () => {
  it('beats the ending', () => {
    expect(diagnosed({ ending: 'deadline', page: signInPage('ConvergedSignIn', '50053') })).toBe(
      'account_locked',
    );
    expect(diagnosed({ ending: 'looping', page: signInPage('ConvergedSignIn', '50057') })).toBe(
      'account_disabled',
    );
  });

  it('beats the page id', () => {
    const page = signInPage('ConvergedConditionalAccess', '53001');
    expect(diagnosed({ ending: 'unrecognised', page })).toBe('device_required');
  });

  it('beats the status the page came with', () => {
    const page = signInPage('ConvergedError', '90002');
    expect(diagnosed({ ...answered(login, 400), page })).toBe('tenant_not_found');
  });

  it('is not believed when the next page never came', () => {
    const page = signInPage('ConvergedSignIn', '50126');
    expect(diagnosed({ ...unanswered(login, 'net::ERR_CONNECTION_RESET'), page })).toBe('connection_failed');
  });

  it('that no cause claims is never taken for a wrong password', () => {
    const page = signInPage('ConvergedSignIn', '59999');
    expect(diagnosed({ ending: 'refused', screen: 'password', page })).toBe('unknown_screen');
  });

  it('says less than the answer to the one-time code', () => {
    const page = signInPage('ConvergedTFA', '500121');
    expect(diagnosed({ ending: 'refused', page, codeResult: 'OathCodeDuplicate' })).toBe('mfa_code_reused');
    expect(diagnosed({ ending: 'refused', page, codeResult: 'Success' })).toBe('mfa_code_rejected');
    expect(diagnosed({ ending: 'refused', page, codeResult: 'constructor' })).toBe('mfa_code_rejected');
  });
});

describe('pages that stop a sign-in by being there', () => {
  it.each([
    ['mfa_registration_required', 'mfa_registration_required'],
    ['consent_required', 'consent_required'],
    [undefined, 'unknown_screen'],
    ['not a cause', 'unknown_screen'],
  ])('%s means %s', (stop, cause) => {
    expect(diagnosed({ ending: 'stopped', ...(stop && { stop }), page: signInPage('ConvergedX') })).toBe(
      cause,
    );
  });

  it('are believed whatever else ended the sign-in, but not against a code', () => {
    expect(diagnosed({ ending: 'deadline', stop: 'consent_required', page: signInPage('X') })).toBe(
      'consent_required',
    );
    expect(diagnosed({ ending: 'stopped', stop: 'consent_required', page: signInPage('X', '90033') })).toBe(
      'sign_in_service_error',
    );
  });

  it('without a meaning of their own are judged by the status that they came with', () => {
    expect(
      diagnosed({ ...answered(login, 503), ending: 'stopped', page: signInPage('ConvergedError') }),
    ).toBe('sign_in_service_error');
  });

  it.each([
    ['https://m365.cloud.microsoft/', 'not_an_admin'],
    ['https://www.office.com/', 'not_an_admin'],
    ['https://login.live.com/login.srf', 'personal_account'],
    ['https://signup.live.com/signup', 'personal_account'],
    ['https://login.live.com.example/', 'unknown_screen'],
    ['https://sts.contoso.example/adfs/ls/', 'unknown_screen'],
    ['', 'unknown_screen'],
  ])('at %s it is %s', (url, cause) => {
    expect(diagnosed({ ending: 'unrecognised', page: { url } })).toBe(cause);
  });
});

describe('50053 (sign-in-facts 7.7)', () => {
  it('means one of two causes, and the record says so; 53010 certainly means the address', () => {
    const cause = diagnosed({
      ending: 'refused',
      screen: 'password',
      page: signInPage('ConvergedSignIn', '50053'),
    });
    expect(cause).toBe('account_locked');
    const { title, remedy } = causes.account_locked;
    expect(title.en).toMatch(/one of the two.*account.*address/i);
    expect(title.ja).toMatch(/アカウント.*接続元アドレス.*どちらか/);
    expect(remedy.en).toMatch(/another network/);
    expect(diagnosed({ ending: 'stopped', page: signInPage('ConvergedError', '53010') })).toBe(
      'source_address_blocked',
    );
  });
});

test('a code about a passkey that is not ours, where none of our factors is offered, means that no factor fits', () => {
  const page = signInPage('ConvergedSignIn', '1350162');
  expect(diagnosed({ ending: 'dead_end', screen: 'other_ways', page, given: [] })).toBe(
    'mfa_factor_unavailable',
  );
  const given = [{ factor: 'passkey', host: 'login.microsoft.com' }] as const;
  expect(diagnosed({ ending: 'dead_end', screen: 'other_ways', page, given })).toBe('passkey_rejected');
});

describe('a browser that crashed or hangs', () => {
  it.each(['browser_closed', 'browser_silent'] as const)(
    '%s counts more than anything else that was seen',
    ending => {
      const awaited = { host: login, hasAnswered: true };
      expect(diagnosed({ ending, awaited, page: signInPage('ConvergedSignIn', '50126') })).toBe(
        'browser_crashed',
      );
    },
  );
});

describe('a refusal without a reason', () => {
  it.each([
    ['password', 'password_wrong'],
    ['one_time_code', 'mfa_code_rejected'],
    ['stay_signed_in', 'unknown_screen'],
  ])('on the screen %s is %s', (screen, cause) => {
    const given = [
      ...everything.filter(({ factor }) => factor !== 'password'),
      { factor: 'password', host: login },
    ] as const;
    expect(diagnosed({ ending: 'refused', screen, page: signInPage('ConvergedSignIn'), given })).toBe(cause);
  });

  it("at an organisation's own server is a refusal by that server", () => {
    const page = { url: 'https://sts.contoso.example/adfs/ls/' };
    expect(diagnosed({ ending: 'refused', screen: 'adfs', page })).toBe('idp_rejected');
  });
});
