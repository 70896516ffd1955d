import { z } from 'zod';
import type { ReadOnly } from '../platform/read-only.ts';
import type { FactorId } from './account.ts';
import type { RequestIds } from './request-ids.ts';

/** Why the sign-in loop ended. Facts only; what they mean is for the diagnosis to say. */
export const endings = [
  'inside', //         signed in: the center can be used
  'refused', //        a screen rejected what it was given
  'untrusted', //      a field for a credential at an origin that is not given any
  'stopped', //        a screen that ends a sign-in by being there
  'dead_end', //       no factor that we hold is offered
  'unrecognised', //   a settled page that no screen knows
  'not_taken', //      a field did not take, or keep, what was typed into it
  'incomplete', //     a known page whose controls never came
  'shell_incomplete', // the center opened, but its shell or first data never came
  'wrong_account', //  somebody else is signed in
  'looping', //        the same screen came back too often
  'unreachable', //    a page could not be loaded
  'deadline', //       the time was over
  'no_code', //        no one-time code that we may use came in time
  'browser_closed', // the page, its context or its browser went away
  'browser_silent', // the page no longer answers: its browser hangs
] as const;
export type Ending = (typeof endings)[number];

export const pageIdentity = z.object({
  url: z.string().describe('Without anything that could be a secret'),
  pageId: z.string().optional(),
  errorCode: z.string().optional(),
  correlationId: z.string().optional(),
  requestId: z.string().optional(),
  timestamp: z.string().optional(),
  offered: z
    .array(z.string())
    .optional()
    .describe("The ways to sign in that it offered, by Microsoft's names"),
});
/** What the page said of itself when the run ended; what Microsoft's support asks for. */
export type PageIdentity = ReadOnly<z.output<typeof pageIdentity>>;

export const loadFailure = z.object({
  host: z.string(),
  errorText: z
    .string()
    .optional()
    .describe("The browser's own words, such as `net::ERR_CONNECTION_RESET` or `NS_ERROR_NET_RESET`"),
  status: z.number().optional(),
});
/** A page that could not be loaded: what the browser said, or what the server answered. */
export type LoadFailure = ReadOnly<z.output<typeof loadFailure>>;

/** A credential that has left the page. */
export interface Given {
  readonly factor: FactorId;
  /** The host whose page it was typed into, or that it was shown to. */
  readonly host: string;
  /** That host, an identity provider, has sent the browser back to Microsoft since: it has not refused. */
  readonly isPassed?: boolean;
}

/** What a page said that then went on by itself. */
export interface Said {
  /** The id of the cause that its screen means by being there. */
  readonly stop?: string | undefined;
  readonly errorCode?: string | undefined;
}

/** Everything that is known when a sign-in has ended: plain data, so that a table of it can be diagnosed in a test. */
export interface Observation {
  readonly ending: Ending;
  /** The screen on which it ended, if it was one we know. */
  readonly screen?: string;
  /** The id of the cause that this screen means by being there; a code on the page says more. */
  readonly stop?: string;
  readonly page?: PageIdentity;
  /** What pages before it said, since we got no further. */
  readonly passed?: readonly Said[];
  readonly load?: LoadFailure;
  /** A page that was asked for and had not answered when the sign-in ended; whether its host had answered before. */
  readonly awaited?: { readonly host: string; readonly hasAnswered: boolean };
  /** Scripts and styles that did not arrive. */
  readonly missingAssets: readonly LoadFailure[];
  /** What was typed or shown and has left the page, in that order: nothing else can have been refused. */
  readonly given?: readonly Given[];
  /** May something of that kind have left the page without being seen? Where not, another attempt does no harm. */
  readonly mayHaveLeft?: boolean;
  /**
   * `IfExistsResult` and `ThrottleStatus` of GetCredentialType (sign-in-facts 6.2), or the code of its error (4); status 0
   * when it got no answer.
   */
  readonly credentialType?: {
    readonly status: number;
    readonly exists?: number;
    readonly throttle?: number;
    readonly errorCode?: string;
  };
  /** `ResultValue` of SAS/EndAuth (sign-in-facts 2.7). */
  readonly codeResult?: string;
  /** What support asks for: of the page that was loaded last, and of calls that failed. */
  readonly requestIds?: readonly RequestIds[] | undefined;
  /** What the center's first data calls answered, by path. */
  readonly answers: Readonly<Record<string, number>>;
  /** Who the page said is signed in, when it was not the one who was meant. */
  readonly signedInAs?: string;
}
