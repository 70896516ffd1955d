import { type Context, Hono } from 'hono';
import type { Account } from '../accounts.ts';
import { escapeHtml } from '../entra/page.ts';
import type { EntraServices } from '../entra/services.ts';
import type { Locale } from '../entra/texts/locales.ts';
import { localeOf } from '../entra/texts/requested.ts';
import { answer, type HostApp, type HostEnv } from '../network/answer.ts';
import { type Fields, readFields } from '../network/fields.ts';
import type { OwnFactor } from '../scenarios/scenario.ts';
import { emptying, factorForms, forms } from './forms.ts';
import type { Provider } from './providers.ts';
import { federationTexts } from './texts.ts';

/** An organisation's own sign-in: a form, a judgement, and a statement for Entra that posts itself (facts 2.19). */
export function createIdentityProvider(services: EntraServices, provider: Provider): HostApp {
  const { simulator } = services;
  const app = new Hono<HostEnv>();
  const username = (context: Context<HostEnv>) => context.req.query('username') ?? '';

  app.get(
    provider.path,
    answer(simulator, 'federation', context => {
      context.set('account', simulator.accountNamed(username(context)));
      return show(context, services, provider, { username: username(context), isRefused: false });
    }),
  );
  app.post(
    provider.path,
    answer(simulator, 'federatedLogin', async context => {
      const { name, password } = credentialsOf(await readFields(context.req.raw));
      const account = simulator.accountNamed(name);
      context.set('account', account);
      const isKnown = simulator.providerOf(account)?.host === provider.host;
      const { rejectsPassword, ownFactor } = simulator.scenarioOf(account).signIn?.federation ?? {};
      const ok = isKnown && !rejectsPassword && password === account?.password;
      simulator.journal.write('password', { account: name, ok, detail: provider.host });
      if (!ok) return show(context, services, provider, { username: name, isRefused: true });
      return ownFactor === undefined
        ? handBack(context, services, provider, account)
        : askForMore(context, services, ownFactor);
    }),
  );
  app.get('/favicon.ico', context => context.body(null, 204));
  return app;
}

/** By what the forms call them. */
function credentialsOf(fields: Fields): { name: string; password: string } {
  const first = (...names: string[]) => names.map(name => fields.get(name)).find(value => value !== '') ?? '';
  return {
    name: first('UserName', 'ctl00$ContentPlaceHolder1$UsernameTextBox', 'identifier', 'pf.username', 'user'),
    password: first(
      'Password',
      'ctl00$ContentPlaceHolder1$PasswordTextBox',
      'credentials.passcode',
      'pf.pass',
      'secret',
      // A value in a field of the second factor was typed into the wrong one.
      'Passcode',
      'passcode',
      'otp',
    ),
  };
}

function show(
  context: Context<HostEnv>,
  services: EntraServices,
  provider: Provider,
  { username, isRefused }: { readonly username: string; readonly isRefused: boolean },
): Response {
  const locale = localeOf(context, services.simulator);
  const texts = federationTexts[locale.language];
  if (isRefused && provider.form === 'name-first') context.status(401);
  const { emptiesPassword } = services.simulator.scenarioOf(context.get('account')).signIn?.federation ?? {};
  const script = emptiesPassword === undefined ? '' : emptying(emptiesPassword);
  return page(context, locale, texts.title, forms[provider.form]({ texts, username, isRefused }) + script);
}

function askForMore(context: Context<HostEnv>, services: EntraServices, factor: OwnFactor): Response {
  const locale = localeOf(context, services.simulator);
  const texts = federationTexts[locale.language];
  return page(context, locale, texts.title, factorForms[factor](texts));
}

/** The statement about the account, in the form that goes back to Entra by itself. */
function handBack(
  context: Context<HostEnv>,
  services: EntraServices,
  provider: Provider,
  account: Account,
): Response {
  const locale = localeOf(context, services.simulator);
  const id = services.assertions.issue(account);
  const query = (name: string) => context.req.query(name) ?? '';
  const xml = `<saml:Assertion ID="${id}"><saml:NameID>${escapeHtml(account.username)}</saml:NameID></saml:Assertion>`;
  const { action, fields } = {
    wresult: {
      action: 'https://login.microsoftonline.com/login.srf',
      fields: {
        wa: 'wsignin1.0',
        wresult: `<t:RequestSecurityTokenResponse>${xml}</t:RequestSecurityTokenResponse>`,
        wctx: query('wctx'),
      },
    },
    SAMLResponse: {
      action: 'https://login.microsoftonline.com/login.srf',
      fields: {
        SAMLResponse: Buffer.from(`<samlp:Response>${xml}</samlp:Response>`).toString('base64'),
        RelayState: query('RelayState'),
      },
    },
    id_token: {
      action: 'https://login.microsoftonline.com/common/federation/oauth2',
      fields: {
        id_token: `${Buffer.from('{"alg":"none"}').toString('base64url')}.${id}.`,
        state: query('state'),
      },
    },
  }[provider.returns];
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}" />`,
  );
  const { working, signIn } = federationTexts[locale.language];
  return page(
    context,
    locale,
    working,
    `<form method="POST" name="hiddenform" action="${action}">${inputs.join('')}` +
      `<noscript><input type="submit" value="${signIn}" /></noscript></form>` +
      '<script>window.setTimeout("document.forms[0].submit()", 0);</script>',
  );
}

function page(context: Context<HostEnv>, { language, texts }: Locale, title: string, body: string): Response {
  context.header('cache-control', 'no-store, no-cache');
  return context.html(`<!DOCTYPE html>
<html lang="${language}"><head><meta charset="utf-8" /><title>${title}</title></head>
<body style="font-family:sans-serif;padding:2em">${body}
<p style="color:#888">${escapeHtml(texts.simulator)}</p></body></html>
`);
}
