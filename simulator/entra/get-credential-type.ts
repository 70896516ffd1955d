import type { Handler } from 'hono';
import { tenant } from '../accounts.ts';
import type { Room } from '../network/answer.ts';
import { readFields } from '../network/fields.ts';
import { apiAnswer } from './api-answer.ts';
import type { Desk } from './desk.ts';
import { federationRedirectUrl } from './federation.ts';

/** POST /common/GetCredentialType: what the page asks when Next is clicked (facts 6.2). */
export function getCredentialType(desk: Desk): Handler<Room> {
  return apiAnswer(desk, async context => {
    const fields = await readFields(context.req.raw);
    const username = fields.get('username');
    // Programs ask without a sign-in under way, too.
    const flow =
      fields.get('flowToken') === ''
        ? undefined
        : desk.flows.find({
            flowToken: fields.get('flowToken'),
            ctx: fields.get('originalRequest'),
            canary: context.req.header('canary') ?? '',
          });
    const account = desk.world.accountNamed(username);
    context.set('account', account);
    desk.world.journal.write('getCredentialType', { account: username, ok: account !== undefined });

    return {
      ...credentialTypeOf(desk, username, flow?.ctx),
      ...(flow === undefined ? {} : { FlowToken: desk.flows.issue(flow), apiCanary: flow.apiCanary }),
    };
  });
}

/** What Entra knows of a user name before anything is proven. Also in `$Config` when there was a login_hint. */
export function credentialTypeOf(desk: Desk, username: string, ctx = ''): Record<string, unknown> {
  const account = desk.world.accountNamed(username);
  const domain = username.split('@')[1]?.toLowerCase() ?? '';
  const provider = desk.world.providerOf(account);
  const { personal, asksTenant, passwordlessPush: push } = desk.world.scenarioOf(account);
  const ours = tenant.domains.some(known => known === domain);
  return {
    Username: username,
    Display: username,
    IfExistsResult: account === undefined ? 1 : personal === undefined ? 0 : personal === 'both' ? 6 : 5,
    IsUnmanaged: !ours,
    ThrottleStatus: 0,
    Credentials: {
      PrefCredential: provider !== undefined ? 4 : push === undefined ? 1 : 2,
      HasPassword: push !== 'only',
      HasRemoteNGC: push !== undefined,
      RemoteNgcParams:
        push === undefined ? null : { SessionIdentifier: desk.world.token(12), Entropy: 42, DefaultType: 2 },
      FidoParams: null,
      QrCodePinParams: null,
      SasParams: null,
      CertAuthParams: null,
      GoogleParams: null,
      FacebookParams: null,
      ...(provider === undefined
        ? {}
        : { FederationRedirectUrl: federationRedirectUrl(provider, username, ctx) }),
    },
    EstsProperties: { UserTenantBranding: null, DomainType: provider !== undefined ? 4 : ours ? 3 : 1 },
    IsSignupDisallowed: true,
    // Ours, not Microsoft's: they tell the page which way to play.
    ...(personal === 'strays' ? { fGoesToConsumer: true } : {}),
    ...(asksTenant ? { fAsksTenant: true } : {}),
  };
}
