import { describe, expect, it } from 'vitest';
import { diagnose } from '../../lib/diagnosis/diagnose.ts';
import { judgedBy } from '../../lib/diagnosis/judged.ts';
import { refineCause } from '../../lib/diagnosis/refine-cause.ts';
import type { FactorId } from '../../lib/domain/account.ts';
import { causeIds, causes } from '../../lib/domain/causes.ts';
import { type Example, pageAt, signInPage } from './examples.ts';

const login = 'login.microsoftonline.com';
const sts = 'sts.contoso.example';
/** Microsoft knows the account: from then on it may send the sign-in to an identity provider. */
const credentialType = { status: 200, exists: 0, throttle: 0 };

const diagnosed = (example: Example) =>
  diagnose({ missingAssets: [], answers: {}, credentialType, ...example });
const given = (factor: FactorId, host: string, isPassed?: boolean) => ({
  given: [{ factor, host, ...(isPassed && { isPassed }) }],
});
const answered = (host: string, status: number): Example => ({
  ending: 'unreachable',
  load: { host, status },
});

it.each(causeIds.filter(id => causes[id].retry === 'never' && causes[id].namedBy === undefined))(
  '%s, for which an account is paused, says which credentials it judges',
  id => {
    expect(causes[id].judges?.length).toBeGreaterThan(0);
  },
);

describe('an identity provider refuses only what it was given', () => {
  const atForm = { page: pageAt(`https://${sts}/adfs/ls/`) };

  it.each<[string, Example, string]>([
    ['401 before anything was typed', answered(sts, 401), 'idp_http_authentication'],
    ['403 before anything was typed', answered(sts, 403), 'idp_unreachable'],
    ['404 before anything was typed', answered(sts, 404), 'idp_unreachable'],
    ['403 after the password', { ...answered(sts, 403), ...given('password', sts) }, 'idp_rejected'],
    ['401 after the password', { ...answered(sts, 401), ...given('password', sts) }, 'idp_rejected'],
    [
      'a refusal of its second host, after the password at the first',
      { ...answered('mfa.contoso.example', 403), ...given('password', sts) },
      'idp_rejected',
    ],
    [
      '401 after the password that Microsoft was given',
      { ...answered(sts, 401), ...given('password', login) },
      'idp_http_authentication',
    ],
    [
      '403 after the code that Microsoft was given',
      { ...answered(sts, 403), ...given('totp', login) },
      'idp_unreachable',
    ],
    [
      '403 once it has let the account in, when Microsoft sends the browser to it again',
      { ...answered(sts, 403), ...given('password', sts, true) },
      'idp_unreachable',
    ],
    [
      'its error before anything was typed',
      { ending: 'refused', screen: 'adfs', ...atForm },
      'idp_unreachable',
    ],
    [
      'its error after the password',
      { ending: 'refused', screen: 'adfs', ...atForm, ...given('password', sts) },
      'idp_rejected',
    ],
    ['its form again', { ending: 'looping', ...atForm, ...given('password', sts) }, 'idp_rejected'],
    ['its form again, nothing having left the page', { ending: 'looping', ...atForm }, 'sign_in_loop'],
    [
      'its form again, once it has let the account in',
      { ending: 'looping', ...atForm, ...given('password', sts, true) },
      'sign_in_loop',
    ],
    [
      'its form, after the password that Microsoft was given',
      { ending: 'looping', ...atForm, ...given('password', login) },
      'sign_in_loop',
    ],
  ])('%s', (_what, example, cause) => {
    expect(diagnosed(example)).toBe(cause);
  });

  it('and a block page before the account was asked for is not a refusal', () => {
    expect(diagnose({ missingAssets: [], answers: {}, ...answered(sts, 401) })).toBe('proxy_failed');
  });
});

describe('Microsoft refuses only what it was given', () => {
  it.each<[string, Example, string]>([
    ['50126, nothing typed', { ending: 'unrecognised', page: signInPage('X', '50126') }, 'unknown_screen'],
    ['50126 after the name alone', { ending: 'refused', page: signInPage('X', '50126') }, 'unknown_screen'],
    [
      '50126 after the password',
      { ending: 'refused', page: signInPage('X', '50126'), ...given('password', login) },
      'password_wrong',
    ],
    [
      '500121 after the password alone: no code of ours was judged',
      { ending: 'unrecognised', page: signInPage('X', '500121'), ...given('password', login) },
      'unknown_screen',
    ],
    [
      'the word of a code that was never typed',
      { ending: 'unrecognised', codeResult: 'OathCodeIncorrect', ...given('password', login) },
      'unknown_screen',
    ],
    [
      'a new password wanted before any was typed',
      { ending: 'stopped', stop: 'password_expired', page: signInPage('ConvergedChangePassword') },
      'unknown_screen',
    ],
    [
      'a passkey refused that the account does not hold',
      { ending: 'unrecognised', page: signInPage('X', '135016'), ...given('password', login) },
      'unknown_screen',
    ],
    [
      'the page again with an error of its own, the password still in it',
      { ending: 'refused', screen: 'password', page: signInPage('ConvergedSignIn') },
      'unknown_screen',
    ],
    [
      '53003, which judges no credential',
      { ending: 'stopped', page: signInPage('X', '53003') },
      'conditional_access_blocked',
    ],
  ])('%s', (_what, example, cause) => {
    expect(diagnosed(example)).toBe(cause);
  });
});

describe('what Microsoft says of an identity provider', () => {
  const at = (code: string): Example => ({
    ending: 'unrecognised',
    page: signInPage('ConvergedError', code),
  });
  const both = (first: string): Partial<Example> => ({
    given: [
      { factor: 'password', host: first, ...(first === sts && { isPassed: true }) },
      { factor: 'totp', host: login },
    ],
  });

  it.each(['40008', '40009', '40015', '90123'])(
    '%s refuses what that provider was given, and no other',
    code => {
      const federated = { missingAssets: [], answers: {}, ...at(code), ...both(sts) };
      expect(diagnosed(federated)).toBe('idp_rejected');
      expect(judgedBy('idp_rejected', federated).map(({ factor }) => factor)).toEqual(['password']);
      expect(diagnosed({ ...at(code), ...both(login) })).toBe('idp_unreachable');
      expect(diagnosed(at(code))).toBe('idp_unreachable');
    },
  );

  it.each(['50158', '50161', '50170', '50174'])('%s refuses nothing', code => {
    for (const what of [both(login), both(sts), {}]) {
      const cause = diagnosed({ ...at(code), ...what });
      expect(cause, JSON.stringify(what)).toBe(
        code === '50174' ? 'idp_answer_invalid' : 'external_factor_failed',
      );
      expect(cause && causes[cause], JSON.stringify(what)).not.toHaveProperty('judges');
    }
  });
});

it('the log of the tenant does not make a refusal of what was never given', () => {
  const opinion = {
    id: 'graph',
    durationMs: 1,
    found: { signIn: { errorCode: '50126' } },
  } as unknown as Parameters<typeof refineCause>[2][number];
  const observation = { ending: 'unrecognised', missingAssets: [], answers: {} } as const;
  expect(refineCause('unknown_screen', observation, [opinion])).toBe('unknown_screen');
  const typed = { ...observation, ...given('password', login) };
  expect(refineCause('unknown_screen', typed, [opinion])).toBe('password_wrong');
});
