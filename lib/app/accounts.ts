import type { ConfiguredAccount } from '../config/configuration.ts';
import type { Account, ClientCertificate, Proofs } from '../domain/account.ts';
import type { Problem } from '../platform/problem.ts';
import type { Secret } from '../platform/secret.ts';
import { checkCertificate } from '../sign-in/factors/certificate.ts';
import { parsePasskey } from '../sign-in/factors/passkey.ts';
import { Authenticator } from '../sign-in/totp.ts';

/** An account with its secrets opened and checked. */
export interface OpenedAccount {
  readonly account: Account;
  /** Without `where`: the caller knows it. */
  readonly problems: ReadonlyArray<Omit<Problem, 'where'> & { readonly key: string }>;
}

type Secrets = ReadonlyMap<string, Secret>;

/** The account without its proofs: it is shown, but not tried. */
export function accountWithoutProofs(configured: ConfiguredAccount, secrets: Secrets): Account {
  return { ...withGraph(configured, secrets), lacksSecret: true };
}

/**
 * Opens the secrets of an account, so that an unusable one is reported before the first sign-in.
 * @param learn is given the secrets that they contain
 */
export function openAccount(
  configured: ConfiguredAccount,
  secrets: Secrets,
  learn: (secret: Secret) => void,
): OpenedAccount {
  const { proofs, problems } = openProofs(configured, secrets, learn);
  return { problems, account: { ...withGraph(configured, secrets), ...proofs } };
}

function withGraph(
  { id, username, tenant, cloud, urls, federation, graph }: ConfiguredAccount,
  secrets: Secrets,
): Account {
  const clientSecret = secrets.get(`accounts.${id}.graph.clientSecret`);
  return {
    id,
    username,
    tenant,
    cloud,
    urls,
    federation,
    graph: graph && clientSecret && { ...graph, clientSecret },
  };
}

function openProofs(
  { id, certificate: form }: ConfiguredAccount,
  secrets: Secrets,
  learn: (secret: Secret) => void,
): Pick<OpenedAccount, 'problems'> & { readonly proofs: Proofs } {
  const problems: Array<OpenedAccount['problems'][number]> = [];
  const key = (name: string) => `accounts.${id}.${name}`;
  const held = (name: string) => secrets.get(key(name));
  const open = <T>(name: string, what: string, remedy: string, work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      problems.push({ key: key(name), what: `${what}: ${(error as Error).message}`, remedy });
      return undefined;
    }
  };

  const [password, totp, passkeyText, accessPass] = [
    'password',
    'totp',
    'passkey',
    'temporaryAccessPass',
  ].map(held);
  if (totp !== undefined) {
    const authenticator = open(
      'totp',
      'contains no secret for one-time codes',
      totpRemedy,
      () => new Authenticator(totp),
    );
    if (authenticator !== undefined) learn(authenticator.key);
  }
  const passkey =
    passkeyText && open('passkey', 'holds no passkey', passkeyRemedy(id), () => parsePasskey(passkeyText));
  if (passkey !== undefined) learn(passkey.privateKey);
  const certificate = form && certificateOf(held, form.tenantId);
  if (certificate !== undefined)
    open('certificate', 'cannot be used', certificateRemedy, () => checkCertificate(certificate));

  return { proofs: { password, totp, passkey, certificate, temporaryAccessPass: accessPass }, problems };
}

function certificateOf(
  held: (name: string) => Secret | undefined,
  tenantId: string | undefined,
): ClientCertificate | undefined {
  const [pfx, cert, key, passphrase] = ['pfx', 'cert', 'key', 'passphrase'].map(part =>
    held(`certificate.${part}`),
  );
  const form = pfx ? { pfx } : cert && key ? { cert, key } : undefined;
  return form && { form, passphrase, tenantId };
}

const totpRemedy =
  'store the text that Microsoft shows under "Can\'t scan the image?", or the otpauth:// address of the QR code';
const passkeyRemedy = (id: string): string => `register one: genkan enroll passkey --account ${id} --replace`;
const certificateRemedy =
  'compare the files and the passphrase with what was issued: openssl pkcs12 -info -in FILE';
