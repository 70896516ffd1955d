import type { Context } from 'hono';
import { guid } from '../accounts.ts';
import { adminCenterClientId } from '../entra/applications.ts';
import { scriptJson } from '../entra/page.ts';
import { localeOf } from '../entra/texts/requested.ts';
import type { Room } from '../network/answer.ts';
import type { World } from '../world.ts';
import type { PortalSessions } from './portal-sessions.ts';

/** The address at Entra that a visitor without a session is sent to. The form post comes back to the same host. */
export function signInAddress(
  context: Context<Room>,
  world: World,
  sessions: PortalSessions,
  returnTo: string,
): string {
  const { hostname, searchParams } = new URL(context.req.url);
  const { state, nonce } = sessions.expect(hostname, returnTo);
  const parameters = new URLSearchParams({
    client_id: adminCenterClientId,
    redirect_uri: `https://${hostname}/landing`,
    response_mode: 'form_post',
    response_type: 'code id_token',
    scope: 'openid profile https://admin.microsoft.com/.default',
    state,
    nonce,
    'client-request-id': guid(world.random),
  });
  const wanted = searchParams.get('mkt') ?? searchParams.get('ui_locales');
  if (wanted !== null) parameters.set('ui_locales', wanted);
  return `https://login.microsoftonline.com/common/oauth2/v2.0/authorize?${parameters}`;
}

/** The page that the admin center answers a stranger with: a script that goes to Entra (facts 2.0). */
export function sendToSignIn(context: Context<Room>, world: World, sessions: PortalSessions): Response {
  const { language, texts } = localeOf(context, world);
  const address = signInAddress(context, world, sessions, '/adminportal?ref=/homepage');
  const quoted = `'${scriptJson(address).slice(1, -1)}'`;
  context.header('cache-control', 'no-store, no-cache');
  return context.html(`<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8" />
<title>Microsoft 365 admin center</title>
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
