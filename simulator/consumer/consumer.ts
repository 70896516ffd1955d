import { Hono } from 'hono';
import { escapeHtml, scriptJson } from '../entra/page.ts';
import type { EntraServices } from '../entra/services.ts';
import { localeOf } from '../entra/texts/requested.ts';
import type { HostApp, HostEnv } from '../network/answer.ts';
import { readFields } from '../network/fields.ts';
import { consumerTexts } from './texts.ts';

/** `login.live.com`, where personal accounts sign in: other pages, other ids, built by script (facts 1.2, 2.23). */
export function createConsumer({ simulator }: EntraServices): HostApp {
  const app = new Hono<HostEnv>();

  app.get('/oauth20_authorize.srf', context => {
    const { language, texts } = localeOf(context, simulator);
    const username = context.req.query('username') ?? '';
    const nonce = simulator.token(16);
    const data = { sPageId: 'i5030', urlPost: '/ppsecure/post.srf', sUnauthSessionID: simulator.token(24) };
    context.header('content-security-policy', `script-src 'nonce-${nonce}'; object-src 'none'`);
    return context.html(`<!DOCTYPE html>
<html lang="${language}"><head><meta charset="utf-8" /><title>${consumerTexts[language].signIn}</title>
<meta name="PageID" content="i5030" />
<script nonce="${nonce}">var ServerData = ${scriptJson(data)};</script>
</head><body style="font-family:sans-serif;padding:2em"><div id="root"></div>
<p style="color:#888">${escapeHtml(texts.simulator)}</p>
<script nonce="${nonce}">
var texts = ${scriptJson(consumerTexts[language])}, username = ${scriptJson(username)};
var field = username === ''
  ? '<h1 id="view-title"></h1><input id="usernameEntry" name="loginfmt" type="email" autocomplete="username webauthn" />'
  : '<h1 id="view-title"></h1><div id="userDisplayName"></div><input id="passwordEntry" name="passwd" type="password" />';
setTimeout(function () {
  document.getElementById('root').innerHTML = '<form method="post" action="' + ServerData.urlPost + '">' + field +
    '<button type="submit" data-testid="primaryButton" class="fui-Button"></button></form>';
  document.getElementById('view-title').textContent = username === '' ? texts.signIn : texts.enterPassword;
  document.querySelector('button').textContent = texts.next;
  if (username !== '') document.getElementById('userDisplayName').textContent = username;
}, 0);
</script></body></html>
`);
  });
  // A work password that arrives here was typed into the wrong sign-in.
  app.post('/ppsecure/post.srf', async context => {
    const fields = await readFields(context.req.raw);
    simulator.journal.write('password', {
      account: fields.get('loginfmt'),
      ok: false,
      detail: 'login.live.com',
    });
    return context.redirect('/oauth20_authorize.srf', 302);
  });
  app.get('/favicon.ico', context => context.body(null, 204));
  return app;
}
