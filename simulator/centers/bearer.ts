import type { Context } from 'hono';
import { createLocalJWKSet, jwtVerify } from 'jose';
import type { EntraServices } from '../entra/services.ts';
import type { HostEnv } from '../network/answer.ts';
import type { Center } from './center.ts';
import type { Visitor } from './portal-sessions.ts';

/** Who a data call comes from, by the token that the browser has got for itself. */
export async function bearerOf(
  context: Context<HostEnv>,
  { signer, simulator }: EntraServices,
  { clientId }: Center,
): Promise<Visitor | undefined> {
  const [, token = ''] = /^Bearer (.+)$/.exec(context.req.header('authorization') ?? '') ?? [];
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(signer.keys), {
      algorithms: ['RS256'],
      requiredClaims: ['exp', 'oid'],
      currentDate: new Date(simulator.clock()),
    });
    const account = simulator.accounts.find(({ id }) => id === payload['oid']);
    if (account === undefined || payload['appid'] !== clientId) return undefined;
    context.set('account', account);
    return { account, isExpired: false };
  } catch {
    return undefined;
  }
}
