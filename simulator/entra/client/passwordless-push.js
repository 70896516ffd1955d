// ConvergedSignIn, view 4: a push instead of a password (facts 2.5). Nobody here ever approves it.
import { h, header, identityBanner, texts, view } from './frame.js';

/** `usePassword` leads to the password; null where there is none. */
export function passwordlessPushView(username, number, usePassword) {
  const onclick = event => {
    event.preventDefault();
    usePassword();
  };
  return {
    submit: null,
    element: h(
      'div',
      { class: 'has-identity-banner' },
      identityBanner(username, null),
      view(
        4,
        'login-remote-ngc-view',
        header('loginHeader', texts.pushTitle),
        h('div', { id: 'idDiv_RemoteNGC_PollingDescription', class: 'row text-body' }, texts.pushDescription),
        h('div', { id: 'idRemoteNGC_DisplaySign', class: 'row display-sign' }, String(number)),
        usePassword === null
          ? null
          : h(
              'div',
              { class: 'row text-small' },
              h('a', { id: 'idA_PWD_SwitchToPassword', href: '#', onclick }, texts.usePassword),
            ),
      ),
    ),
  };
}
