// ConvergedSignIn: what a sign-in can begin with besides the password, and the ways between them (facts 1.5, 2.4, 2.5,
// 2.10, 2.11).
import {
  button,
  buttons,
  commonFields,
  errorSlot,
  h,
  header,
  hidden,
  identityBanner,
  page,
  svr,
  texts,
  view,
} from './frame.js';
import { goToPasskeyPage } from './passkey.js';

// By the numbers of GetCredentialType (facts 6.2).
const kinds = {
  1: { link: 'idA_PWD_SwitchToPassword', text: texts.password },
  2: { link: 'idA_PWD_SwitchToRemoteNGC', text: texts.PhoneAppNotification },
  7: { link: 'idA_PWD_SwitchToFido', text: texts.passkey },
  // Known to no link of its own: only the list leads there.
  13: { text: texts.accessPass },
  15: { link: 'idA_PWD_SwitchToCertificate', text: texts.certificate },
};

const credentialsOf = known => known?.Credentials ?? {};

function waysOf(known) {
  const { HasPassword, HasRemoteNGC, HasFido, HasAccessPass, CertAuthParams } = credentialsOf(known);
  const has = { 1: HasPassword, 2: HasRemoteNGC, 7: HasFido, 13: HasAccessPass, 15: CertAuthParams };
  return Object.keys(kinds)
    .filter(type => has[type])
    .map(Number);
}

/** What the sign-in opens on once the name is known. `passwordView` is built by the caller. */
export function firstView(known, username, passwordView) {
  return viewOf(credentialsOf(known).PrefCredential ?? 1, { known, username, passwordView });
}

/** The view that a refused first factor comes back to. */
export function refusedView(state, known, username, passwordView) {
  const signIn = { known, username, passwordView };
  return state === 56 ? accessPassView(signIn, svr.sErrorCode) : pickerView(signIn, svr.sErrorCode);
}

/** The link to the other way, or to the list of ways where there are several (facts 2.4). */
export function otherWays(known, username, passwordView, current) {
  const signIn = { known, username, passwordView };
  const others = waysOf(known).filter(type => type !== current);
  if (others.length === 0) return null;
  const only = others.length === 1 && kinds[others[0]].link !== undefined ? others[0] : undefined;
  return only === undefined
    ? link(
        'idA_PWD_SwitchToCredPicker',
        texts.otherWays,
        () => void page.show(() => pickerView(signIn), 'next'),
      )
    : link(kinds[only].link, kinds[only].text, () => void choose(only, signIn));
}

function link(id, text, onChosen) {
  const onclick = event => {
    event.preventDefault();
    onChosen();
  };
  return h('div', { class: 'row text-small' }, h('a', { id, href: '#', onclick }, text));
}

async function choose(type, signIn) {
  if (type === 7) goToPasskeyPage(signIn.username, credentialsOf(signIn.known).FidoParams?.AllowList);
  else await page.show(() => viewOf(type, signIn), 'next');
}

function viewOf(type, signIn) {
  switch (type) {
    case 2:
      return passwordlessView(signIn);
    case 7:
      goToPasskeyPage(signIn.username, credentialsOf(signIn.known).FidoParams?.AllowList);
      return { submit: null, element: h('div', {}) };
    case 13:
      return accessPassView(signIn);
    case 15:
      return certificateView(signIn);
    default:
      return signIn.passwordView();
  }
}

function frameOf({ username }, ...content) {
  return h('div', { class: 'has-identity-banner' }, identityBanner(username, null), ...content);
}

function pickerView(signIn, errorCode) {
  const error = errorSlot('idDiv_CredentialPicker_Error');
  if (errorCode !== undefined) error.show(texts.somethingWrong);
  const tiles = waysOf(signIn.known).map(type =>
    h(
      'div',
      { class: 'tile-container' },
      h(
        'div',
        {
          class: 'table',
          role: 'button',
          tabindex: '0',
          'data-test-cred-id': String(type),
          'aria-label': kinds[type].text,
          onclick: () => void choose(type, signIn),
        },
        h('div', { class: 'table-cell tile-img' }, '◆'),
        h('div', { class: 'table-cell text-left content' }, kinds[type].text),
      ),
    ),
  );
  return {
    submit: null,
    element: frameOf(
      signIn,
      view(
        24,
        'login-credential-picker-view',
        header('credentialPickerHeader', texts.chooseWay),
        error.element,
        h('div', { id: 'credentialList', class: 'row tile-list' }, ...tiles),
      ),
    ),
  };
}

function accessPassView(signIn, errorCode) {
  const error = errorSlot('accessPassError');
  const input = h('input', {
    name: 'accesspass',
    type: 'password',
    id: 'accesspass',
    maxlength: '48',
    autocomplete: 'off',
    class: 'form-control input ext-input text-box ext-text-box',
    placeholder: texts.accessPass,
  });
  if (errorCode !== undefined) error.show(texts.somethingWrong, input);
  return {
    focus: input,
    element: frameOf(
      signIn,
      view(
        56,
        'login-access-pass-view',
        hidden('login', signIn.username),
        hidden('type', '56'),
        header('loginHeader', texts.accessPass),
        error.element,
        h('div', { class: 'placeholderContainer' }, input),
        otherWays(signIn.known, signIn.username, signIn.passwordView, 13),
        buttons(button('idSIButton9', texts.signIn, true)),
        hidden('ps', '56'),
        ...commonFields(),
      ),
    ),
    submit() {
      if (input.value === '') error.show(texts.passwordEmpty, input);
      else page.post(svr.urlPost);
    },
  };
}

// The page says what it does, and does it: off to the host that asks for a certificate.
function certificateView(signIn) {
  const element = frameOf(
    signIn,
    view(
      80,
      'login-certificate-interstitial-view',
      header('loginHeader', texts.certificate),
      h('div', { class: 'row text-body' }, texts.certificateDescription),
      ...commonFields(),
    ),
  );
  setTimeout(() => page.post(credentialsOf(signIn.known).CertAuthParams.CertAuthUrl), 300);
  return { submit: null, element };
}

// Nobody here ever approves it.
function passwordlessView(signIn) {
  return {
    submit: null,
    element: frameOf(
      signIn,
      view(
        4,
        'login-remote-ngc-view',
        header('loginHeader', texts.approve),
        h(
          'div',
          { id: 'idDiv_RemoteNGC_PollingDescription', class: 'row text-body' },
          texts.approveDescription,
        ),
        h('div', { id: 'idRemoteNGC_DisplaySign', class: 'row display-sign' }, '42'),
        otherWays(signIn.known, signIn.username, signIn.passwordView, 2),
      ),
    ),
  };
}
