import { createHash } from 'node:crypto';
// oxlint-disable-next-line import/no-unassigned-import -- it has to run before the next import
import 'reflect-metadata';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 24 * 60 * 60 * 1000;

/** A key and its certificate chain, as `node:tls` takes them. */
export interface Leaf {
  readonly key: string;
  readonly cert: string;
}

/** A certificate authority of one simulator; it is gone when that stops. */
export interface Authority {
  readonly pem: string;
  /** A certificate for one host, the authority's own sent along: Chromium can then trust the authority's key. */
  leaf(host: string): Promise<Leaf>;
  /** A client certificate for a user principal name. */
  client(upn: string): Promise<Leaf>;
}

/** Makes an authority. Its dates follow the real clock, as clients check them by theirs. */
export async function createAuthority(
  name: string,
  random: (bytes: number) => Uint8Array,
): Promise<Authority> {
  const keys = await newKeys();
  const validity = { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + 30 * day) };
  const certificate: X509Certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(random),
    name: `CN=${name}`,
    ...validity,
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const pem = `${certificate.toString('pem')}\n`;

  const issue = async (
    subject: string,
    alternative: JsonGeneralName,
    usage: ExtendedKeyUsage,
  ): Promise<Leaf> => {
    const own = await newKeys();
    const leaf = await X509CertificateGenerator.create({
      serialNumber: serial(random),
      subject: `CN=${subject}`,
      issuer: certificate.subject,
      ...validity,
      signingAlgorithm: algorithm,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      extensions: [
        new SubjectAlternativeNameExtension([alternative]),
        new ExtendedKeyUsageExtension([usage]),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        // Strict verifiers (Python from 3.13 on) ask for both identifiers.
        await AuthorityKeyIdentifierExtension.create(keys.publicKey),
        await SubjectKeyIdentifierExtension.create(own.publicKey),
      ],
    });
    const key = await crypto.subtle.exportKey('pkcs8', own.privateKey);
    return { key: PemConverter.encode(key, 'PRIVATE KEY'), cert: `${leaf.toString('pem')}\n${pem}` };
  };

  return {
    pem,
    leaf: host => issue(host, { type: 'dns', value: host }, ExtendedKeyUsage.serverAuth),
    client: upn => issue(upn, { type: 'upn', value: upn }, ExtendedKeyUsage.clientAuth),
  };
}

/** The user principal name in a certificate, where it has one. */
export function upnOf(der: Uint8Array): string | undefined {
  const names = new X509Certificate(Uint8Array.from(der)).getExtension(
    SubjectAlternativeNameExtension,
  )?.names;
  return names?.toJSON().find(({ type }) => type === 'upn')?.value;
}

async function newKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

// A leading 0x01 keeps the number positive and of one length.
function serial(random: (bytes: number) => Uint8Array): string {
  return `01${createHash('sha256').update(random(16)).digest('hex').slice(0, 24)}`;
}
