// ConvergedTFA: the list of methods and the entry of a code (facts 2.6, 2.7).
import {
  button,
  buttons,
  callApi,
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

export function startSecondFactor() {
  const chosen = svr.arrUserProofs.length === 1 ? svr.arrUserProofs[0] : undefined;
  return chosen === undefined ? methodListView() : codeView(chosen.authMethodId);
}

function methodListView() {
  const error = errorSlot('idDiv_SAOTCS_ErrorMsg');
  const tiles = svr.arrUserProofs.map(proof =>
    h(
      'div',
      { class: 'tile-container' },
      h(
        'div',
        {
          class: 'table',
          role: 'button',
          tabindex: '0',
          'data-value': proof.authMethodId,
          'aria-label': texts[proof.authMethodId],
          onclick: () => void choose(proof.authMethodId),
        },
        h('div', { class: 'table-cell tile-img' }, '◆'),
        h('div', { class: 'table-cell text-left content' }, h('div', {}, texts[proof.authMethodId])),
      ),
    ),
  );

  let chosen = false;
  async function choose(method) {
    if (chosen) return;
    chosen = true;
    page.pending(true);
    const next = codeView(method);
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

function codeView(method) {
  const error = errorSlot('idSpan_SAOTCC_Error_OTC');
  const input = h('input', {
    name: 'otc',
    type: 'tel',
    id: 'idTxtBx_SAOTCC_OTC',
    maxlength: '8',
    autocomplete: 'off',
    class: 'form-control input ext-input text-box ext-text-box',
    'aria-describedby': 'idDiv_SAOTCC_Title idDiv_SAOTCC_Description',
    'aria-required': 'true',
    placeholder: texts.code,
  });
  let session = {};
  const begun = callApi(svr.urlBeginAuth, {
    AuthMethodId: method,
    Method: 'BeginAuth',
    ctx: svr.sCtx,
    flowToken: svr.sFT,
  })
    .then(answer => {
      session = answer;
      return answer.Success === true;
    })
    .catch(() => false);

  let polls = 0;
  async function verify(code) {
    if (!(await begun)) return undefined;
    polls += 1;
    return callApi(svr.urlEndAuth, {
      Method: 'EndAuth',
      SessionId: session.SessionId,
      FlowToken: svr.sFT,
      Ctx: session.Ctx,
      AuthMethodId: method,
      AdditionalAuthData: code,
      PollCount: polls,
    });
  }

  return {
    begun,
    focus: input,
    element: h(
      'div',
      { class: 'has-identity-banner' },
      identityBanner(svr.sPOST_Username, null),
      view(
        1,
        'otc-confirm-view',
        header('idDiv_SAOTCC_Title', texts.enterCode),
        h(
          'div',
          { id: 'idDiv_SAOTCC_Description', class: 'row text-body' },
          method === 'PhoneAppOTP' ? texts.enterCodeDescription : texts.enterCodeSms,
        ),
        error.element,
        h('div', { id: 'idDiv_SAOTCC_OTCRow', class: 'placeholderContainer' }, input),
        h(
          'label',
          { class: 'row text-small' },
          h('input', {
            type: 'checkbox',
            id: 'idChkBx_SAOTCC_TileRememberMFA',
            name: svr.sTrustedDeviceCheckboxName,
            value: 'true',
          }),
          h('span', { id: 'idLbl_SAOTCC_TD_Cb' }, texts.rememberMfa),
        ),
        svr.arrUserProofs.length > 1
          ? h(
              'div',
              { id: 'idDiv_SAOTCS_HavingTrouble', class: 'row text-small' },
              h(
                'a',
                {
                  id: 'signInAnotherWay',
                  href: '#',
                  onclick: event => {
                    event.preventDefault();
                    void page.show(methodListView, 'back');
                  },
                },
                texts.anotherWay,
              ),
            )
          : null,
        buttons(button('idSubmit_SAOTCC_Continue', texts.verify, true)),
        hidden('type', '19'),
        hidden('GeneralVerify', 'false'),
        hidden('request', svr.sCtx),
        hidden('mfaLastPollStart'),
        hidden('mfaLastPollEnd'),
        hidden('mfaAuthMethod', method),
        hidden('login', svr.sPOST_Username),
        hidden('sacxt'),
        hidden('hideSmsInMfaProofs', 'false'),
        hidden('canary', svr.canary),
        hidden('hpgrequestid', svr.sessionId),
        hidden('i19', '9047'),
      ),
    ),
    async submit() {
      const code = input.value.trim();
      if (code === '') {
        error.show(texts.codeEmpty, input);
        return;
      }
      error.clear(input);
      page.pending(true);
      const answer = await verify(code).catch(() => undefined);
      if (answer?.Success) {
        page.form.append(hidden('flowToken', svr.sFT));
        page.post(svr.urlPost);
        return;
      }
      page.pending(false);
      error.show(codeErrors[answer?.ResultValue] ?? texts.verifyFailed, input);
      input.value = '';
    },
  };
}

const codeErrors = {
  OathCodeIncorrect: texts.codeWrong,
  OathCodeOld: texts.codeWrong,
  OathCodeDuplicate: texts.codeUsed,
  PhoneAppOtpAuthFailedDuplicateCodeEntered: texts.codeUsed,
  OathCodeFailedMaxAllowedRetryReached: texts.codeTooManyTries,
};
