import type { Configuration } from '../config/configuration.ts';
import { readAuthorities } from '../platform/authorities.ts';
import { isLoopback } from '../platform/listen.ts';
import type { Problem } from '../platform/problem.ts';
import type { Secret } from '../platform/secret.ts';

/** Settings that work, but are probably mistakes. @param now ms since 1970 */
export const warningsOf = (
  configuration: Configuration,
  secrets: ReadonlyMap<string, Secret>,
  now: number,
): Problem[] => [
  ...configurationWarnings(configuration),
  ...unseenCharacters(configuration, secrets),
  ...sharedNames(configuration, secrets),
  ...expiredAuthorities(configuration, now),
];

/** Those that need neither the secrets nor a browser. */
export const configurationWarnings = (configuration: Configuration): Problem[] => [
  ...renamedKeys(configuration),
  ...unnamedLocation(configuration),
  ...openPasswords(configuration),
];

/** Keys that the file calls as an earlier version of Genkan did. They are still read. */
const renamedKeys = ({ renamedKeys: keys }: Configuration): Problem[] =>
  keys.map(({ where, key, now }) => {
    const [was, is] = [key, now].map(path => path.split('.').at(-1));
    const what = `is the old name of ${now}; the next version will not read it`;
    return { where, key, what, remedy: `write ${is} instead of ${was}` };
  });

/** Within a machine, or where something else encrypts the way, this is as it should be. */
const openPasswords = ({ file, sinks = [] }: Configuration): Problem[] =>
  sinks.flatMap((sink, n) => {
    if (sink.type !== 'pushgateway' || sink.basicAuth === undefined) return [];
    const { protocol, hostname } = new URL(sink.url);
    if (protocol === 'https:' || isLoopback(hostname.replaceAll(/[[\]]/g, ''))) return [];
    const what = 'is sent to an http address, so anybody on the way can read it';
    return [{ where: file, key: `sinks[${n}].basicAuth`, what, remedy: 'write an https address' }];
  });

/** The host name of a container says nothing of the place, and would be another label with every round. */
function unnamedLocation({ file, location, unusedHostname }: Configuration): Problem[] {
  if (unusedHostname === undefined) return [];
  const what = `is not set, and the host name ${JSON.stringify(unusedHostname)} changes with each start, so all results are labelled ${JSON.stringify(location)}`;
  return [{ where: file, key: 'location', what, remedy: 'set it, for example: location: tokyo-office' }];
}

/** What is in a secret and cannot be seen may be meant like that; more often it was copied along. */
const unseenIn = (value: string): string | undefined => {
  if (value !== value.trim()) return 'begins or ends with a space, which is typed as well';
  return /\p{Cf}/u.test(value) ? 'contains an invisible character, which is typed as well' : undefined;
};

const unseenCharacters = (
  { secrets: configured }: Configuration,
  secrets: ReadonlyMap<string, Secret>,
): Problem[] =>
  configured.flatMap(({ key, where, form }) => {
    const value = secrets.get(key)?.reveal();
    const what = form === 'line' && value !== undefined ? unseenIn(value) : undefined;
    if (what === undefined) return [];
    return [
      { where, key, what, remedy: 'if it is not part of the secret, remove it where the secret is stored' },
    ];
  });

/** One user name has one password: where two account ids differ in it, at least one is refused, and that counts for both. */
function sharedNames(
  { accounts, secrets: configured }: Configuration,
  secrets: ReadonlyMap<string, Secret>,
): Problem[] {
  const prefix = (id: string) => `accounts.${id}.`;
  return accounts.flatMap(({ id, username }, n) => {
    const before = accounts.slice(0, n);
    const others = before.filter(each => each.username.toLowerCase() === username.toLowerCase());
    return configured
      .filter(({ key }) => key.startsWith(prefix(id)) && !key.startsWith(`${prefix(id)}graph.`))
      .flatMap(({ key, where }) => {
        const value = secrets.get(key)?.reveal();
        const differing = others.flatMap(other => {
          const otherKey = prefix(other.id) + key.slice(prefix(id).length);
          const otherValue = secrets.get(otherKey)?.reveal();
          const isOther = value !== undefined && otherValue !== undefined && value !== otherValue;
          return isOther ? [otherKey] : [];
        });
        return differing.map(otherKey => ({
          where,
          key,
          what: `differs from ${otherKey}, although both accounts have the same user name: a refused credential counts for both`,
          remedy: 'give both the same secret, or remove one of the accounts',
        }));
      });
  });
}

/** An authority that has expired does not prevent a start: others in the file may be the ones that are needed. */
function expiredAuthorities({ browser: { trust }, file }: Configuration, now: number): Problem[] {
  if (trust === undefined) return [];
  return readAuthorities(trust)
    .filter(({ expiresAt }) => expiresAt <= now)
    .map(({ name, expiresAt }) => ({
      where: file,
      key: 'browser.trust',
      what: `the certificate of "${name}" expired on ${new Date(expiresAt).toISOString().slice(0, 10)}`,
      remedy: `add its successor to ${trust}`,
    }));
}
