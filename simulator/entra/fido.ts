import type { Handler } from 'hono';
import { tenant } from '../accounts.ts';
import { relyingParty, userHandleOf } from '../credentials.ts';
import type { HostEnv } from '../network/answer.ts';
import { readFields } from '../network/fields.ts';
import { flowConfig, stampHeaders } from './config.ts';
import { escapeHtml, respondWithPage, scriptJson } from './page.ts';
import type { EntraServices } from './services.ts';

/** POST https://login.microsoft.com/{tenant}/fido/get: the page that asks the browser for a passkey (facts 2.9). */
export function fidoGet(services: EntraServices): Handler<HostEnv> {
  return async context => {
    const fields = await readFields(context.req.raw);
    // The form carries the flow token under another name than elsewhere.
    const flow = services.flows.find({ flowToken: fields.get('canary'), ctx: fields.get('ctx'), canary: '' });
    const account = services.simulator.accountNamed(flow.username ?? flow.account?.username ?? '');
    context.set('account', account);
    flow.challenge = `O.${services.simulator.token(48)}`;
    const requestId = stampHeaders(context, services);
    const { tenantSegment } = flow.request;
    const origin = 'https://login.microsoftonline.com';
    const { passkeyPage = {} } = services.simulator.scenarioOf(account).signIn ?? {};
    const { offers = 'list', offersAtOnce, hasForgotten } = passkeyPage;
    const config = {
      ...flowConfig(services, flow, requestId, { pgid: 'ConvergedSignIn', hpgid: 1104, hpgact: 2000 }),
      iLoginMode: 111,
      sPOST_Username: account?.username ?? '',
      sFidoChallenge: flow.challenge,
      sRelyingParty: relyingParty,
      arrFidoAllowList: hasForgotten
        ? ['Zm9yZ290dGVu']
        : account === undefined
          ? []
          : services.passkeys.of(account),
      urlPost: `${origin}/${tenantSegment}/login`,
      // Ours, not Microsoft's: they choose how the page behaves.
      sOffer: offers,
      fOffersAtOnce: offersAtOnce,
      urlOffer: `${origin}/${tenantSegment}/reprocess?ctx=${flow.ctx}&ways=${offers === 'password' ? 2 : 24}`,
    };
    return respondWithPage(
      context,
      { pgid: 'ConvergedSignIn', locale: flow.locale, title: flow.locale.texts.title, config },
      services.simulator.token(16),
    );
  };
}

/** GET https://login.microsoft.com/{tenant}/fido/create: where a passkey is made, with the relying party's own host. */
export function fidoCreate(services: EntraServices): Handler<HostEnv> {
  return context => {
    const ticket = context.req.query('ticket') ?? '';
    const begun = services.registrations.find(ticket);
    if (begun === undefined) return context.text('Begin again.', 400);
    const { account, challenge } = begun;
    const nonce = services.simulator.token(16);
    const wanted = {
      challenge,
      rp: { id: relyingParty, name: 'Microsoft' },
      user: {
        id: userHandleOf(account),
        name: account.username,
        displayName: `${tenant.name} ${account.displayName}`,
      },
    };
    context.header(
      'content-security-policy',
      `script-src 'nonce-${nonce}'; object-src 'none'; base-uri 'self'`,
    );
    return context.html(
      `<!DOCTYPE html><html><head><title>${escapeHtml('Passkey')}</title></head><body>` +
        '<form method="post" action="https://mysignins.microsoft.com/api/passkeys">' +
        `<input type="hidden" name="ticket" value="${escapeHtml(ticket)}" /><input type="hidden" name="attestation" />` +
        '</form><p id="status">Genkan simulator</p>' +
        `<script nonce="${nonce}">(${makePasskey.toString()})(${scriptJson(wanted)});</script></body></html>`,
    );
  };
}

/** Runs in the browser: its source is part of the page. */
function makePasskey(wanted: {
  readonly challenge: string;
  readonly rp: { readonly id: string; readonly name: string };
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
}): void {
  const toText = (buffer: ArrayBuffer): string =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '');
  const fromText = (text: string): Uint8Array<ArrayBuffer> =>
    Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), character =>
      character.charCodeAt(0),
    );
  const options: PublicKeyCredentialCreationOptions = {
    challenge: new TextEncoder().encode(wanted.challenge),
    rp: wanted.rp,
    user: { ...wanted.user, id: fromText(wanted.user.id) },
    pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    attestation: 'none',
  };
  const send = (made: Credential | null): void => {
    const { id, response } = made as PublicKeyCredential;
    const answer = response as AuthenticatorAttestationResponse;
    const field = document.forms[0]?.elements.namedItem('attestation') as HTMLInputElement;
    field.value = JSON.stringify({
      id,
      clientDataJSON: toText(answer.clientDataJSON),
      authenticatorData: toText(answer.getAuthenticatorData()),
      publicKey: toText(answer.getPublicKey() ?? new ArrayBuffer(0)),
    });
    document.forms[0]?.submit();
  };
  const showError = (error: unknown): void => {
    const status = document.querySelector('#status');
    if (status !== null) status.textContent = String(error);
  };
  void navigator.credentials.create({ publicKey: options }).then(send).catch(showError);
}
