import type { FactorId } from '../../core/account.ts';
import { normalCodes } from '../../core/causes/normal-codes.ts';
import type { StepName } from '../../core/run-record.ts';
import type { Reading } from '../page-reader.ts';

/** What can be typed into a field of a screen; where it comes from is the loop's business. */
export type Typed = 'username' | 'password' | 'one_time_code' | 'access_pass';

/** What a screen is told of the page: everything it may decide on. Never a text (they differ by language and tenant). */
export interface View {
  readonly pageId: string | undefined;
  /** The error code, if it is one that tells of a refusal of what we gave. */
  readonly refusal: string | undefined;
  /** The second factor that the page is about, by Microsoft's name (sign-in-facts 2.6), where it says so. */
  readonly method: string | undefined;
  /** Can we prove ourselves in this way? */
  holds(factor: FactorId): boolean;
  /** Has this screen been met before in this sign-in? */
  hasMet(screen: string): boolean;
  /** Has Microsoft been shown this already? */
  hasShown(factor: FactorId): boolean;
  /** Can a control with this selector be seen? Only selectors that some screen lists in `controls` are looked for. */
  sees(selector: string): boolean;
}

/**
 * One screen of the sign-in, declared: how it is recognised, what is typed and pressed there. A new screen is a file
 * beside this one and a line in `screens.ts`.
 */
export interface Screen {
  readonly id: string;
  /** The step on which the time after pressing is booked. */
  readonly step: StepName;
  /** Selectors that the reader has to look for. */
  readonly controls: readonly string[];
  /** Page ids on which it lives; one of these without any control is a page that is not finished. */
  readonly pages: readonly string[];
  matches(view: View): boolean;
  /** Does the screen reject what it was given? Then the sign-in ends here: nothing is ever typed twice. */
  refuses?(view: View): boolean;
  /** Does the screen offer no way that we can go? */
  isDeadEnd?(view: View): boolean;
  readonly type?: { readonly into: string; readonly what: Typed };
  /** What is pressed there, perhaps depending on what the page offers; absent where the page goes on by itself. */
  readonly press?: string | ((view: View) => string | undefined);
  /** What Microsoft has seen of us when this screen is behind us. */
  readonly proves?: FactorId;
  /**
   * What the page asks for when the press has reached it: a new `page`, or a call of its own, by the end of its path.
   * Until then the press may have been swallowed; from then on it is never repeated.
   */
  readonly sends: 'page' | `/${string}`;
  /** How often it may be met in one sign-in before we call it a loop. */
  readonly visits: number;
}

/** Next, Sign in, Yes: by name where a flight of the tenant says so (sign-in-facts 2.1). */
export const nextButton = '#idSIButton9, [name="idSIButton9"]';

/** What a sign-in knows besides the page that it looks at. */
export interface Past {
  /** The screens before it, in their order. */
  readonly met: readonly string[];
  readonly held: ReadonlySet<FactorId>;
  readonly shown: ReadonlySet<FactorId>;
}

/** The page as screens see it. */
export function viewOf(reading: Reading, { met, held, shown }: Past): View {
  const visible = new Set(reading.visible);
  const { pageId, errorCode, method } = reading;
  // A code that stands on a page before anything was given is not about us.
  const isRefusal = errorCode !== undefined && met.length > 0 && !normalCodes.has(errorCode);
  return {
    pageId,
    refusal: isRefusal ? errorCode : undefined,
    // What we chose counts: the page may go on naming the account's default.
    method: met.includes('method_list') ? 'PhoneAppOTP' : method,
    holds: factor => held.has(factor),
    hasMet: screen => met.includes(screen),
    hasShown: factor => shown.has(factor),
    sees: selector => visible.has(selector),
  };
}
