import type { Context, Handler } from 'hono';
import { guid, tenant } from '../accounts.ts';
import type { HostEnv } from '../network/answer.ts';
import { applications } from './applications.ts';
import type { BrowserSession } from './browser-sessions.ts';
import { SignInError } from './errors.ts';
import type { AuthorizeRequest } from './flows.ts';
import { answerApplication } from './grant-access.ts';
import { showBrowserSso } from './screens/browser-sso.ts';
import { showSignIn } from './screens/sign-in.ts';
import type { EntraServices } from './services.ts';
import type { Locale } from './texts/locales.ts';
import { localeOf } from './texts/requested.ts';

/** GET and POST /{tenant}/oauth2/v2.0/authorize, and its older form without v2.0. */
export function authorize(services: EntraServices): Handler<HostEnv> {
  return async context => {
    const parameters = await readParameters(context);
    const request = readRequest(context.req.param('tenant') ?? 'common', parameters);
    const locale = localeOf(context, services.simulator, parameters);
    return receive(context, services, request, locale, parameters.get('client-request-id') ?? undefined);
  };
}

/** What an application is sent to here with, by whichever protocol: straight back, or to the first page. */
export function receive(
  context: Context<HostEnv>,
  services: EntraServices,
  request: AuthorizeRequest,
  locale: Locale,
  correlationId?: string,
): Response | Promise<Response> {
  services.simulator.journal.write('authorize', { ok: true, detail: request.clientId });
  setVisitorCookies(context, services);

  const { prompt } = request;
  const session = services.sessions.find(context) ?? ambientSession(context, services);
  if (session !== undefined && !/login|select_account/.test(prompt)) {
    return answerApplication(context, services, session, request, locale);
  }
  if (prompt === 'none') throw new SignInError('50058');

  const flow = services.flows.open(request, locale, correlationId);
  return services.simulator.scenarioOf(undefined).signIn?.browserSso
    ? showBrowserSso(context, services, flow)
    : showSignIn(context, services, flow);
}

/** The account of the machine, which is signed in by itself when the browser has no session (facts 3.4). */
function ambientSession(context: Context<HostEnv>, services: EntraServices): BrowserSession | undefined {
  const { ambient } = services.simulator.scenarioOf(undefined).signIn ?? {};
  const account = ambient === undefined ? undefined : services.simulator.accountNamed(ambient);
  return account && services.sessions.start(context, account, false);
}

async function readParameters(context: Context<HostEnv>): Promise<URLSearchParams> {
  const parameters = new URL(context.req.url).searchParams;
  if (context.req.method !== 'POST') return parameters;
  return new URLSearchParams([...parameters, ...new URLSearchParams(await context.req.text())]);
}

function readRequest(tenantSegment: string, parameters: URLSearchParams): AuthorizeRequest {
  if (!isKnownTenant(tenantSegment)) throw new SignInError('90002');
  const clientId = parameters.get('client_id') ?? '';
  const redirectUri = parameters.get('redirect_uri') ?? '';
  if (clientId === '' || redirectUri === '') throw new SignInError('900144');
  const registered = applications[clientId];
  if (registered !== undefined && !registered.redirectUris.includes(redirectUri)) {
    throw new SignInError('50011');
  }

  const responseType = (parameters.get('response_type') ?? 'code').split(' ').filter(type => type !== '');
  const mode = parameters.get('response_mode') ?? '';
  return {
    tenantSegment,
    clientId,
    redirectUri,
    responseType,
    responseMode:
      mode === 'form_post' || mode === 'query' || mode === 'fragment'
        ? mode
        : responseType.includes('id_token')
          ? 'fragment'
          : 'query',
    scope: parameters.get('scope') ?? 'openid',
    state: parameters.get('state') ?? undefined,
    nonce: parameters.get('nonce') ?? undefined,
    loginHint: parameters.get('login_hint') ?? '',
    prompt: parameters.get('prompt') ?? '',
    codeChallenge: parameters.get('code_challenge') ?? undefined,
  };
}

/** Whether an address names a tenant that exists, or none in particular. */
export function isKnownTenant(segment: string): boolean {
  return ['common', 'organizations', tenant.id, ...tenant.domains].includes(segment.toLowerCase());
}

// The cookies that Entra gives every visitor. Nothing is decided by them here.
function setVisitorCookies(context: Context<HostEnv>, services: EntraServices): void {
  const attributes = 'path=/; secure; HttpOnly; SameSite=None';
  context.header('set-cookie', `buid=1.AWMB${services.simulator.token(60)}; ${attributes}`, { append: true });
  context.header('set-cookie', `esctx=PAQABBwEAAAD${services.simulator.token(60)}; ${attributes}`, {
    append: true,
  });
  context.header('set-cookie', `fpc=${guid(services.simulator.random)}; ${attributes}`, { append: true });
  context.header('set-cookie', `x-ms-gateway-slice=estsfd; ${attributes}`, { append: true });
  context.header('set-cookie', `stsservicecookie=estsfd; ${attributes}`, { append: true });
}
