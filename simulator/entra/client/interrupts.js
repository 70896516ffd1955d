// Screens between the credentials and the application (facts 2.14 to 2.18, 2.21). None of them goes further but
// "Continue"; a program must not answer the rest.
import {
  button,
  buttons,
  commonFields,
  errorSlot,
  h,
  header,
  identityBanner,
  page,
  svr,
  texts,
  view,
} from './frame.js';

/** By page id, or by page id and view. */
export const interruptStarts = {
  ConvergedChangePassword: startPasswordChange,
  'ConvergedConditionalAccess/34': () =>
    startInterrupt(34, 'ca-install-broker-view', texts.joinDeviceTitle, [
      button('idBtn_Continue', texts.next),
    ]),
  'ConvergedConditionalAccess/35': () =>
    startInterrupt(35, 'ca-workplace-join-view', texts.joinDeviceTitle, [
      button('idBtn_Continue', texts.next),
    ]),
  'ConvergedConditionalAccess/36': () =>
    startInterrupt(36, 'ca-error-view', texts.blockedTitle, [], texts.blockedDescription),
  'ConvergedSignIn/17': () =>
    startInterrupt(17, 'terms-of-use-view', texts.termsTitle, [
      button('idBtn_Back', texts.decline),
      button('idSIButton9', texts.accept, true),
    ]),
  'ConvergedSignIn/48': startCaptcha,
  'ConvergedSignIn/62': startLoginError,
  ConvergedConsent: () =>
    startInterrupt(25, 'consent-view', texts.consentTitle, [
      button('idBtn_Back', texts.cancel),
      button('idBtn_Accept', texts.accept, true),
    ]),
  CmsiInterrupt: startAppConfirmation,
  ConvergedTenantConfirm: () =>
    startInterrupt(
      50,
      'tenant-confirm-view',
      texts.confirmTenantTitle,
      [button('idBtn_Back', texts.cancel), button('idSIButton9', texts.goOn, true)],
      texts.confirmTenantDescription,
    ),
};

function startInterrupt(viewId, component, title, choices, description = '', ...more) {
  return {
    element: h(
      'div',
      { class: 'has-identity-banner' },
      identityBanner(svr.sPOST_Username, null),
      view(
        viewId,
        component,
        header('loginHeader', title),
        h('div', { class: 'row text-body' }, description),
        ...more,
        ...commonFields(),
        buttons(...choices),
      ),
    ),
    submit: () => page.post(svr.urlPost),
  };
}

function startAppConfirmation() {
  return startInterrupt(
    43,
    'cmsi-view',
    '',
    [button('idBtn_Back', texts.cancel), button('idSIButton9', texts.goOn, true)],
    texts.appConfirmDescription,
    h('div', { id: 'appConfirmTitle', role: 'heading', class: 'row text-title' }, texts.appConfirmTitle),
  );
}

function startPasswordChange() {
  const field = (id, name, placeholder) =>
    h('input', { type: 'password', id, name, placeholder, autocomplete: 'off', class: 'form-control input' });
  return startInterrupt(
    22,
    'change-password-view',
    texts.updatePasswordTitle,
    [button('idSIButton9', texts.signIn, true)],
    texts.updatePasswordDescription,
    field('currentPassword', 'currentpasswd', texts.currentPassword),
    field('newPassword', 'newpasswd', texts.newPassword),
    field('confirmNewPassword', 'confirmnewpasswd', texts.confirmPassword),
    svr.hasStrayPassword ? field('i0118', 'passwd', texts.password) : null,
  );
}

function startCaptcha() {
  const hip = { 'data-bind': "component: { name: 'hip-control', params: { serverData: svr } }" };
  return startInterrupt(
    48,
    'hip-view',
    texts.captchaTitle,
    [button('idSIButton9', texts.next, true)],
    '',
    h('div', hip, h('input', { type: 'text', name: 'hipSolution', class: 'form-control input' })),
  );
}

function startLoginError() {
  const error = errorSlot('idTD_Error');
  error.show(texts.troubleVerifying);
  return startInterrupt(62, 'login-error-view', texts.signIn, [], '', error.element);
}
