// ConvergedTFA: the default method's view, or the list of methods where there is no default (facts 2.6 to 2.8).
import { codeView } from './code-entry.js';
import { errorSlot, h, header, identityBanner, page, svr, texts, view } from './frame.js';
import { goToPasskeyPage } from './passkey.js';
import { pushView } from './push-approval.js';

export function startSecondFactor() {
  const first = svr.arrUserProofs.find(proof => proof.isDefault);
  if (first === undefined) return methodListView();
  if (first.authMethodId !== 'FidoKey') return methodView(first.authMethodId);
  goToPasskeyPage(svr.sPOST_Username);
  return { submit: null, element: h('div') };
}

function methodView(method) {
  const build = method === 'PhoneAppNotification' ? pushView : codeView;
  return build(method, () => void page.show(methodListView, 'back'));
}

function methodListView() {
  const error = errorSlot('idDiv_SAOTCS_ErrorMsg');
  const tiles = svr.arrUserProofs.map(proof => methodTile(proof, choose));

  let chosen = false;
  async function choose(method) {
    if (chosen) return;
    if (method === 'FidoKey') {
      goToPasskeyPage(svr.sPOST_Username);
      return;
    }
    chosen = true;
    page.pending(true);
    const next = methodView(method);
    const begun = await next.begun;
    chosen = false;
    if (begun) {
      await page.show(() => next, 'next');
      return;
    }
    page.pending(false);
    error.show(texts.verifyFailed);
  }

  return {
    submit: null,
    element: h(
      'div',
      { class: 'has-identity-banner' },
      identityBanner(svr.sPOST_Username, null),
      view(
        2,
        'proof-picker-view',
        header('idDiv_SAOTCS_Title', texts.verifyIdentity),
        error.element,
        h('div', { id: 'idDiv_SAOTCS_Proofs', class: 'row tile-list' }, ...tiles),
        h(
          'div',
          { class: 'row text-small' },
          h('a', { id: 'moreInfoUrl', href: svr.urlMoreInfo }, texts.moreInformation),
        ),
      ),
    ),
  };
}

function methodTile({ authMethodId: method }, choose) {
  return h(
    'div',
    { class: 'tile-container' },
    h(
      'div',
      {
        class: 'table',
        role: 'button',
        tabindex: '0',
        'data-value': method,
        'aria-label': texts[method],
        onclick: () => void choose(method),
      },
      h('div', { class: 'table-cell tile-img' }, '◆'),
      h('div', { class: 'table-cell text-left content' }, h('div', {}, texts[method])),
    ),
  );
}
