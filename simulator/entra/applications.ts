import { centers } from '../centers/centers.ts';

/** An application that the tenant knows. */
export interface Application {
  readonly name: string;
  readonly redirectUris: readonly string[];
}

/** Applications whose return addresses are checked. Any other client id is let through with any return address. */
export const applications: Readonly<Record<string, Application>> = Object.fromEntries(
  centers.map(({ clientId, name, hosts, landing = '/' }) => [
    clientId,
    {
      name,
      redirectUris: Object.values(hosts).flatMap(list => list.map(host => `https://${host}${landing}`)),
    },
  ]),
);
