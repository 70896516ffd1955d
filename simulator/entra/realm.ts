import type { Context, Handler } from 'hono';
import { tenant } from '../accounts.ts';
import { cloudInstanceAt, signInOrigin } from '../clouds.ts';
import type { Provider } from '../federation/providers.ts';
import { answer, type HostEnv } from '../network/answer.ts';
import { federationRedirectUrl } from './federation.ts';
import type { EntraServices } from './services.ts';

/** GET /GetUserRealm.srf?login=…: whose domain is it? (facts 6.1) */
export function getUserRealm({ simulator }: EntraServices): Handler<HostEnv> {
  return answer(simulator, 'realm', context => {
    const login = context.req.query('login') ?? context.req.query('user') ?? '';
    const domain = ourDomain(login);
    const provider = simulator.providerOf(simulator.accountNamed(login));
    simulator.journal.write('realm', { account: login, ok: domain !== undefined });
    if (domain === undefined)
      return context.json({ State: 1, UserState: 1, Login: login, NameSpaceType: 'Unknown' });
    return context.json({
      ...(provider === undefined
        ? { State: 4, UserState: 1, NameSpaceType: 'Managed' }
        : {
            State: 3,
            UserState: 2,
            NameSpaceType: 'Federated',
            AuthURL: federationRedirectUrl(provider, login, ''),
          }),
      Login: login,
      DomainName: domain,
      FederationBrandName: tenant.name,
      CloudInstanceName: cloudOf(context),
      CloudInstanceIssuerUri: 'urn:federation:MicrosoftOnline',
    });
  });
}

/** GET /common/userrealm/{upn}: the same question, asked by libraries (facts 6.1). */
export function userRealm({ simulator }: EntraServices): Handler<HostEnv> {
  return context => {
    const upn = context.req.param('upn') ?? '';
    const domain = ourDomain(upn);
    const cloud = { ver: '1.0', cloud_instance_name: cloudOf(context) };
    if (domain === undefined) return context.json({ ...cloud, account_type: 'Unknown' });
    const provider = simulator.providerOf(simulator.accountNamed(upn));
    return context.json({
      ...cloud,
      account_type: provider === undefined ? 'Managed' : 'Federated',
      domain_name: domain,
      cloud_audience_urn: 'urn:federation:MicrosoftOnline',
      ...(provider && protocolOf(provider)),
    });
  };
}

const protocolOf = ({ returns, host, path }: Provider) => ({
  federation_protocol: { wresult: 'WSTrust', SAMLResponse: 'SAMLP', id_token: 'OpenIdConnect' }[returns],
  federation_active_auth_url: `https://${host}${path}`,
});

const cloudOf = (context: Context<HostEnv>): string => cloudInstanceAt(signInOrigin(context));

function ourDomain(upn: string): string | undefined {
  const domain = upn.split('@')[1]?.toLowerCase();
  return tenant.domains.find(known => known === domain);
}
