import type { Handler } from 'hono';
import { type Account, guid, tenant } from '../accounts.ts';
import type { HostEnv } from '../network/answer.ts';
import { readFields } from '../network/fields.ts';
import type { FirstFactor } from '../scenarios/scenario.ts';
import { apiAnswer } from './api-answer.ts';
import { federationRedirectUrl } from './federation.ts';
import { firstFactorsOf } from './first-factors.ts';
import type { EntraServices } from './services.ts';

/** POST /common/GetCredentialType: what the page asks when Next is clicked (facts 6.2). */
export function getCredentialType(services: EntraServices): Handler<HostEnv> {
  return apiAnswer(services, async context => {
    const fields = await readFields(context.req.raw);
    const username = fields.get('username');
    // Programs also ask outside of a sign-in.
    const flow =
      fields.get('flowToken') === ''
        ? undefined
        : services.flows.find({
            flowToken: fields.get('flowToken'),
            ctx: fields.get('originalRequest'),
            canary: context.req.header('canary') ?? '',
          });
    const account = services.simulator.accountNamed(username);
    context.set('account', account);
    if (flow !== undefined) flow.username = account?.username;
    services.simulator.journal.write('getCredentialType', { account: username, ok: account !== undefined });

    return {
      ...credentialTypeOf(services, username, flow?.ctx),
      ...(flow === undefined ? {} : { FlowToken: services.flows.issue(flow), apiCanary: flow.apiCanary }),
    };
  });
}

/** How GetCredentialType numbers what a sign-in begins with (facts 6.2). */
const numbers: Readonly<Record<FirstFactor, number>> = {
  password: 1,
  push: 2,
  passkey: 7,
  accessPass: 13,
  certificate: 15,
};

function credentialsOf(
  services: EntraServices,
  account: Account | undefined,
  ctx: string,
): Record<string, unknown> {
  const factors = account === undefined ? ['password' as const] : firstFactorsOf(services, account);
  const { signIn } = services.simulator.scenarioOf(account);
  const preferred = signIn?.firstFactors === undefined ? account?.preferred : factors[0];
  const provider = services.simulator.providerOf(account);
  const has = (factor: FirstFactor) => factors.includes(factor);
  return {
    PrefCredential: provider === undefined ? numbers[preferred ?? 'password'] : 4,
    HasPassword: has('password'),
    HasFido: has('passkey'),
    HasRemoteNGC: has('push'),
    HasAccessPass: has('accessPass'),
    RemoteNgcParams: has('push')
      ? { SessionIdentifier: guid(services.simulator.random), Entropy: 42, DefaultType: 1 }
      : null,
    FidoParams: has('passkey') && account ? { AllowList: services.passkeys.of(account) } : null,
    QrCodePinParams: null,
    SasParams: null,
    CertAuthParams: has('certificate')
      ? { CertAuthUrl: `https://certauth.login.microsoftonline.com/${tenant.id}/certauth` }
      : null,
    GoogleParams: null,
    FacebookParams: null,
    ...(provider === undefined || account === undefined
      ? {}
      : { FederationRedirectUrl: federationRedirectUrl(provider, account.username, ctx) }),
  };
}

/** What Entra knows of a user name before anything is proven. Also in `$Config` when there was a login_hint. */
export function credentialTypeOf(
  services: EntraServices,
  username: string,
  ctx = '',
): Record<string, unknown> {
  const account = services.simulator.accountNamed(username);
  const domain = username.split('@')[1]?.toLowerCase() ?? '';
  const provider = services.simulator.providerOf(account);
  const { personal, asksTenant, isNameUnknown } = services.simulator.scenarioOf(account).signIn ?? {};
  const ours = tenant.domains.some(known => known === domain);
  return {
    Username: username,
    Display: username,
    IfExistsResult:
      account === undefined || isNameUnknown ? 1 : personal === undefined ? 0 : personal === 'both' ? 6 : 5,
    IsUnmanaged: !ours,
    ThrottleStatus: 0,
    Credentials: credentialsOf(services, account, ctx),
    EstsProperties: { UserTenantBranding: null, DomainType: provider !== undefined ? 4 : ours ? 3 : 1 },
    IsSignupDisallowed: true,
    // Ours, not Microsoft's: they choose how the page goes on.
    ...(personal === 'strays' ? { fGoesToConsumer: true } : {}),
    ...(asksTenant ? { fAsksTenant: true } : {}),
  };
}
