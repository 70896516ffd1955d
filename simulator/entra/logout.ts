import type { Handler } from 'hono';
import type { Room } from '../network/answer.ts';
import { stampHeaders } from './config.ts';
import type { Desk } from './desk.ts';
import { escapeHtml } from './page.ts';
import { localeOf } from './texts/requested.ts';

/** GET /{tenant}/oauth2/v2.0/logout: forgets the browser, and sends it back to where it came from. */
export function logout(desk: Desk): Handler<Room> {
  return context => {
    const session = desk.sessions.end(context);
    desk.simulator.journal.write('signOut', {
      ok: session !== undefined,
      ...(session === undefined ? {} : { account: session.account.username }),
    });
    stampHeaders(context, desk);
    const back = context.req.query('post_logout_redirect_uri');
    if (back !== undefined && URL.canParse(back)) return context.redirect(back, 302);
    const { texts, language } = localeOf(context, desk.simulator);
    return context.html(
      `<!DOCTYPE html><html lang="${language}"><head><title>${escapeHtml(texts.signedOut)}</title>` +
        '<meta name="PageID" content="SignedOut"></head><body style="font-family:sans-serif;padding:3em">' +
        `<div id="login_workload_logo_text"><h1>${escapeHtml(texts.signedOut)}</h1>` +
        `<p>${escapeHtml(texts.closeWindows)}</p></div><p>${escapeHtml(texts.simulator)}</p></body></html>`,
    );
  };
}
