import { createPrivateKey, X509Certificate } from 'node:crypto';
import { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { BrowserContextOptions } from '@playwright/test';
import type { Account, ClientCertificate } from '../../domain/account.ts';
import { signInHosts } from '../../domain/cloud.ts';
import { orNothing } from '../../platform/or-nothing.ts';

export type ClientCertificates = NonNullable<BrowserContextOptions['clientCertificates']>;

/**
 * The certificate for the `certauth` hosts of the account's cloud, as a browser context takes it.
 *
 * In a context that holds a certificate, Playwright 1.64.1 lets the browser accept every server, and checks only the
 * ones that are listed here, itself. So the hosts that get something are listed as well: the sign-in's
 * and the center's. They do not ask for a certificate.
 * @param hosts of the center
 */
export function clientCertificates(account: Account, hosts: readonly string[]): ClientCertificates {
  const { certificate: held, cloud } = account;
  if (held === undefined) return [];
  const signIn = signInHosts[cloud];
  const certauth = `certauth.${signIn}`;
  const tenants = held.tenantId === undefined ? [] : [`t${held.tenantId}.${certauth}`];
  return [...new Set([certauth, ...tenants, signIn, ...hosts])].map(host => ({
    origin: `https://${host}`,
    ...tlsOptions(held),
  }));
}

/**
 * OpenSSL's own messages are for its developers.
 * @throws Error, without anything secret in it, when certificate, key and passphrase do not fit together
 */
export function checkCertificate(held: ClientCertificate): void {
  const { pfx, cert, key, passphrase } = tlsOptions(held);
  const locked = passphrase === undefined ? '' : ' with this passphrase';
  if (pfx !== undefined) {
    if (orNothing(() => createSecureContext({ pfx, passphrase })) === undefined)
      throw new Error(`it is not a PFX (PKCS #12) file that can be opened${locked}`);
    return;
  }
  const certificateRead = orNothing(() => new X509Certificate(cert ?? ''));
  if (certificateRead === undefined) throw new Error('it is not a certificate in PEM');
  const keyRead = orNothing(() => createPrivateKey({ key: key ?? '', passphrase }));
  if (keyRead === undefined) throw new Error(`its key is not a key in PEM that can be opened${locked}`);
  if (!certificateRead.checkPrivateKey(keyRead))
    throw new Error('its key does not belong to the certificate');
}

/** From when until when the certificate is valid, ISO 8601; nothing for one that cannot be opened. */
export function validityOf(held: ClientCertificate): { since: string; expiresAt: string } | undefined {
  const { pfx, cert, passphrase } = tlsOptions(held);
  const read = orNothing(() =>
    pfx === undefined ? new X509Certificate(cert ?? '') : certificateIn(pfx, passphrase),
  );
  return read && { since: read.validFromDate.toISOString(), expiresAt: read.validToDate.toISOString() };
}

/** Node opens a PFX for TLS alone: a socket that goes nowhere is asked which certificate it would show. */
function certificateIn(pfx: Buffer, passphrase: string | undefined): X509Certificate | undefined {
  const nowhere = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  const secureContext = createSecureContext({ pfx, passphrase });
  const socket = new TLSSocket(nowhere, { isServer: true, secureContext });
  try {
    return socket.getX509Certificate();
  } finally {
    socket.destroy();
  }
}

function tlsOptions({ form, passphrase }: ClientCertificate) {
  return {
    ...('pfx' in form
      ? { pfx: Buffer.from(form.pfx.reveal(), 'base64') }
      : { cert: Buffer.from(form.cert.reveal()), key: Buffer.from(form.key.reveal()) }),
    passphrase: passphrase?.reveal(),
  } as { pfx?: Buffer; cert?: Buffer; key?: Buffer; passphrase?: string };
}
