// ConvergedTFA: a push with a number to be typed into the phone (facts 2.8). Nobody here ever approves it.
import { h, header, hidden, identityBanner, svr, texts, view } from './frame.js';
import { anotherWay, beginSecondFactor } from './second-factor-session.js';

/** `onAnotherWay` opens the method list. */
export function pushView(method, onAnotherWay) {
  const session = beginSecondFactor(method);
  const number = h('div', { id: 'idRichContext_DisplaySign', class: 'row display-sign' });
  const pollStart = hidden('mfaLastPollStart');
  const pollEnd = hidden('mfaLastPollEnd');
  const element = h(
    'div',
    { class: 'has-identity-banner' },
    identityBanner(svr.sPOST_Username, null),
    view(6, 'session-approval-view', ...pushForm(method, { number, pollStart, pollEnd }, onAnotherWay)),
  );

  async function poll() {
    if (!element.isConnected) return;
    pollStart.value = String(Date.now());
    await session.end().catch(() => undefined);
    pollEnd.value = String(Date.now());
    setTimeout(poll, svr.oPerAuthPollingInterval[method] * 1000);
  }
  async function waitForPhone() {
    if (!(await session.begun)) return;
    number.textContent = String(session.entropy);
    setTimeout(poll, svr.oPerAuthPollingInterval[method] * 1000);
  }
  void waitForPhone();

  return { begun: session.begun, submit: null, element };
}

function pushForm(method, { number, pollStart, pollEnd }, onAnotherWay) {
  return [
    hidden('type', '22'),
    hidden('request', svr.sCtx),
    pollStart,
    pollEnd,
    hidden('mfaAuthMethod', method),
    hidden('login', svr.sPOST_Username),
    hidden('sacxt'),
    hidden('hideSmsInMfaProofs', 'false'),
    hidden('canary', svr.canary),
    hidden('hpgrequestid', svr.sessionId),
    header('idDiv_SAOTCAS_Title', texts.approve),
    h('div', { id: 'idDiv_SAOTCAS_Description', class: 'row text-body' }, texts.approveDescription),
    number,
    h(
      'label',
      { class: 'row text-small' },
      h('input', {
        type: 'checkbox',
        id: 'idChkBx_SAOTCAS_TD',
        name: svr.sTrustedDeviceCheckboxName,
        value: 'true',
      }),
      h('span', { id: 'idLbl_SAOTCAS_TD_Cb' }, texts.rememberMfa),
    ),
    anotherWay(texts.cannotUseApp, onAnotherWay),
    h(
      'div',
      { class: 'row text-small' },
      h('a', { id: 'moreInfoUrl', href: svr.urlMoreInfo }, texts.moreInformation),
    ),
    hidden('i19', '9047'),
  ];
}
