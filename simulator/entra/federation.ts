import type { Handler } from 'hono';
import type { Provider } from '../federation/providers.ts';
import type { HostEnv } from '../network/answer.ts';
import { type Fields, readFields } from '../network/fields.ts';
import { SignInError } from './errors.ts';
import { showNext } from './screens.ts';
import type { EntraServices } from './services.ts';

/** The URL at the identity provider of a federated account; it carries the context of the sign-in. */
export function federationRedirectUrl(
  { host, path, returns }: Provider,
  username: string,
  ctx: string,
): string {
  const back = `estsredirect=2&estsrequest=${ctx}`;
  const requests: Record<typeof returns, Record<string, string>> = {
    wresult: { wa: 'wsignin1.0', wtrealm: 'urn:federation:MicrosoftOnline', wctx: back },
    SAMLResponse: { SAMLRequest: Buffer.from('<samlp:AuthnRequest/>').toString('base64'), RelayState: back },
    id_token: { response_type: 'id_token', response_mode: 'form_post', scope: 'openid', state: back },
  };
  return `https://${host}${path}?${new URLSearchParams({ username, ...requests[returns] })}`;
}

/** POST /login.srf and /common/federation/oauth2: the answer of an identity provider (facts 2.19). */
export function federationHandBack(services: EntraServices): Handler<HostEnv> {
  return async context => {
    const fields = await readFields(context.req.raw);
    const back = fields.get('wctx') || fields.get('RelayState') || fields.get('state');
    const flow = services.flows.withContext(new URLSearchParams(back).get('estsrequest') ?? '');
    const account = services.assertions.redeem(statementOf(fields));
    context.set('account', account);
    const { answer } = services.simulator.scenarioOf(account).signIn?.federation ?? {};
    if (account === undefined || answer === 'refused') throw new SignInError('50008', flow.correlationId);
    const provider = services.simulator.providerOf(account);
    if (answer === 'forgotten' && provider) {
      const ctx = new URLSearchParams(back).get('estsrequest') ?? '';
      return context.redirect(federationRedirectUrl(provider, account.username, ctx), 302);
    }
    flow.account = account;
    flow.passwordAccepted = true;
    return showNext(context, services, flow);
  };
}

function statementOf(fields: Fields): string {
  const xml = fields.get('wresult') || Buffer.from(fields.get('SAMLResponse'), 'base64').toString();
  return /<saml:Assertion ID="([^"]+)"/.exec(xml)?.[1] ?? fields.get('id_token').split('.')[1] ?? '';
}
