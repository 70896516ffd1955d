import { type Context, Hono } from 'hono';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { type Account, guid, tenant } from '../accounts.ts';
import type { EntraServices } from '../entra/services.ts';
import { answer, type HostApp, type HostEnv } from '../network/answer.ts';
import type { AuthMethod, Issue, ServiceId } from '../scenarios/scenario.ts';
import type { SimulatorContext } from '../simulator-context.ts';
import type { LoggedSignIn } from './sign-in-log.ts';

/** Microsoft Graph, as far as an application reads it: the organisation, service health, the sign-in log (facts 6.4, 6.5). */
export function createGraph(services: EntraServices): HostApp {
  const { simulator } = services;
  const app = new Hono<HostEnv>();

  const serveObject = (path: string, role: string, read: (context: Context<HostEnv>) => object) =>
    app.get(
      path,
      answer(simulator, 'graph', async context => {
        const roles = await rolesOf(context, services);
        simulator.journal.write('application', { ok: roles?.includes(role) === true, detail: path });
        if (roles === undefined) return refuse(context, services, 401, 'InvalidAuthenticationToken');
        if (!roles.includes(role)) return refuse(context, services, 403, 'Forbidden');
        const { origin, pathname } = new URL(context.req.url);
        return context.json({
          '@odata.context': `${origin}/v1.0/$metadata#${pathname.replace('/v1.0/', '')}`,
          ...read(context),
        });
      }),
    );
  const serve = (path: string, role: string, read: (context: Context<HostEnv>) => object[]) =>
    serveObject(path, role, context => ({ value: read(context) }));

  serve('/v1.0/organization', 'Organization.Read.All', () => [
    {
      id: tenant.id,
      displayName: tenant.name,
      verifiedDomains: tenant.domains.map(name => ({ name, isDefault: name === tenant.domain })),
    },
  ]);
  serve('/v1.0/admin/serviceAnnouncement/healthOverviews', 'ServiceHealth.Read.All', context =>
    healthOverviews(simulator, context.req.query('$expand') === 'issues'),
  );
  serve('/v1.0/admin/serviceAnnouncement/issues', 'ServiceHealth.Read.All', () =>
    (simulator.scenarioOf(undefined).graph?.issues ?? []).map(issue => formatIssue(issue, simulator.clock())),
  );
  serve('/v1.0/auditLogs/signIns', 'AuditLog.Read.All', context => {
    const [, correlationId = ''] =
      /^correlationId eq '([\da-f-]{36})'$/.exec(context.req.query('$filter') ?? '') ?? [];
    return services.signInLog.find(correlationId).map(formatSignIn);
  });
  serve('/v1.0/reports/authenticationMethods/userRegistrationDetails', 'AuditLog.Read.All', context => {
    const [, name = ''] = /^userPrincipalName eq '(.+)'$/.exec(context.req.query('$filter') ?? '') ?? [];
    const account = simulator.accountNamed(name.replaceAll("''", "'"));
    return account === undefined ? [] : [registrationsOf(account)];
  });
  serveObject('/v1.0/policies/authenticationMethodsPolicy', 'Policy.Read.All', () =>
    methodsPolicy(simulator),
  );
  app.notFound(context => refuse(context, services, 404, 'ResourceNotFound'));
  return app;
}

/** Some services of the health overview, by the ids that it has (facts 6.4). */
const serviceNames: Readonly<Record<ServiceId, string>> = {
  OrgLiveID: 'Identity Service',
  OSDPPlatform: 'Microsoft 365 suite',
  Exchange: 'Exchange Online',
  SharePoint: 'SharePoint Online',
};

function healthOverviews(simulator: SimulatorContext, isExpanded: boolean): object[] {
  const { issues = [] } = simulator.scenarioOf(undefined).graph ?? {};
  return Object.entries(serviceNames).map(([id, service]) => {
    const theirs = issues.filter(issue => issue.service === id);
    const open = theirs.find(({ isResolved }) => !isResolved);
    return {
      service,
      id,
      status: open?.status ?? 'serviceOperational',
      ...(isExpanded && { issues: theirs.map(issue => formatIssue(issue, simulator.clock())) }),
    };
  });
}

/** The policy of the tenant, with its registration campaign (facts 2.13). */
function methodsPolicy(simulator: SimulatorContext): object {
  const { campaign = 'disabled' } = simulator.scenarioOf(undefined).graph ?? {};
  const group = { id: guid(simulator.random), targetType: 'group' };
  const everybody = simulator.accounts.map(({ id }) => ({ id, targetType: 'user' }));
  return {
    id: 'authenticationMethodsPolicy',
    registrationEnforcement: {
      authenticationMethodsRegistrationCampaign: {
        snoozeDurationInDays: 1,
        state: campaign === 'excludes everybody' ? 'enabled' : campaign,
        excludeTargets: campaign === 'excludes everybody' ? everybody : [group],
        includeTargets: [
          { id: 'all_users', targetType: 'group', targetedAuthenticationMethod: 'microsoftAuthenticator' },
        ],
      },
    },
  };
}

/** What the report of registrations calls the methods of an account. */
const methodNames: Readonly<Record<AuthMethod, string>> = {
  PhoneAppOTP: 'softwareOneTimePasscode',
  PhoneAppNotification: 'microsoftAuthenticatorPush',
  OneWaySMS: 'mobilePhone',
  TwoWayVoiceMobile: 'mobilePhone',
  FidoKey: 'fido2SecurityKey',
};

function registrationsOf({ id, username, proofs, firstFactors, roles }: Account): object {
  const passkey = firstFactors.includes('passkey') ? ['passKeyDeviceBound'] : [];
  return {
    id,
    userPrincipalName: username,
    isAdmin: roles.length > 0,
    methodsRegistered: [...new Set([...proofs.map(proof => methodNames[proof]), ...passkey])],
    isSystemPreferredAuthenticationMethodEnabled: true,
  };
}

const hour = 60 * 60 * 1000;

function formatIssue(issue: Issue, now: number): object {
  const { classification, id, isResolved, service, status, title } = issue;
  const startedAt = now - hour;
  return {
    id,
    title,
    service: serviceNames[service],
    classification,
    status,
    isResolved,
    startDateTime: new Date(startedAt).toISOString(),
    lastModifiedDateTime: new Date(startedAt + hour / 2).toISOString(),
    endDateTime: isResolved ? new Date(startedAt + hour / 2).toISOString() : null,
    origin: 'microsoft',
    feature: 'Sign-in',
    featureGroup: 'Access',
    impactDescription: 'Users may be unable to sign in.',
    highImpact: null,
    details: [],
    posts: [],
  };
}

function formatSignIn({ at, correlationId, errorCode, id, username }: LoggedSignIn): object {
  return {
    id,
    createdDateTime: new Date(at).toISOString(),
    correlationId,
    userPrincipalName: username,
    conditionalAccessStatus: 'notApplied',
    status: {
      errorCode,
      failureReason: errorCode === 0 ? 'Other.' : `Reason of ${errorCode}.`,
      additionalDetails: null,
    },
  };
}

/** The application permissions in a token of this tenant for this host; nothing where there is no such token. */
async function rolesOf(
  context: Context<HostEnv>,
  { signer, simulator }: EntraServices,
): Promise<string[] | undefined> {
  const [, token = ''] = /^Bearer (.+)$/.exec(context.req.header('authorization') ?? '') ?? [];
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(signer.keys), {
      algorithms: ['RS256'],
      audience: `https://${new URL(context.req.url).hostname}`,
      requiredClaims: ['exp', 'roles'],
      currentDate: new Date(simulator.clock()),
    });
    return payload['roles'] as string[];
  } catch {
    return undefined;
  }
}

function refuse(
  context: Context<HostEnv>,
  { simulator }: EntraServices,
  status: 401 | 403 | 404,
  code: string,
): Response {
  const date = new Date(simulator.clock()).toISOString().slice(0, 19);
  const requestId = guid(simulator.random);
  return context.json(
    {
      error: {
        code,
        message: 'Refused.',
        innerError: { date, 'request-id': requestId, 'client-request-id': requestId },
      },
    },
    status,
  );
}
