// The way to the passkey page on its own host, and the page itself, which asks the browser at once (facts 2.9).
import { commonFields, h, header, hidden, identityBanner, page, svr, texts, view } from './frame.js';

/** Leaves for the passkey page. The flow token goes along under another name than elsewhere. */
export function goToPasskeyPage(username, allowList) {
  const form = h(
    'form',
    { method: 'post', action: svr.urlFidoLogin, hidden: true },
    hidden('canary', svr.sFT),
    hidden('ctx', svr.sCtx),
    hidden('username', username),
    hidden('credentialsJson', JSON.stringify(allowList ?? [])),
    hidden('cancelUrl', svr.urlRefresh),
    hidden('correlationId', svr.correlationId),
  );
  document.body.append(form);
  page.pending(true);
  form.submit();
}

export function startPasskey() {
  const status = h('div', { id: 'idDiv_Fido_Description', class: 'row text-body' }, texts.passkeyDescription);
  const id = offers[svr.sOffer];
  const another =
    id === undefined
      ? h('span')
      : h('a', { id, href: svr.urlOffer, hidden: svr.fOffersAtOnce !== true }, texts.otherWays);
  const answer = [hidden('type', '23'), hidden('ps', '23'), hidden('assertion')];
  const show = async () => {
    try {
      answer[2].value = JSON.stringify(await askForPasskey());
      page.post(svr.urlPost);
    } catch {
      status.textContent = texts.passkeyFailed;
      another.hidden = false;
    }
  };
  void show();
  return {
    submit: null,
    element: h(
      'div',
      { class: 'has-identity-banner' },
      identityBanner(svr.sPOST_Username, null),
      view(
        23,
        'login-fido-view',
        header('loginHeader', texts.passkey),
        status,
        another,
        ...answer,
        ...commonFields(),
      ),
    ),
  };
}

const offers = {
  list: 'idA_PWD_SwitchToCredPicker',
  password: 'idA_PWD_SwitchToPassword',
  'another way': 'signInAnotherWay',
  back: 'idBtn_Back',
};

async function askForPasskey() {
  const credential = await navigator.credentials.get({
    publicKey: {
      challenge: new TextEncoder().encode(svr.sFidoChallenge),
      rpId: svr.sRelyingParty,
      allowCredentials: svr.arrFidoAllowList.map(id => ({ type: 'public-key', id: fromBase64Url(id) })),
      userVerification: 'required',
      timeout: 60000,
    },
  });
  const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response;
  return {
    id: credential.id,
    clientDataJSON: toBase64Url(clientDataJSON),
    authenticatorData: toBase64Url(authenticatorData),
    signature: toBase64Url(signature),
    userHandle: userHandle ? toBase64Url(userHandle) : '',
  };
}

function fromBase64Url(text) {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), character =>
    character.charCodeAt(0),
  );
}

function toBase64Url(buffer) {
  const text = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
