import type { Context, Handler } from 'hono';
import { createLocalJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { tenant } from '../accounts.ts';
import type { EntraServices } from '../entra/services.ts';
import { codeHash, issuerAt } from '../entra/signer.ts';
import type { HostEnv } from '../network/answer.ts';
import { readFields } from '../network/fields.ts';
import type { Center } from './center.ts';
import type { PortalSessions } from './portal-sessions.ts';

/** Entra's form post. Nothing in it is believed before it is checked. */
export function landing(services: EntraServices, center: Center, sessions: PortalSessions): Handler<HostEnv> {
  return async context => {
    const { simulator } = services;
    const fields = await readFields(context.req.raw);
    const hostname = new URL(context.req.url).hostname.replace(/\.mcas\.ms$/, '');

    const attempt = sessions.redeem(fields.get('state'));
    if (attempt === undefined || attempt.host !== hostname) return refuse(context, services, 'state');
    const claims = await verify(services, center, attempt.issuedAt, fields.get('id_token'));
    if (claims === undefined) return refuse(context, services, 'id_token');
    if (claims['nonce'] !== attempt.nonce) return refuse(context, services, 'nonce');
    const code = fields.get('code');
    if (claims['c_hash'] !== codeHash(code)) return refuse(context, services, 'c_hash');
    const grant = services.grants.redeem(code);
    if (grant === undefined || grant.clientId !== center.clientId || grant.account.id !== claims['oid']) {
      return refuse(context, services, 'code');
    }

    context.set('account', grant.account);
    simulator.journal.write('landing', { account: grant.account.username, ok: true });
    if (!simulator.scenarioOf(grant.account).centers?.forgetsSessions) sessions.start(context, grant.account);
    return context.redirect(attempt.returnTo, 302);
  };
}

async function verify(
  services: EntraServices,
  center: Center,
  origin: string,
  token: string,
): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(services.signer.keys), {
      issuer: issuerAt(origin),
      audience: center.clientId,
      algorithms: ['RS256'],
      requiredClaims: ['exp', 'nonce', 'oid'],
      currentDate: new Date(services.simulator.clock()),
    });
    return payload['tid'] === tenant.id ? payload : undefined;
  } catch {
    return undefined;
  }
}

function refuse(context: Context<HostEnv>, services: EntraServices, detail: string): Response {
  services.simulator.journal.write('landing', { ok: false, detail });
  context.header('cache-control', 'no-store, no-cache');
  return context.html(
    '<!DOCTYPE html><html lang="en"><head><title>Error</title></head><body style="font-family:sans-serif">' +
      '<div id="admin-error-container"><h1>Something went wrong</h1>' +
      '<p>We couldn’t sign you in to the admin center. Close the browser and try again.</p></div>' +
      '<p>Genkan simulator</p></body></html>',
    400,
  );
}
