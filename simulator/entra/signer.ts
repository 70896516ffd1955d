import { createHash } from 'node:crypto';
import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';
import { type Account, guid, tenant } from '../accounts.ts';
import type { SimulatorContext } from '../simulator-context.ts';

/** The issuer that the tokens of a cloud's sign-in host name, and that its discovery document announces. */
export const issuerAt = (origin: string): string => `${origin}/${tenant.id}/v2.0`;

const lifetimeSeconds = 3600;

/** Signs tokens with a key that is new for each simulator. */
export interface Signer {
  readonly keys: JSONWebKeySet;
  /** @param origin of the sign-in host */
  idToken(
    origin: string,
    grant: {
      readonly account: Account;
      readonly clientId: string;
      readonly nonce: string | undefined;
      readonly code: string | undefined;
      readonly sessionId: string;
    },
  ): Promise<string>;
  /** A token of an application, for what it is allowed to read at one host. */
  applicationToken(clientId: string, audience: string, roles: readonly string[]): Promise<string>;
  /** A token that names the account, for a resource that does not exist: it grants nothing. */
  accessToken(account: Account, clientId: string, scope: string): Promise<string>;
}

/** Makes a signer with a fresh RSA key: RS256 is what Entra signs with. */
export async function createSigner(simulator: SimulatorContext): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { modulusLength: 2048 });
  const kid = simulator.token(20);
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid, use: 'sig', alg: 'RS256' }] };
  return {
    keys,
    idToken(origin, { account, clientId, nonce, code, sessionId }) {
      const now = Math.floor(simulator.clock() / 1000);
      return new SignJWT({
        ver: '2.0',
        tid: tenant.id,
        oid: account.id,
        sid: sessionId,
        name: account.displayName,
        preferred_username: account.username,
        uti: guid(simulator.random),
        ...(nonce === undefined ? {} : { nonce }),
        ...(code === undefined ? {} : { c_hash: codeHash(code) }),
      })
        .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
        .setIssuer(issuerAt(origin))
        .setAudience(clientId)
        .setSubject(createHash('sha256').update(`${account.id} ${clientId}`).digest('base64url'))
        .setIssuedAt(now)
        .setNotBefore(now)
        .setExpirationTime(now + lifetimeSeconds)
        .sign(privateKey);
    },
    applicationToken(clientId, audience, roles) {
      const now = Math.floor(simulator.clock() / 1000);
      return new SignJWT({ appid: clientId, idtyp: 'app', tid: tenant.id, roles })
        .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
        .setIssuer(`https://sts.windows.net/${tenant.id}/`)
        .setAudience(audience)
        .setSubject(clientId)
        .setIssuedAt(now)
        .setExpirationTime(now + lifetimeSeconds)
        .sign(privateKey);
    },
    accessToken(account, clientId, scope) {
      const now = Math.floor(simulator.clock() / 1000);
      const { username } = account;
      return new SignJWT({
        appid: clientId,
        tid: tenant.id,
        oid: account.id,
        upn: username,
        unique_name: username,
        scp: scope,
      })
        .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
        .setIssuer(`https://sts.windows.net/${tenant.id}/`)
        .setAudience('https://graph.microsoft.com')
        .setIssuedAt(now)
        .setExpirationTime(now + lifetimeSeconds)
        .sign(privateKey);
    },
  };
}

/** OpenID Connect's half hash, by which an id token vouches for the code beside it. */
export function codeHash(code: string): string {
  return createHash('sha256').update(code).digest().subarray(0, 16).toString('base64url');
}
