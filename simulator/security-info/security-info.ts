import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Account } from '../accounts.ts';
import { escapeHtml } from '../entra/page.ts';
import type { Attestation } from '../entra/passkeys.ts';
import type { EntraServices } from '../entra/services.ts';
import type { HostApp, HostEnv } from '../network/answer.ts';
import { readFields } from '../network/fields.ts';

const clientId = '19db86c3-b2b9-44cc-b339-36da233a3be2';
const origin = 'https://mysignins.microsoft.com';

/** "Security info" of `mysignins.microsoft.com`, as far as a passkey needs it. Its markup is ours: the facts have none. */
export function createSecurityInfo(services: EntraServices): HostApp {
  const sessions = new Map<string, Account>();
  const signedIn = (context: Context<HostEnv>) => sessions.get(getCookie(context, 'MySignins') ?? '');
  const app = new Hono<HostEnv>();

  app.get('/security-info', context => {
    const account = signedIn(context);
    if (account === undefined) return context.redirect(signInAddress(services), 302);
    const ticket = services.registrations.begin(account);
    const address = `https://login.microsoft.com/common/fido/create?ticket=${ticket}`;
    const methods = services.passkeys.of(account).map(() => '<li data-method="passkey">Passkey</li>');
    return context.html(
      page(
        `<p>${escapeHtml(account.username)}</p><ul id="methods">${methods.join('')}</ul>` +
          `<a id="add-passkey" href="${address}">Add sign-in method: Passkey</a>`,
      ),
    );
  });

  app.post('/signin', async context => {
    const fields = await readFields(context.req.raw);
    const grant = services.grants.redeem(fields.get('code'));
    if (grant?.clientId !== clientId) return context.text('Sign in again.', 400);
    const value = services.simulator.token(48);
    sessions.set(value, grant.account);
    setCookie(context, 'MySignins', value, { path: '/', secure: true, httpOnly: true, sameSite: 'None' });
    return context.redirect('/security-info', 302);
  });

  app.post('/api/passkeys', async context => {
    const fields = await readFields(context.req.raw);
    const begun = services.registrations.end(fields.get('ticket'));
    const account = signedIn(context);
    const isTheirs = begun !== undefined && begun.account === account;
    const ok =
      isTheirs &&
      services.passkeys.register(account, readAttestation(fields.get('attestation')), begun.challenge);
    services.simulator.journal.write('registered', { account: account?.username ?? '', ok });
    return ok
      ? context.redirect('/security-info', 302)
      : context.html(page('<p id="error">Try again.</p>'), 400);
  });
  return app;
}

function signInAddress(services: EntraServices): string {
  const parameters = new URLSearchParams({
    client_id: clientId,
    redirect_uri: `${origin}/signin`,
    response_mode: 'form_post',
    response_type: 'code',
    scope: 'openid profile',
    state: services.simulator.token(24),
  });
  return `https://login.microsoftonline.com/common/oauth2/v2.0/authorize?${parameters}`;
}

const page = (content: string): string =>
  `<!DOCTYPE html><html lang="en"><head><title>Security info</title></head><body style="font-family:sans-serif">${content}<p style="color:#888">Genkan simulator</p></body></html>`;

function readAttestation(text: string): Attestation {
  const none = { id: '', clientDataJSON: '', authenticatorData: '', publicKey: '' };
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null ? { ...none, ...read } : none;
  } catch {
    return none;
  }
}
