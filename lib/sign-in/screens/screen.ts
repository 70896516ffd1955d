import { normalCodes } from '../../core/causes/normal-codes.ts';
import type { StepName } from '../../core/run-record.ts';
import type { Reading } from '../page-reader.ts';

/** What can be typed into a field of a screen; where it comes from is the loop's business. */
export type Typed = 'username' | 'password' | 'one_time_code';

/** What a screen is told of the page: everything it may decide on. Never a text (they differ by language and tenant). */
export interface View {
  readonly pageId: string | undefined;
  /** The error code, if it is one that tells of a refusal. */
  readonly refusal: string | undefined;
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
  /** What is pressed; a screen without it goes on by itself. */
  readonly press?: string;
  /** How often it may be met in one sign-in before we call it a loop. */
  readonly visits: number;
}

/** The page as screens see it; codes of a healthy sign-in are no refusal. */
export function viewOf(reading: Reading): View {
  const visible = new Set(reading.visible);
  const { pageId, errorCode } = reading;
  return {
    pageId,
    refusal: errorCode === undefined || normalCodes.has(errorCode) ? undefined : errorCode,
    sees: selector => visible.has(selector),
  };
}
