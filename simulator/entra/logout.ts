import type { Handler } from 'hono';
import type { HostEnv } from '../network/answer.ts';
import { stampHeaders } from './config.ts';
import { escapeHtml } from './page.ts';
import type { EntraServices } from './services.ts';
import { localeOf } from './texts/requested.ts';

/** GET /{tenant}/oauth2/v2.0/logout: forgets the browser, and sends it back to where it came from. */
export function logout(services: EntraServices): Handler<HostEnv> {
  return context => {
    const session = services.sessions.end(context);
    services.simulator.journal.write('signOut', {
      ok: session !== undefined,
      ...(session === undefined ? {} : { account: session.account.username }),
    });
    stampHeaders(context, services);
    const back = context.req.query('post_logout_redirect_uri');
    if (back !== undefined && URL.canParse(back)) return context.redirect(back, 302);
    const { texts, language } = localeOf(context, services.simulator);
    return context.html(
      `<!DOCTYPE html><html lang="${language}"><head><title>${escapeHtml(texts.signedOut)}</title>` +
        '<meta name="PageID" content="SignedOut"></head><body style="font-family:sans-serif;padding:3em">' +
        `<div id="login_workload_logo_text"><h1>${escapeHtml(texts.signedOut)}</h1>` +
        `<p>${escapeHtml(texts.closeWindows)}</p></div><p>${escapeHtml(texts.simulator)}</p></body></html>`,
    );
  };
}
