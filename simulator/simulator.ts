import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import {
  type Account,
  type Announcement,
  demoAccounts,
  type SimulatedAccount,
  settleAccount,
} from './accounts.ts';
import { type ClientCredentials, issueCredentials } from './credentials.ts';
import { createEntraServices } from './entra/services.ts';
import type { Language } from './entra/texts/language.ts';
import type { Provider } from './federation/providers.ts';
import type { TenantApplication } from './graph/application.ts';
import { createHosts } from './hosts.ts';
import { Journal, type JournalEntry } from './journal.ts';
import type { HostApp } from './network/answer.ts';
import { type Authority, createAuthority, type Leaf } from './network/authority.ts';
import { openProxy, type ProxyOptions } from './network/proxy.ts';
import type { FirstFactor } from './scenarios/scenario.ts';
import { scenarioNamed } from './scenarios.ts';
import { SimulatorContext } from './simulator-context.ts';

export interface SimulatorOptions {
  /** Where the proxy listens on 127.0.0.1; any free port when absent. */
  readonly port?: number;
  /** The name of a scenario in scenarios.ts. */
  readonly scenario?: string;
  /** The language of every page. When absent, each browser gets the one that it asks for. */
  readonly language?: Language;
  /** More accounts. One with the user name of a demo account takes its place. */
  readonly accounts?: readonly SimulatedAccount[];
  /** Milliseconds since the epoch: codes, tokens and sessions go by it, certificates by the real clock. */
  readonly clock?: () => number;
  readonly random?: (bytes: number) => Uint8Array;
}

/** An account as a client gets it. */
export interface ClientAccount extends ClientCredentials {
  readonly username: string;
  readonly password: string;
  /** Base32, or an `otpauth://` address where the codes are not of the usual kind. */
  readonly totp: string;
  /** The origin of the identity provider that asks for the password, when that is not Entra. */
  readonly federation?: string;
  /** What it can begin a sign-in with, of what is given here. */
  readonly firstFactors: readonly FirstFactor[];
  readonly announced: Announcement;
}

export interface Simulator {
  /** The address of the proxy: all that a client needs to know. */
  readonly proxy: string;
  /** A PEM file with the authority of every host behind the proxy; clients must trust it. */
  readonly ca: string;
  readonly accounts: readonly ClientAccount[];
  /** The application that may query Microsoft Graph, with its secret. */
  readonly application: TenantApplication;
  /** What reached the simulator so far, in order. */
  readonly journal: readonly JournalEntry[];
  /** @param username for this account alone; without it, for all accounts that have no scenario of their own */
  setScenario(name: string, username?: string): void;
  setLanguage(language: Language): void;
  /** Closes every connection and removes the authority's file. */
  stop(): Promise<void>;
}

const federationOf = (provider: Provider | undefined): Pick<ClientAccount, 'federation'> =>
  provider === undefined ? {} : { federation: `https://${provider.host}` };

/** Starts the simulator behind an HTTP proxy. It never connects to the internet. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = createContext(options);
  const { accounts, journal, random } = simulator;
  const users = await createAuthority('Contoso Users', random);
  const issued = new Map(
    await Promise.all(
      accounts.map(async account => [account, await issueCredentials(account, users, random)] as const),
    ),
  );
  const services = await createEntraServices(simulator, { issued, userAuthority: users.pem });
  const [authority, untrustedAuthority] = await Promise.all([
    createAuthority('Genkan Simulator Authority', random),
    createAuthority('Nobody in particular', random),
  ]);
  const untrusted = await untrustedAuthority.leaf('untrusted.invalid');
  const proxy = await openProxy(
    proxyOptions(simulator, createHosts(services), { authority, untrusted }, options),
  );

  // A folder of our own (0700), so that nobody else can put another authority in its place.
  const folder = await mkdtemp(join(tmpdir(), 'genkan-simulator-'));
  const ca = join(folder, 'authority.pem');
  await writeFile(ca, authority.pem, { mode: 0o600 });

  return {
    proxy: proxy.url,
    ca,
    accounts: accounts.map(account => ({
      ...clientAccount(
        account,
        issued.get(account) ?? {},
        simulator.scenarioOf(account).signIn?.withheld ?? [],
      ),
      ...federationOf(simulator.providerOf(account)),
    })),
    application: services.application,
    journal: journal.entries,
    setScenario: (name, username) => simulator.setScenario(name, username),
    setLanguage: language => simulator.setLanguage(language),
    async stop() {
      await proxy.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function createContext(options: SimulatorOptions): SimulatorContext {
  const { clock = Date.now, random = randomBytes, scenario = 'ordinary' } = options;
  const byName = new Map(
    [...demoAccounts(random), ...(options.accounts ?? [])].map(
      account => [account.username.toLowerCase(), account] as const,
    ),
  );
  const accounts = [...byName.values()].map(account =>
    settleAccount(account, scenarioNamed(account.scenario ?? scenario), random),
  );
  const journal = new Journal(clock);
  return new SimulatorContext({ clock, random, journal, accounts, scenario, language: options.language });
}

function proxyOptions(
  simulator: SimulatorContext,
  hosts: ReadonlyMap<string, HostApp>,
  { authority, untrusted }: { readonly authority: Authority; readonly untrusted: Leaf },
  { port = 0 }: SimulatorOptions,
): ProxyOptions {
  const listener = getRequestListener((request, bindings) => {
    const app = hosts.get(new URL(request.url).hostname);
    return app?.fetch(request, bindings) ?? new Response('Misdirected Request', { status: 421 });
  });
  return {
    port,
    leaves: new Map([...hosts.keys()].map(host => [host, () => authority.leaf(host)] as const)),
    untrusted,
    listener: (request, response) => {
      // Servers send their time with every answer.
      response.setHeader('date', new Date(simulator.clock()).toUTCString());
      void listener(request, response);
    },
    asksForCertificate: host => host.startsWith('certauth.') || host.includes('.certauth.'),
    connectionFault: host => {
      const { connections } = simulator.scenarioOf(undefined).network ?? {};
      return connections?.[host] ?? connections?.['*'];
    },
    onRefused: host => simulator.journal.write('refused', { ok: false, detail: host }),
  };
}

/** An account, with what a client is given of it. */
function clientAccount(
  account: Account,
  { passkey, certificate, accessPass }: ClientCredentials,
  withheld: readonly FirstFactor[],
): ClientAccount {
  const given = (factor: FirstFactor) => !withheld.includes(factor);
  return {
    username: account.username,
    password: account.givenPassword,
    totp: totpOf(account),
    firstFactors: account.firstFactors.filter(given),
    announced: account.announced,
    ...(passkey && given('passkey') && { passkey }),
    ...(certificate && given('certificate') && { certificate }),
    ...(accessPass !== undefined && given('accessPass') && { accessPass }),
  };
}

function totpOf({ totp, tokenKind: { algorithm, digits, period }, username }: Account): string {
  if (algorithm === 'SHA1' && digits === 6 && period === 30) return totp;
  const parameters = new URLSearchParams({
    secret: totp,
    algorithm,
    digits: String(digits),
    period: String(period),
  });
  return `otpauth://totp/${encodeURIComponent(username)}?${parameters}`;
}
