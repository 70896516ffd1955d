import type { Surroundings } from './source.ts';

/** What every program needs to run, to find its own files, and to reach a server. */
const ordinary =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|TERM|XDG_\w+|LD_LIBRARY_PATH|DBUS_SESSION_BUS_ADDRESS|SSH_AUTH_SOCK|SSL_CERT_(?:FILE|DIR)|NODE_EXTRA_CA_CERTS|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|(?:https?|no|all)_proxy)$/i;

/** What password managers and clouds call their own settings, and what they sign in with. */
const passwordManagers =
  /^(?:OP|BW|BWS|BITWARDENCLI|VAULT|BAO|AWS|AZURE|ARM|IDENTITY|MSI|CLOUDSDK|GOOGLE|GCE|PASSWORD_STORE|GPG|KEEPER|KSM|DOPPLER|INFISICAL|LPASS|CONJUR|AKEYLESS|SOPS|KUBERNETES_SERVICE)_\w+$|^GNUPGHOME$/;

/**
 * The environment of an `exec:` command: no variable that an `env:` reference names, and of the others only those that
 * programs and password managers are known to need, for any other variable may be somebody's secret.
 */
export function execEnvironment({
  env,
  secretNames,
}: Pick<Surroundings, 'env' | 'secretNames'>): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !secretNames.has(name) && (ordinary.test(name) || passwordManagers.test(name)),
    ),
  );
}
