import { normalCodes } from '../../core/causes/normal-codes.ts';
import type { StepName } from '../../core/run-record.ts';
import type { Reading } from '../page-reader.ts';

/** What can be typed into a field of a screen; where it comes from is the loop's business. */
export type Typed = 'username' | 'password' | 'one_time_code';

/** What a screen is told of the page: everything it may decide on. Never a text (they differ by language and tenant). */
export interface View {
  readonly pageId: string | undefined;
  /** The error code, if it is one that tells of a refusal of what we gave. */
  readonly refusal: string | undefined;
  /** The second factor that the page is about, by Microsoft's name (sign-in-facts 2.6), where it says so. */
  readonly method: string | undefined;
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
  /** What is pressed there. */
  readonly press: string;
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

/** The page as screens see it. `met` are the screens before it, in their order. */
export function viewOf(reading: Reading, met: readonly string[]): View {
  const visible = new Set(reading.visible);
  const { pageId, errorCode, method } = reading;
  // A code that stands on a page before anything was given is not about us.
  const isRefusal = errorCode !== undefined && met.length > 0 && !normalCodes.has(errorCode);
  return {
    pageId,
    refusal: isRefusal ? errorCode : undefined,
    // What we chose counts: the page may go on naming the account's default.
    method: met.includes('method_list') ? 'PhoneAppOTP' : method,
    sees: selector => visible.has(selector),
  };
}
