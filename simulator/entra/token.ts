import { createHash } from 'node:crypto';
import type { Context, Handler } from 'hono';
import { guid, tenant } from '../accounts.ts';
import { signInOrigin } from '../clouds.ts';
import type { HostEnv } from '../network/answer.ts';
import { type Fields, readFields } from '../network/fields.ts';
import { stampHeaders } from './config.ts';
import { type ErrorCode, errorTimestamp, isErrorCode, serviceMessage } from './errors.ts';
import type { Grant } from './grants.ts';
import { judgePassword } from './login.ts';
import type { EntraServices } from './services.ts';

/**
 * POST /{tenant}/oauth2/v2.0/token: an application changes its code or refresh token into tokens, a user's password where
 * no second factor is asked for, or its own secret into one for itself. No other grant is served.
 */
export function token(services: EntraServices): Handler<HostEnv> {
  return async context => {
    const fields = await readFields(context.req.raw);
    context.header('access-control-allow-origin', context.req.header('origin') ?? '*');
    context.header('cache-control', 'no-store, no-cache');
    switch (fields.get('grant_type')) {
      case 'client_credentials':
        return applicationToken(context, services, fields);
      case 'authorization_code':
        return codeToken(context, services, fields);
      case 'refresh_token':
        return refreshedToken(context, services, fields);
      case 'password':
        return passwordToken(context, services, fields);
      default:
        return refuse(context, services, 'unsupported_grant_type', '70003');
    }
  };
}

function codeToken(
  context: Context<HostEnv>,
  services: EntraServices,
  fields: Fields,
): Response | Promise<Response> {
  const grant = services.grants.redeem(fields.get('code'));
  if (
    grant === undefined ||
    grant.clientId !== fields.get('client_id') ||
    grant.redirectUri !== fields.get('redirect_uri') ||
    !isVerified(grant.codeChallenge, fields.get('code_verifier'))
  ) {
    return refuse(context, services, 'invalid_grant', '70000');
  }
  return userTokens(context, services, grant);
}

function refreshedToken(
  context: Context<HostEnv>,
  services: EntraServices,
  fields: Fields,
): Response | Promise<Response> {
  const grant = services.grants.findRefreshToken(fields.get('refresh_token'));
  if (grant === undefined || grant.clientId !== fields.get('client_id')) {
    return refuse(context, services, 'invalid_grant', '70000');
  }
  return userTokens(context, services, {
    ...grant,
    nonce: undefined,
    scope: fields.get('scope') || grant.scope,
  });
}

/** There is no page here that could ask for a second factor: an account that has one is refused (facts 7.3). */
function passwordToken(
  context: Context<HostEnv>,
  services: EntraServices,
  fields: Fields,
): Response | Promise<Response> {
  const { simulator } = services;
  const username = fields.get('username');
  const account = simulator.accountNamed(username);
  context.set('account', account);
  const refused = judgePassword(services, account, fields.get('password'));
  simulator.journal.write('password', {
    account: username,
    ok: refused === undefined,
    ...(refused === undefined ? {} : { detail: refused }),
  });
  if (refused !== undefined || account === undefined) {
    return refuse(
      context,
      services,
      'invalid_grant',
      refused !== undefined && isErrorCode(refused) ? refused : '50126',
    );
  }
  const proofs = simulator.scenarioOf(account).signIn?.proofs ?? account.proofs;
  if (proofs.length > 0) return refuse(context, services, 'invalid_grant', '50076');
  return userTokens(context, services, {
    account,
    clientId: fields.get('client_id'),
    redirectUri: '',
    sessionId: guid(simulator.random),
    nonce: undefined,
    scope: fields.get('scope'),
    codeChallenge: undefined,
  });
}

async function userTokens(
  context: Context<HostEnv>,
  services: EntraServices,
  grant: Omit<Grant, 'at'>,
): Promise<Response> {
  const { account, clientId, nonce, sessionId, scope } = grant;
  stampHeaders(context, services);
  return context.json({
    token_type: 'Bearer',
    scope,
    expires_in: 3599,
    ext_expires_in: 3599,
    expires_on: String(Math.floor(services.simulator.clock() / 1000) + 3599),
    access_token: await services.signer.accessToken(account, clientId, scope),
    refresh_token: services.grants.issueRefreshToken(grant),
    id_token: await services.signer.idToken(signInOrigin(context), {
      account,
      clientId,
      nonce,
      code: undefined,
      sessionId,
    }),
  });
}

/** Everything that the one application of the tenant has been granted (facts 6.4, 6.5). */
const granted = ['Organization.Read.All', 'ServiceHealth.Read.All', 'AuditLog.Read.All', 'Policy.Read.All'];

async function applicationToken(
  context: Context<HostEnv>,
  services: EntraServices,
  fields: Fields,
): Promise<Response> {
  const { application, signer, simulator } = services;
  const { applicationError, applicationRoles = granted } = simulator.scenarioOf(undefined).graph ?? {};
  const [, resource] = /^(https:\/\/[^/]+)\/\.default$/.exec(fields.get('scope')) ?? [];
  const ofTenant = context.req.param('tenant')?.toLowerCase() ?? '';
  const known: readonly string[] = [tenant.id, ...tenant.domains];
  if (!known.includes(ofTenant)) return refuse(context, services, 'invalid_request', '90002');
  if (fields.get('client_id') !== application.clientId)
    return refuse(context, services, 'unauthorized_client', '700016');
  if (fields.get('client_secret') !== application.clientSecret)
    return refuse(context, services, 'invalid_client', '7000215', 401);
  if (applicationError !== undefined)
    return refuse(context, services, 'invalid_client', applicationError, 401);
  if (resource === undefined) return refuse(context, services, 'invalid_scope', '70011');
  stampHeaders(context, services);
  return context.json({
    token_type: 'Bearer',
    expires_in: 3599,
    ext_expires_in: 3599,
    access_token: await signer.applicationToken(application.clientId, resource, applicationRoles),
  });
}

function isVerified(challenge: string | undefined, verifier: string): boolean {
  if (challenge === undefined) return true;
  return createHash('sha256').update(verifier).digest('base64url') === challenge;
}

function refuse(
  context: Context<HostEnv>,
  services: EntraServices,
  error: string,
  code: ErrorCode,
  status: 400 | 401 = 400,
): Response {
  const requestId = stampHeaders(context, services);
  const at = services.simulator.clock();
  const correlationId = guid(services.simulator.random);
  services.simulator.journal.write('rejected', { ok: false, detail: code });
  return context.json(
    {
      error,
      error_description: serviceMessage(code, { requestId, correlationId, at }),
      error_codes: [Number(code)],
      timestamp: errorTimestamp(at),
      trace_id: requestId,
      correlation_id: correlationId,
    },
    status,
  );
}
