import type { Way } from '../diagnosis/connection.ts';
import type { Account } from '../domain/account.ts';
import type { Credentials } from '../domain/credential.ts';
import type { Engine } from '../domain/engine.ts';
import type { ShownIdentity } from '../domain/identity.ts';
import type { Language } from '../domain/language.ts';
import type { RunRecord } from '../domain/run-record.ts';
import type { SinkSettings } from '../domain/series.ts';
import type { Problem } from '../platform/problem.ts';
import type { Secret } from '../platform/secret.ts';
import type { BrowserSettings } from '../runner/browser.ts';
import type { Plan } from '../runner/plan.ts';
import type { Retention } from '../runner/retention.ts';

/** Where the results are shown, and to whom. */
export interface ListenConfig {
  /** `HOST:PORT`, and where that is written. */
  readonly listen: string;
  readonly where: string;
  /** Absent when nobody is asked for one, or nothing is to be served. */
  readonly token?: Secret;
}

/** How questions go out that are asked without a browser: as the browsers do, which all go the same way. */
export function wayOf({ browser, plan }: Pick<ResolvedConfig, 'browser' | 'plan'>): Way {
  const { proxy, trust } = browser(plan.standardEngines[0] ?? 'chromium');
  return { ...(proxy && { proxy }), ...(trust !== undefined && { trust }) };
}

/** Everything that a person wants, complete and checked: from a configuration, or from the demo tenant. */
export interface ResolvedConfig {
  readonly plan: Plan;
  readonly language: Language;
  /** How an engine's browser is to be started. */
  readonly browser: (
    engine: Engine,
  ) => Pick<
    BrowserSettings,
    'executablePath' | 'channel' | 'args' | 'userAgent' | 'proxy' | 'trust' | 'locale'
  >;
  readonly sinks: readonly SinkSettings[];
  readonly serve: ListenConfig;
  readonly retention: Retention;
  readonly evidence: {
    readonly identity: ShownIdentity;
    /** The public key that evidence is encrypted to. */
    readonly encryptTo?: string;
  };
  /** All secrets, for the redactor. */
  readonly secrets: readonly Secret[];
  /** Secrets that cannot be had: the accounts that lack them are not tried. */
  readonly missing: readonly Problem[];
  /** What works, but should be looked at. */
  readonly warnings: readonly Problem[];
  /** Asks for the secrets of an account again. Nothing when they cannot be had. */
  readonly renew: (
    id: string,
  ) => Promise<{ readonly account: Account; readonly secrets: readonly Secret[] } | undefined>;
  /** When what the accounts hold ends. */
  readonly credentials: readonly Credentials[];
  /** For the demo: did this run end as it was announced? */
  readonly isAnnounced?: (run: RunRecord) => boolean;
  /** Ends what the assignment keep running. */
  readonly close: () => Promise<void>;
}
