// ConvergedProofUpRedirect: register a second factor, now or within some days (facts 2.13).
import { button, buttons, h, header, identityBanner, page, svr, texts, view } from './frame.js';

export function startProofUp() {
  const days = svr.iRemainingDaysToSkipMfaRegistration;
  return {
    element: h(
      'div',
      { class: 'has-identity-banner' },
      identityBanner(svr.sPOST_Username, null),
      view(
        32,
        'proof-up-redirect-view',
        header('idDiv_ProofUp_Title', texts.moreInformationTitle),
        h('div', { class: 'row text-body' }, texts.moreInformationDescription),
        h('div', { class: 'row text-small' }, h('a', { id: 'cancelLink', href: '#' }, texts.anotherAccount)),
        days > 0 ? skipLink(days) : null,
        h(
          'div',
          { class: 'row text-small' },
          h('a', { id: 'moreInfoLink', href: svr.urlMoreInfo }, texts.moreInformation),
        ),
        buttons(button('idSubmit_ProofUp_Redirect', texts.next, true)),
      ),
    ),
    submit: () => page.post(svr.urlPost),
  };
}

/** A campaign for a method more: a way on, and a way past it that the day names (facts 2.13). */
export function startCampaign() {
  const { href, ...names } = svr.oSkipNames ?? {};
  const leave = event => {
    event.preventDefault();
    location.assign(svr.urlSkip);
  };
  const past = h(
    'a',
    { ...names, href: href === undefined ? '#' : svr.urlSkip, class: 'secondary', onclick: leave },
    texts.skipSetup,
  );
  return {
    element: h(
      'div',
      { class: 'has-identity-banner' },
      identityBanner(svr.sPOST_Username, null),
      view(
        90,
        'registration-view',
        header('loginHeader', texts.moreInformationTitle),
        svr.oSkipNames === undefined ? null : h('div', { class: 'row text-small' }, past),
        buttons(button('idSIButton9', texts.next, true)),
      ),
    ),
    submit: () => page.post(svr.urlPost),
  };
}

function skipLink(days) {
  const attributes = { href: svr.urlSkipMfaRegistration, 'data-bind': 'href: svr.urlSkipMfaRegistration' };
  return h('div', { class: 'row text-small' }, h('a', attributes, `${texts.skipForNow}${days})`));
}
