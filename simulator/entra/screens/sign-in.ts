import type { Context } from 'hono';
import { signInOrigin } from '../../clouds.ts';
import type { FirstFactor } from '../../credentials.ts';
import type { Room } from '../../network/answer.ts';
import { flowConfig, stampHeaders } from '../config.ts';
import type { Desk } from '../desk.ts';
import type { Flow } from '../flows.ts';
import { credentialTypeOf } from '../get-credential-type.ts';
import { respondWithPage } from '../page.ts';

/** The view that a refusal comes back to (facts 1.10): its own, or the list of ways where its own was on another host. */
function stateAfter(factor: FirstFactor | undefined): number {
  if (factor === 'accessPass') return 56;
  return factor === undefined ? 2 : 24;
}

/**
 * The first page: e-mail, then the password in the same document, and every error of the two (facts 2.1, 2.4).
 * `refused`: the password that was posted for this user was refused, with this code.
 */
export function showSignIn(
  context: Context<Room>,
  desk: Desk,
  flow: Flow,
  refused?: { readonly username: string; readonly errorCode: string; readonly factor?: FirstFactor },
): Response {
  const requestId = stampHeaders(context, desk);
  const { tenantSegment, loginHint } = flow.request;
  const origin = signInOrigin(context);
  const config = {
    ...flowConfig(desk, flow, requestId, {
      pgid: 'ConvergedSignIn',
      hpgid: 1104,
      hpgact: refused === undefined ? 1800 : 2000,
    }),
    iLoginMode: 121,
    // 50058 on the fresh page says only that nobody is signed in yet (facts 1.12).
    sErrorCode: refused?.errorCode ?? '50058',
    sErrTxt: '',
    arrValErrs: refused === undefined ? [] : [refused.errorCode],
    arrSessions: [],
    sPOST_Username: refused?.username ?? loginHint,
    ...(refused === undefined ? {} : { sPOST_PaginatedLoginState: stateAfter(refused.factor) }),
    urlPost: `/${tenantSegment}/login`,
    urlPostAad: `/${tenantSegment}/login`,
    urlGetCredentialType: `${origin}/common/GetCredentialType?mkt=${flow.locale.mkt}`,
    urlLogin: `${origin}/${tenantSegment}/reprocess?ctx=${flow.ctx}`,
    urlRefresh: `${origin}/${tenantSegment}/reprocess?ctx=${flow.ctx}`,
    urlLogout: `${origin}/common/oauth2/v2.0/logout`,
    urlFidoLogin: `https://login.microsoft.com/${tenantSegment}/fido/get?uiflavor=Web`,
    desktopSsoConfig: { isEdgeAnaheimAllowed: true, iwaEndpointUrlFormat: '' },
    bsso: { states: { START: 'start', END: 'end' }, nonce: '', reason: 'Pull suppressed' },
    fIsFidoSupported: true,
    fIsPasskeySupportEnabled: true,
    fEnablePasskeyAutofillUI: true,
    oGetCredTypeResult:
      (refused?.username ?? loginHint) === '' ? null : credentialTypeOf(desk, refused?.username ?? loginHint),
    oPostParams: {},
  };
  return respondWithPage(
    context,
    { pgid: 'ConvergedSignIn', locale: flow.locale, title: flow.locale.texts.title, config },
    desk.world.token(16),
  );
}
