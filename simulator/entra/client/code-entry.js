// ConvergedTFA: the entry of a code, of the authenticator app or of a text message alike (facts 2.7).
import {
  button,
  buttons,
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
import { anotherWay, beginSecondFactor } from './second-factor-session.js';

/** `onAnotherWay` opens the method list. */
export function codeView(method, onAnotherWay) {
  const error = errorSlot('idSpan_SAOTCC_Error_OTC', 'span', { id: 'idDiv_SAOTCC_ErrorMsg_OTC' });
  const input = codeInput();
  const session = beginSecondFactor(method);

  return {
    begun: session.begun,
    focus: input,
    element: h(
      'div',
      { class: 'has-identity-banner' },
      identityBanner(svr.sPOST_Username, null),
      view(1, 'otc-confirm-view', ...codeForm(method, input, error, onAnotherWay)),
    ),
    async submit() {
      const code = input.value.trim();
      if (code === '') {
        error.show(texts.codeEmpty, input);
        return;
      }
      error.clear(input);
      page.pending(true);
      const answer = await session.end(code).catch(() => undefined);
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

function codeInput() {
  return h('input', {
    name: 'otc',
    type: 'tel',
    id: 'idTxtBx_SAOTCC_OTC',
    maxlength: '8',
    autocomplete: 'off',
    class: 'form-control input ext-input text-box ext-text-box',
    'aria-describedby': 'idDiv_SAOTCC_Title idDiv_SAOTCC_Description',
    'aria-required': 'true',
    'aria-label': texts.code,
    placeholder: texts.code,
  });
}

function codeForm(method, input, error, onAnotherWay) {
  return [
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
    anotherWay(texts.anotherWay, onAnotherWay),
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
  ];
}

const codeErrors = {
  OathCodeIncorrect: texts.codeWrong,
  OathCodeOld: texts.codeWrong,
  OathCodeDuplicate: texts.codeUsed,
  PhoneAppOtpAuthFailedDuplicateCodeEntered: texts.codeUsed,
  OathCodeFailedMaxAllowedRetryReached: texts.codeTooManyTries,
};
