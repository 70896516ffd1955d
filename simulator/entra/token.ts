import { createHash } from 'node:crypto';
import type { Context, Handler } from 'hono';
import { guid, tenant } from '../accounts.ts';
import { signInOrigin } from '../clouds.ts';
import type { Room } from '../network/answer.ts';
import { type Fields, readFields } from '../network/fields.ts';
import { stampHeaders } from './config.ts';
import type { Desk } from './desk.ts';
import { type ErrorCode, errorTimestamp, serviceMessage } from './errors.ts';

/**
 * POST /{tenant}/oauth2/v2.0/token: an application changes its code into tokens, or its own secret into one for itself.
 * No other grant is served.
 */
export function token(desk: Desk): Handler<Room> {
  return async context => {
    const fields = await readFields(context.req.raw);
    context.header('access-control-allow-origin', context.req.header('origin') ?? '*');
    context.header('cache-control', 'no-store, no-cache');
    if (fields.get('grant_type') === 'client_credentials') return applicationToken(context, desk, fields);
    if (fields.get('grant_type') !== 'authorization_code') {
      return refuse(context, desk, 'unsupported_grant_type', '70003');
    }
    const grant = desk.grants.redeem(fields.get('code'));
    if (
      grant === undefined ||
      grant.clientId !== fields.get('client_id') ||
      grant.redirectUri !== fields.get('redirect_uri') ||
      !isVerified(grant.codeChallenge, fields.get('code_verifier'))
    ) {
      return refuse(context, desk, 'invalid_grant', '70000');
    }

    const { account, clientId, nonce, sessionId, scope } = grant;
    stampHeaders(context, desk);
    return context.json({
      token_type: 'Bearer',
      scope,
      expires_in: 3599,
      ext_expires_in: 3599,
      expires_on: String(Math.floor(desk.world.clock() / 1000) + 3599),
      access_token: await desk.signer.accessToken(account, clientId, scope),
      refresh_token: `1.AWMB${desk.world.token(120)}`,
      id_token: await desk.signer.idToken(signInOrigin(context), {
        account,
        clientId,
        nonce,
        code: undefined,
        sessionId,
      }),
    });
  };
}

/** Everything that the one application of the tenant has been granted (facts 6.4, 6.5). */
const granted = ['Organization.Read.All', 'ServiceHealth.Read.All', 'AuditLog.Read.All'];

async function applicationToken(context: Context<Room>, desk: Desk, fields: Fields): Promise<Response> {
  const { application, signer, world } = desk;
  const { applicationError, applicationRoles = granted } = world.scenarioOf(undefined);
  const [, resource] = /^(https:\/\/[^/]+)\/\.default$/.exec(fields.get('scope')) ?? [];
  const ofTenant = context.req.param('tenant')?.toLowerCase() ?? '';
  const known: readonly string[] = [tenant.id, ...tenant.domains];
  if (!known.includes(ofTenant)) return refuse(context, desk, 'invalid_request', '90002');
  if (fields.get('client_id') !== application.clientId)
    return refuse(context, desk, 'unauthorized_client', '700016');
  if (fields.get('client_secret') !== application.clientSecret)
    return refuse(context, desk, 'invalid_client', '7000215', 401);
  if (applicationError !== undefined) return refuse(context, desk, 'invalid_client', applicationError, 401);
  if (resource === undefined) return refuse(context, desk, 'invalid_scope', '70011');
  stampHeaders(context, desk);
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
  context: Context<Room>,
  desk: Desk,
  error: string,
  code: ErrorCode,
  status: 400 | 401 = 400,
): Response {
  const requestId = stampHeaders(context, desk);
  const at = desk.world.clock();
  const correlationId = guid(desk.world.random);
  desk.world.journal.write('rejected', { ok: false, detail: code });
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
