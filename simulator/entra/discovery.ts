import type { Handler } from 'hono';
import { guid, tenant } from '../accounts.ts';
import { cloudInstanceAt, signInOrigin } from '../clouds.ts';
import type { HostEnv } from '../network/answer.ts';
import { isKnownTenant } from './authorize.ts';
import { stampHeaders } from './config.ts';
import { errorTimestamp, serviceMessage } from './errors.ts';
import type { EntraServices } from './services.ts';

/** GET /{tenant}/v2.0/.well-known/openid-configuration: the cheapest "is Entra up from here" (facts 6.3). */
export function openidConfiguration(services: EntraServices): Handler<HostEnv> {
  return context => {
    const segment = context.req.param('tenant') ?? '';
    const requestId = stampHeaders(context, services);
    if (!isKnownTenant(segment)) {
      const at = services.simulator.clock();
      const correlationId = guid(services.simulator.random);
      return context.json(
        {
          error: 'invalid_tenant',
          error_description: serviceMessage('90002', { requestId, correlationId, at }),
          error_codes: [90002],
          timestamp: errorTimestamp(at),
          trace_id: requestId,
          correlation_id: correlationId,
          error_uri: 'https://login.microsoftonline.com/error?code=90002',
        },
        400,
      );
    }
    const anyTenant = segment === 'common' || segment === 'organizations';
    const origin = signInOrigin(context);
    const base = `${origin}/${anyTenant ? segment : tenant.id}`;
    return context.json({
      token_endpoint: `${base}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
      jwks_uri: `${base}/discovery/v2.0/keys`,
      response_modes_supported: ['query', 'fragment', 'form_post'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
      issuer: `${origin}/${anyTenant ? '{tenantid}' : tenant.id}/v2.0`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      tenant_region_scope: 'AS',
      cloud_instance_name: cloudInstanceAt(origin),
    });
  };
}

/** GET /{tenant}/discovery/v2.0/keys: what the tokens are signed with. */
export function signingKeys(services: EntraServices): Handler<HostEnv> {
  return context => context.json(services.signer.keys);
}
