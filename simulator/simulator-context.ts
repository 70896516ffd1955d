import type { Account } from './accounts.ts';
import { isLanguage, type Language, languages } from './entra/texts/language.ts';
import { type Provider, providers } from './federation/providers.ts';
import type { Journal } from './journal.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { scenarioNamed } from './scenarios.ts';

/** What every part of the simulator shares: clock, randomness, journal, the accounts of the tenant, and their scenarios. */
export class SimulatorContext {
  readonly clock: () => number;
  readonly random: (bytes: number) => Uint8Array;
  readonly journal: Journal;
  readonly accounts: readonly Account[];
  #scenario: Scenario;
  /** Scenarios of single accounts, by user name. */
  readonly #own = new Map<string, Scenario>();
  #language: Language | undefined;

  constructor(parts: {
    readonly clock: () => number;
    readonly random: (bytes: number) => Uint8Array;
    readonly journal: Journal;
    readonly accounts: readonly Account[];
    readonly scenario: string;
    readonly language: Language | undefined;
  }) {
    this.clock = parts.clock;
    this.random = parts.random;
    this.journal = parts.journal;
    this.accounts = parts.accounts;
    this.#scenario = scenarioNamed(parts.scenario);
    this.#language = undefined;
    for (const account of parts.accounts) {
      if (account.scenario !== undefined) this.setScenario(account.scenario, account.username);
    }
    if (parts.language !== undefined) this.setLanguage(parts.language);
  }

  /** The language of every page; absent: the one that the browser asks for. */
  get language(): Language | undefined {
    return this.#language;
  }

  setLanguage(language: string): void {
    if (!isLanguage(language))
      throw new Error(`Unknown language '${language}'. Known languages: ${languages.join(', ')}.`);
    this.#language = language;
  }

  /** @param username for this account alone; without it, for all accounts that have no scenario of their own */
  setScenario(name: string, username?: string): void {
    const scenario = scenarioNamed(name);
    if (username === undefined) this.#scenario = scenario;
    else this.#own.set(username.toLowerCase(), scenario);
  }

  /** The scenario that is played for an account: its own, or everybody's. */
  scenarioOf(account: Account | undefined): Scenario {
    return (account && this.#own.get(account.username)) ?? this.#scenario;
  }

  /** The identity provider of an account; undefined when Entra itself asks for the password. */
  providerOf(account: Account | undefined): Provider | undefined {
    const name = this.scenarioOf(account).signIn?.federation?.provider ?? account?.federation;
    return name === undefined ? undefined : providers[name];
  }

  accountNamed(username: string): Account | undefined {
    const wanted = username.trim().toLowerCase();
    return this.accounts.find(account => account.username === wanted);
  }

  /** An unguessable text of `bytes` random bytes, safe in URLs and cookies. */
  token(bytes = 32): string {
    return Buffer.from(this.random(bytes)).toString('base64url');
  }
}
