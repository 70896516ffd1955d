import { createHash } from 'node:crypto';
import { exportJWK, generateKeyPair, type JSONWebKeySet, type JWTPayload, SignJWT } from 'jose';
import { type Account, guid, tenant } from '../accounts.ts';
import type { SimulatorContext } from '../simulator-context.ts';

/** The issuer that the tokens of a cloud's sign-in host name, and that its discovery document announces. */
export const issuerAt = (origin: string): string => `${origin}/${tenant.id}/v2.0`;

/** Of tokens that one resource takes. */
const issuerOfResources = `https://sts.windows.net/${tenant.id}/`;

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
  /** What all tokens have in common. */
  const begin = (claims: JWTPayload) => {
    const now = Math.floor(simulator.clock() / 1000);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
      .setIssuedAt(now)
      .setExpirationTime(now + lifetimeSeconds);
  };
  return {
    keys,
    idToken(origin, { account, clientId, nonce, code, sessionId }) {
      return begin({
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
        .setIssuer(issuerAt(origin))
        .setAudience(clientId)
        .setSubject(createHash('sha256').update(`${account.id} ${clientId}`).digest('base64url'))
        .setNotBefore(Math.floor(simulator.clock() / 1000))
        .sign(privateKey);
    },
    applicationToken(clientId, audience, roles) {
      return begin({ appid: clientId, idtyp: 'app', tid: tenant.id, roles })
        .setIssuer(issuerOfResources)
        .setAudience(audience)
        .setSubject(clientId)
        .sign(privateKey);
    },
    accessToken(account, clientId, scope) {
      const { id: oid, username: upn } = account;
      return begin({ appid: clientId, tid: tenant.id, oid, upn, unique_name: upn, scp: scope })
        .setIssuer(issuerOfResources)
        .setAudience('https://graph.microsoft.com')
        .sign(privateKey);
    },
  };
}

/** OpenID Connect's half hash, by which an id token vouches for the code beside it. */
export function codeHash(code: string): string {
  return createHash('sha256').update(code).digest().subarray(0, 16).toString('base64url');
}
