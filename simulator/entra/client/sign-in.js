// ConvergedSignIn: the e-mail view, the password view behind it, and every error of the two (facts 2.1, 2.4).
import { accountPicker } from './account-picker.js';
import { firstView, otherWays, refusedView } from './first-factors.js';
import {
  button,
  buttons,
  callApi,
  commonFields,
  errorSlot,
  h,
  header,
  hidden,
  identityBanner,
  offScreen,
  page,
  svr,
  texts,
  view,
} from './frame.js';
import { startPasskey } from './passkey.js';
import { whichTenantView, workOrPersonalView } from './which-account.js';

export function startSignIn() {
  // The passkey's own page, on its own host.
  if (svr.iLoginMode === 111) return startPasskey();
  const known = svr.oGetCredTypeResult;
  const state = Number(svr.sPOST_PaginatedLoginState);
  if (state === 2) return passwordView(svr.sPOST_Username, '', known, svr.sErrorCode);
  const plain = () => passwordView(svr.sPOST_Username, '', known);
  if (state > 2) return refusedView(state, known, svr.sPOST_Username, plain);
  if (svr.iLoginMode === 102) return accountPicker(() => usernameView(''), passwordView);
  // A login_hint: the server has looked the account up already.
  if (known?.IfExistsResult === 0) return firstView(known, svr.sPOST_Username, plain);
  return usernameView(svr.sPOST_Username ?? '');
}

function usernameView(prefill) {
  const error = errorSlot('usernameError');
  const input = usernameInput(prefill);
  // What a password manager puts here is carried over to the password view.
  const passwordPrefill = offScreen({ name: 'passwd', type: 'password', id: 'i0118', autocomplete: 'off' });

  return {
    focus: input,
    element: view(
      1,
      'login-paginated-username-view',
      header('loginHeader', texts.signIn),
      error.element,
      h('div', { class: 'placeholderContainer' }, input),
      passwordPrefill,
      h(
        'div',
        { class: 'row text-small' },
        h(
          'a',
          { id: 'cantAccessAccount', name: 'cannotAccessAccount', href: svr.urlResetPassword },
          texts.cantAccess,
        ),
      ),
      buttons(button('idSIButton9', texts.next, true)),
      h(
        'div',
        { class: 'promoted-fed-cred-box', 'data-test-id': 'signinOptions', role: 'button', tabindex: '0' },
        texts.signInOptions,
      ),
    ),
    async submit() {
      const username = input.value.trim();
      if (username === '') {
        error.show(texts.usernameEmpty, input);
        return;
      }
      error.clear(input);
      page.pending(true);
      const answer = await lookUp(username).catch(() => undefined);
      const next = answer && viewAfter(answer, () => passwordPrefill.value);
      if (next !== undefined) {
        await page.show(next, 'next');
        return;
      }
      page.pending(false);
      if (answer === undefined || answer.error) error.show(texts.lookupFailed, input);
      else if (answer.IfExistsResult === 5) error.show(texts.personalRefused, input);
      else error.show(answer.IsUnmanaged ? texts.domainUnknown : texts.usernameUnknown, input);
    },
  };
}

function usernameInput(prefill) {
  return h('input', {
    type: 'email',
    name: 'loginfmt',
    id: 'i0116',
    maxlength: '113',
    class: 'form-control ltr_override input ext-input text-box ext-text-box',
    autocomplete: 'username webauthn',
    'aria-required': 'true',
    'aria-label': texts.usernameLabel,
    'aria-describedby': 'loginHeader usernameError',
    placeholder: texts.usernameHint,
    value: prefill,
  });
}

/** The next view after Entra's answer; nothing where it is an error (facts 6.2). `typed` is asked when the view comes. */
function viewAfter(answer, typed) {
  const { Display: name, IfExistsResult: exists } = answer;
  const back = () => void page.show(() => usernameView(name), 'back');
  // Ours, not Microsoft's: it chooses what happens with a personal account.
  if (exists === 5 && answer.fGoesToConsumer)
    return leaveFor('https://login.live.com/oauth20_authorize.srf', name);
  const password = () => passwordView(name, typed(), answer);
  if (exists === 6) return () => workOrPersonalView(name, password, back);
  if (exists !== 0) return undefined;
  if (answer.Credentials.FederationRedirectUrl) return leaveFor(answer.Credentials.FederationRedirectUrl);
  if (answer.fAsksTenant) return () => whichTenantView(name, back);
  return () => firstView(answer, name, password);
}

/** View 8: "taking you to …", while the browser is on its way (facts 1.10). */
function leaveFor(url, username) {
  return () => {
    location.assign(username === undefined ? url : `${url}?${new URLSearchParams({ username })}`);
    return {
      submit: null,
      element: view(8, 'login-paginated-idp-redirect-view', header('loginHeader', texts.takingYou)),
    };
  };
}

function lookUp(username) {
  return callApi(svr.urlGetCredentialType, {
    username,
    isOtherIdpSupported: true,
    checkPhones: false,
    isRemoteNGCSupported: true,
    isCookieBannerShown: false,
    isFidoSupported: true,
    originalRequest: svr.sCtx,
    country: svr.country,
    forceotclogin: false,
    isExternalFederationDisallowed: false,
    isRemoteConnectSupported: false,
    federationFlags: 0,
    isSignup: false,
    flowToken: svr.sFT,
    isAccessPassSupported: true,
    isQrCodePinSupported: true,
  });
}

function passwordView(username, prefill, known, errorCode) {
  const error = errorSlot('passwordError');
  const input = passwordInput(username);
  input.value = prefill;
  if (errorCode !== undefined) error.show(signInErrors[errorCode] ?? texts.somethingWrong, input);

  return {
    focus: input,
    element: h(
      'div',
      { class: 'has-identity-banner' },
      identityBanner(username, () => void page.show(() => usernameView(username), 'back')),
      view(
        2,
        'login-paginated-password-view',
        hidden('i13', '0'),
        hidden('login', username),
        offScreen({ type: 'text', name: 'loginfmt', value: username }),
        hidden('type', '11'),
        hidden('LoginOptions', '3'),
        hidden('lrt'),
        hidden('lrtPartition'),
        hidden('hisRegion'),
        hidden('hisScaleUnit'),
        header('loginHeader', texts.enterPassword),
        error.element,
        h('div', { class: 'placeholderContainer' }, input),
        h(
          'div',
          { class: 'row text-small' },
          h('a', { id: 'idA_PWD_ForgotPassword', href: svr.urlResetPassword }, texts.forgotPassword),
        ),
        otherWays(known, username, () => passwordView(username, '', known), 1),
        buttons(button('idSIButton9', texts.signIn, true)),
        ...passwordFields(),
      ),
    ),
    submit() {
      if (input.value === '') {
        error.show(texts.passwordEmpty, input);
        return;
      }
      page.post(svr.urlPost);
    },
  };
}

function passwordInput(username) {
  return h('input', {
    name: 'passwd',
    type: 'password',
    id: 'i0118',
    autocomplete: 'off',
    class: 'form-control input ext-input text-box ext-text-box',
    'aria-required': 'true',
    'aria-label': texts.passwordLabel.replace('{name}', () => username),
    'aria-describedby': 'loginHeader passwordError',
    placeholder: texts.password,
  });
}

function passwordFields() {
  return [
    hidden('ps', '2'),
    hidden('psRNGCDefaultType'),
    hidden('psRNGCEntropy'),
    hidden('psRNGCSLK'),
    ...commonFields(),
    hidden('PPSX'),
    hidden('NewUser', '1'),
    hidden('FoundMSAs'),
    hidden('fspost', '0'),
    hidden('i21', '0'),
    hidden('CookieDisclosure', '0'),
    hidden('IsFidoSupported', '1'),
    hidden('isSignupPost', '0'),
    hidden('isRecoveryAttemptPost', '0'),
    hidden('i19', '18273'),
  ];
}

// 50053 and 50057 read alike: a program has to decide by the code (facts 1.12).
const signInErrors = {
  50126: texts.passwordWrong,
  50034: texts.usernameUnknown,
  50053: texts.locked,
  50057: texts.disabled,
  50055: texts.expired,
};
