import type { Context } from 'hono';
import { signInOrigin } from '../clouds.ts';
import type { HostEnv } from '../network/answer.ts';
import type { BrowserSession } from './browser-sessions.ts';
import { stampHeaders } from './config.ts';
import { SignInError } from './errors.ts';
import type { AuthorizeRequest, Flow } from './flows.ts';
import { escapeHtml } from './page.ts';
import { samlFields } from './saml-response.ts';
import type { EntraServices } from './services.ts';
import type { Locale } from './texts/locales.ts';

/** Ends a sign-in well: a session in this browser, and the answer to the application. */
export async function grantAccess(
  context: Context<HostEnv>,
  services: EntraServices,
  flow: Flow,
): Promise<Response> {
  if (flow.account === undefined) throw new SignInError('50058');
  const session = services.sessions.start(context, flow.account, flow.keepSignedIn);
  return answerApplication(context, services, session, flow.request, flow.locale);
}

/** Sends code and tokens to the application, in the way that it asked for. */
export async function answerApplication(
  context: Context<HostEnv>,
  services: EntraServices,
  session: BrowserSession,
  request: AuthorizeRequest,
  locale: Locale,
): Promise<Response> {
  const { account } = session;
  context.set('account', account);
  services.simulator.journal.write('granted', {
    account: account.username,
    ok: true,
    detail: request.clientId,
  });

  const { redirectUri, responseMode } = request;
  if (responseMode === 'saml') {
    stampHeaders(context, services);
    const fields = samlFields(services, session, request);
    const nonce = services.simulator.token(16);
    return formPost(context, { nonce, action: redirectUri, fields, locale, isStuck: false });
  }
  const fields = await answerFields(context, services, session, request);

  stampHeaders(context, services);
  if (responseMode === 'form_post') {
    // Defender for Cloud Apps puts itself between the browser and the application, by a suffix to its host.
    const action = new URL(redirectUri);
    const { signIn, centers } = services.simulator.scenarioOf(account);
    if (centers?.isBehindDefender) action.host += '.mcas.ms';
    const isStuck = signIn?.isHandOverStuck === true;
    const nonce = services.simulator.token(16);
    return formPost(context, { nonce, action: action.href, fields, locale, isStuck });
  }
  const mark = responseMode === 'query' ? (redirectUri.includes('?') ? '&' : '?') : '#';
  return context.redirect(`${redirectUri}${mark}${new URLSearchParams(fields)}`, 302);
}

/** The code and the ID token that the application asked for, with its state. */
async function answerFields(
  context: Context<HostEnv>,
  services: EntraServices,
  { account, id: sessionId }: BrowserSession,
  request: AuthorizeRequest,
): Promise<[string, string][]> {
  const { clientId, redirectUri, nonce, responseType, scope, state, codeChallenge } = request;
  const code = responseType.includes('code')
    ? services.grants.issue({ account, clientId, redirectUri, sessionId, nonce, scope, codeChallenge })
    : undefined;
  const idToken = responseType.includes('id_token')
    ? await services.signer.idToken(signInOrigin(context), { account, clientId, nonce, code, sessionId })
    : undefined;
  return Object.entries({ code, id_token: idToken, state, session_state: sessionId }).filter(
    (field): field is [string, string] => field[1] !== undefined,
  );
}

/** The page between Entra and the application: a form that posts itself (facts 2.21). */
function formPost(
  context: Context<HostEnv>,
  {
    nonce,
    action,
    fields,
    locale,
    isStuck,
  }: {
    readonly nonce: string;
    readonly action: string;
    readonly fields: readonly (readonly [string, string])[];
    readonly locale: Locale;
    /** Its own rules forbid its script. */
    readonly isStuck: boolean;
  },
): Response {
  const { texts } = locale;
  const inputs = fields.map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}" />`,
  );
  context.header('cache-control', 'no-store, no-cache');
  context.header(
    'content-security-policy',
    `script-src 'nonce-${nonce}${isStuck ? 'x' : ''}'; object-src 'none'; base-uri 'self'`,
  );
  return context.html(
    `<html><head><title>${escapeHtml(texts.working)}</title></head><body>` +
      `<form method="POST" name="hiddenform" action="${escapeHtml(action)}">${inputs.join('')}` +
      `<noscript><p>${escapeHtml(texts.scriptDisabled)}</p>` +
      `<input type="submit" value="${escapeHtml(texts.submit)}" /></noscript></form>` +
      `<p style="color:#888">${escapeHtml(texts.simulator)}</p>` +
      `<script nonce="${nonce}">document.forms[0].submit();</script>` +
      '</body></html>',
  );
}
