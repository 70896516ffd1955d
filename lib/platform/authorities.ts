import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { UnusableError } from './problem.ts';

/** The certificate of an authority that is trusted beside those of the system. */
export interface Authority {
  /** In PEM, as OpenSSL writes it. */
  readonly pem: string;
  /** Of its subject. */
  readonly name: string;
  /** ms since 1970. */
  readonly expiresAt: number;
}

/** A file that authorities cannot be read from. */
export class AuthoritiesError extends UnusableError {
  override readonly name = 'AuthoritiesError';
}

/**
 * The authorities in a PEM file, each once. Text between them, line ends of either kind and any order are accepted, and
 * certificates that have expired, for a bundle may hold old ones.
 * @throws AuthoritiesError when there is none, or anything else is in the file
 */
export function readAuthorities(file: string): Authority[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    throw new AuthoritiesError(
      `${file} does not exist or may not be read`,
      'correct the path; a relative path starts at the folder of this file',
      { cause },
    );
  }
  return parseAuthorities(bytes, file);
}

const block = /-----BEGIN ([^-\r\n]+)-----(?:([^-]*)-----END \1-----)?/g;

/** @param file for messages */
export function parseAuthorities(bytes: Buffer, file: string): Authority[] {
  if (bytes.toString('latin1').trim() === '')
    throw new AuthoritiesError(`${file} is empty`, 'store the certificate of the authority there, in PEM');
  if (bytes[0] === 0x30) refuseBinary(bytes, file);
  const found = new Map<string, Authority>();
  for (const [, label = '', body] of bytes.toString('latin1').matchAll(block)) {
    refuseOther(label, file);
    const certificate = certificateOf(body, file);
    found.set(certificate.fingerprint256, {
      pem: certificate.toString(),
      name: certificate.subject.replaceAll('\n', ', '),
      expiresAt: Date.parse(certificate.validTo),
    });
  }
  if (found.size === 0)
    throw new AuthoritiesError(
      `${file} contains no certificate in PEM`,
      'name a text file with -----BEGIN CERTIFICATE----- in it',
    );
  return [...found.values()];
}

function certificateOf(body: string | undefined, file: string): X509Certificate {
  try {
    const base64 = (body ?? '').replaceAll(/\s/g, '');
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) throw new Error('not base64');
    return new X509Certificate(Buffer.from(base64, 'base64'));
  } catch (cause) {
    throw new AuthoritiesError(
      `${file} holds a certificate that is broken or cut off`,
      'copy the complete file again; openssl x509 -in FILE -noout -text shows whether it can be read',
      { cause },
    );
  }
}

/** Object identifiers of PKCS #7, in DER. */
const signedData = Buffer.from('06092a864886f70d010702', 'hex');
const data = Buffer.from('06092a864886f70d010701', 'hex');

/** @throws AuthoritiesError always: what is not text is not PEM */
function refuseBinary(bytes: Buffer, file: string): never {
  const start = bytes.subarray(0, 64);
  if (start.includes(signedData))
    throw new AuthoritiesError(
      `${file} is PKCS #7 in DER, not PEM`,
      `convert it: openssl pkcs7 -inform der -print_certs -in ${file} -out ca.pem`,
    );
  if (start.includes(data))
    throw new AuthoritiesError(
      `${file} is PKCS #12, not PEM`,
      `convert it, without its key: openssl pkcs12 -nokeys -in ${file} -out ca.pem`,
    );
  throw new AuthoritiesError(
    `${file} is DER, not PEM`,
    `convert it: openssl x509 -inform der -in ${file} -out ca.pem`,
  );
}

function refuseOther(label: string, file: string): void {
  if (label === 'CERTIFICATE') return;
  if (/^(?:TRUSTED|X509) CERTIFICATE$/.test(label))
    throw new AuthoritiesError(
      `${file} holds a ${label}, a form of OpenSSL's own`,
      `convert it: openssl x509 -in ${file} -out ca.pem`,
    );
  if (/^PKCS ?#?7|^CMS$/.test(label))
    throw new AuthoritiesError(
      `${file} is PKCS #7`,
      `convert it: openssl pkcs7 -print_certs -in ${file} -out ca.pem`,
    );
  if (label.includes('PRIVATE KEY'))
    throw new AuthoritiesError(
      `${file} holds a private key, which does not belong there`,
      'store only the certificate in it; the key lets anybody who reads it act as the authority: make a new one',
    );
  throw new AuthoritiesError(
    `${file} holds a ${label}, not only certificates`,
    'ask the owner of the authority for its certificate in PEM, and store nothing else in the file',
  );
}
