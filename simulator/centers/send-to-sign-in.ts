import type { Context } from 'hono';
import { guid } from '../accounts.ts';
import { type Cloud, signInHosts } from '../clouds.ts';
import { scriptJson } from '../entra/page.ts';
import { localeOf } from '../entra/texts/requested.ts';
import type { HostEnv } from '../network/answer.ts';
import type { SimulatorContext } from '../simulator-context.ts';
import type { Center, CenterPage } from './center.ts';
import type { PortalSessions } from './portal-sessions.ts';

/** The cloud of the host that a request came to. */
export function cloudAt(context: Context<HostEnv>, { hosts }: Center): Cloud {
  const { hostname } = new URL(context.req.url);
  const clouds = Object.keys(hosts) as Cloud[];
  return clouds.find(cloud => hosts[cloud]?.includes(hostname)) ?? 'global';
}

export const signInHostAt = (context: Context<HostEnv>, center: Center): string =>
  signInHosts[cloudAt(context, center)];

/** The address at Entra that a visitor without a session is sent to. The form post comes back to the same host. */
export function signInAddress(
  context: Context<HostEnv>,
  simulator: SimulatorContext,
  center: Center,
  sessions: PortalSessions,
  returnTo: string,
): string {
  const { hostname, searchParams } = new URL(context.req.url);
  const signInHost = signInHostAt(context, center);
  const { state, nonce } = sessions.begin(hostname, `https://${signInHost}`, returnTo);
  const parameters = new URLSearchParams({
    client_id: center.clientId,
    redirect_uri: `https://${hostname}${center.landing ?? '/'}`,
    response_mode: 'form_post',
    response_type: 'code id_token',
    scope: `openid profile https://${hostname}/.default`,
    state,
    nonce,
    'client-request-id': guid(simulator.random),
  });
  const wanted = searchParams.get('mkt') ?? searchParams.get('ui_locales');
  if (wanted !== null) parameters.set('ui_locales', wanted);
  return `https://${signInHost}/common/oauth2/v2.0/authorize?${parameters}`;
}

/** The page that a center answers a visitor without a session with: a script that goes to Entra (facts 2.0). */
export function sendToSignIn(
  context: Context<HostEnv>,
  simulator: SimulatorContext,
  center: Center,
  page: CenterPage,
  sessions: PortalSessions,
): Response | Promise<Response> {
  const { language, texts } = localeOf(context, simulator);
  const address = signInAddress(context, simulator, center, sessions, page.returnTo ?? page.path);
  const quoted = `'${scriptJson(address).slice(1, -1)}'`;
  context.header('cache-control', 'no-store, no-cache');
  return context.html(`<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8" />
<title>${center.name}</title>
<script>
var loginURL = ${quoted};
var hash = window.location.hash;
if (hash && hash.length > 1) { try { sessionStorage.setItem('adminportal.hash', hash); } catch (e) { } }
window.location.replace(loginURL);
</script>
</head>
<body><p style="color:#888;font-family:sans-serif">${texts.simulator}</p></body>
</html>
`);
}
