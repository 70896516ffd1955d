import type { Context } from 'hono';
import { signInOrigin } from '../../clouds.ts';
import type { HostEnv } from '../../network/answer.ts';
import type { FirstFactor } from '../../scenarios/scenario.ts';
import { flowConfig, stampHeaders } from '../config.ts';
import type { Flow } from '../flows.ts';
import { credentialTypeOf } from '../get-credential-type.ts';
import { respondWithPage } from '../page.ts';
import type { EntraServices } from '../services.ts';

/** The view after a refusal (facts 1.10): that of the factor, or the list of ways where the factor is on another host. */
function stateAfter(factor: FirstFactor | undefined): number {
  if (factor === 'accessPass') return 56;
  return factor === undefined ? 2 : 24;
}

interface Refused {
  readonly username: string;
  readonly errorCode: string;
  readonly factor?: FirstFactor;
}

/**
 * The first page: e-mail, then the password in the same document, and every error of the two (facts 2.1, 2.4).
 * `refused`: the password that was posted for this user was refused, with this code. `ways`: the view that it opens on,
 * for the name that was given.
 */
export function showSignIn(
  context: Context<HostEnv>,
  services: EntraServices,
  flow: Flow,
  refused?: Refused,
  ways?: number,
): Response {
  const requestId = stampHeaders(context, services);
  if (refused !== undefined)
    services.signInLog.write({
      id: requestId,
      correlationId: flow.correlationId,
      username: refused.username,
      errorCode: Number(refused.errorCode),
    });
  const config = configOf(context, services, flow, requestId, refused, ways);
  return respondWithPage(
    context,
    { pgid: 'ConvergedSignIn', locale: flow.locale, title: flow.locale.texts.title, config },
    services.simulator.token(16),
  );
}

function configOf(
  context: Context<HostEnv>,
  services: EntraServices,
  flow: Flow,
  requestId: string,
  refused: Refused | undefined,
  ways: number | undefined,
) {
  const { tenantSegment, loginHint } = flow.request;
  const picker = refused === undefined ? pickerOf(context, services, flow) : undefined;
  const username = refused?.username ?? (ways === undefined ? loginHint : (flow.username ?? loginHint));
  const { passkeyPage } =
    services.simulator.scenarioOf(services.simulator.accountNamed(username)).signIn ?? {};
  const origin = signInOrigin(context);
  return {
    ...flowConfig(services, flow, requestId, {
      pgid: 'ConvergedSignIn',
      hpgid: 1104,
      hpgact: refused !== undefined ? 2000 : flow.request.responseMode === 'saml' ? 1900 : 1800,
    }),
    iLoginMode: picker === undefined ? 121 : 102,
    // 50058 on the fresh page says only that nobody is signed in yet (facts 1.12).
    sErrorCode:
      refused?.errorCode ?? picker?.errorCode ?? (ways === undefined ? '50058' : passkeyPage?.errorCode),
    sErrTxt: '',
    arrValErrs: refused === undefined ? [] : [refused.errorCode],
    arrSessions: picker?.sessions ?? [],
    sPOST_Username: username,
    sPOST_PaginatedLoginState: refused === undefined ? ways : stateAfter(refused.factor),
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
    oGetCredTypeResult: username === '' ? null : credentialTypeOf(services, username),
    oPostParams: {},
  };
}

/** Who is offered as a tile, where the picker comes first (facts 2.2). */
function pickerOf(context: Context<HostEnv>, services: EntraServices, flow: Flow) {
  const { picker } = services.simulator.scenarioOf(flow.account).signIn ?? {};
  if (picker === undefined && flow.request.prompt !== 'select_account') return undefined;
  const session = services.sessions.find(context);
  const signedIn = session === undefined ? [] : [{ id: session.id, account: session.account }];
  // In these scenarios the machine knows the tenant's first account and a personal one.
  const known =
    picker === undefined ? [] : services.simulator.accounts.slice(0, 1).map(account => ({ id: '', account }));
  const work = [...signedIn, ...known].map(({ id, account }) => ({
    id,
    name: account.username,
    fullName: account.displayName,
    isSignedIn: id !== '',
    idp: 0,
  }));
  const personal = {
    id: '',
    name: 'someone@outlook.example',
    fullName: 'Someone',
    isSignedIn: false,
    idp: 1,
  };
  return {
    sessions: picker === undefined ? work : [...work, personal],
    ...(picker === 'tile-refused' ? { errorCode: '16001' } : {}),
  };
}
