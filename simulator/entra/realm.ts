import type { Handler } from 'hono';
import { tenant } from '../accounts.ts';
import type { Room } from '../network/answer.ts';

/** GET /GetUserRealm.srf?login=…: whose domain is it? (facts 6.1) */
export const getUserRealm: Handler<Room> = context => {
  const login = context.req.query('login') ?? context.req.query('user') ?? '';
  const domain = ourDomain(login);
  return context.json(
    domain === undefined
      ? { State: 1, UserState: 1, Login: login, NameSpaceType: 'Unknown' }
      : {
          State: 4,
          UserState: 1,
          Login: login,
          NameSpaceType: 'Managed',
          DomainName: domain,
          FederationBrandName: tenant.name,
          CloudInstanceName: 'microsoftonline.com',
          CloudInstanceIssuerUri: 'urn:federation:MicrosoftOnline',
        },
  );
};

/** GET /common/userrealm/{upn}: the same question, asked by libraries (facts 6.1). */
export const userRealm: Handler<Room> = context => {
  const domain = ourDomain(context.req.param('upn') ?? '');
  return context.json(
    domain === undefined
      ? { ver: '1.0', account_type: 'Unknown', cloud_instance_name: 'microsoftonline.com' }
      : {
          ver: '1.0',
          account_type: 'Managed',
          domain_name: domain,
          cloud_instance_name: 'microsoftonline.com',
          cloud_audience_urn: 'urn:federation:MicrosoftOnline',
        },
  );
};

function ourDomain(upn: string): string | undefined {
  const domain = upn.split('@')[1]?.toLowerCase();
  return tenant.domains.find(known => known === domain);
}
