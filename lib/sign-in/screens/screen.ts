import type { FactorId } from '../../domain/account.ts';
import { normalCodes } from '../../domain/causes/normal-codes.ts';
import { type CauseId, causeOf, causes } from '../../domain/causes.ts';
import { isIdentityProvider } from '../../domain/hosts.ts';
import type { StepName } from '../../domain/run-record.ts';
import type { Reading } from '../page-reader.ts';
import { type Asks, asksFor, type Filled } from './fields.ts';

/** What can be typed into a field of a screen; where it comes from is for the driver to know. */
export type Typed = 'username' | 'password' | 'one_time_code' | 'access_pass';

/** What a screen gets to know of the page: everything it may decide on. Never a text (they differ by language and tenant). */
export interface View {
  readonly pageId: string | undefined;
  /** Host and path, for pages that have no id. */
  readonly host: string;
  readonly path: string;
  /** Any code on the page: normal states have codes, too. */
  readonly code: string | undefined;
  /** The error code, if it means that a credential was refused. */
  readonly refusal: string | undefined;
  /** The second factor that the page is about, by Microsoft's name (sign-in-facts 2.6), where it says so. */
  readonly method: string | undefined;
  /** Can we prove ourselves in this way? */
  holds(factor: FactorId): boolean;
  /** Has this document come after we gave something to another one? An earlier document says nothing about it. */
  readonly isAnswer: boolean;
  /** Has this screen been met before in this sign-in? */
  hasMet(screen: string): boolean;
  /** Has Microsoft been shown this already? */
  hasShown(factor: FactorId): boolean;
  /** What the fields of a page that is not Microsoft's ask for, where that is known. */
  readonly asks: Asks | undefined;
  /** Can a control with this selector be seen? Only selectors that some screen lists in `controls` are looked for. */
  sees(selector: string): boolean;
  /** Is there exactly one such control that can be seen? */
  seesOne(selector: string): boolean;
}

/** What every screen declares: how it is recognised. */
interface Recognised {
  readonly id: string;
  /** Selectors that the reader has to look for. */
  readonly controls: readonly string[];
  /** Page ids on which it lives; one of these without any control is a page that is not finished. */
  readonly pages?: readonly string[];
  matches(view: View): boolean;
}

/** What is pressed: a control with this selector, or the control that sends the form that this field belongs to. */
export type Control = string | { readonly formOf: string };

/** A screen with a way on: what is typed and pressed there. */
export interface ActionScreen extends Recognised {
  /**
   * Whose page it is, when it is not that of Microsoft's sign-in: an organisation's own server, where what is typed needs a
   * trust of its own, or any of Microsoft's sites for accounts.
   */
  readonly at?: 'identity_provider' | 'microsoft';
  /** The step on which the time after pressing is booked. */
  readonly step: StepName;
  /** Does the screen reject what it was given? Then the sign-in ends here: nothing is ever typed twice. */
  refuses?(view: View): boolean;
  /**
   * Controls that appear when the page refuses and shows no other sign of that. Other notices look the same, so one counts
   * as a refusal only if it was not there before the press and the sign-in then goes no further.
   */
  readonly complains?: readonly string[];
  /** Does the screen offer no way that we can go? */
  isDeadEnd?(view: View): boolean;
  /**
   * What is pressed, once in a sign-in, when a screen without a way on has not changed for a while. While this control cannot
   * be seen either, the page gets more time to show a way on.
   */
  lastWay?(view: View): string | undefined;
  /** Where the user name goes, on a page that asks for more with it. */
  readonly names?: string;
  readonly type?: { readonly into: string; readonly what: Typed };
  /** What is pressed there, perhaps depending on what the page offers; absent where the page goes on by itself. */
  readonly press?: Control | ((view: View) => string | undefined);
  /** What Microsoft has seen of us when this screen is behind us. */
  readonly proves?: FactorId;
  /**
   * What the page asks for when the press has reached it: a new `page`, a call of its own, by the end of its path, or
   * `anything` where that is not known.
   * Until then the press may have been swallowed; from then on it is never repeated.
   */
  readonly sends: 'page' | 'anything' | `/${string}`;
  /** How often it may be met in one sign-in before we call it a loop; once where absent. */
  readonly visits?: number;
}

/**
 * A screen that ends the sign-in by being there: what it asks for is for a person to answer. Nothing is pressed, so it
 * is recognised at any address, and believed once it stays.
 */
export interface TerminalScreen extends Recognised {
  /** The cause that the screen alone proves, if any. A code on the page is more exact and outranks it. */
  stops(view: View): CauseId | undefined;
}

/** A screen that goes on by itself: it is only waited for. */
export interface TransientScreen extends Recognised {
  readonly goesOn: true;
}

/** One screen of the sign-in, declared. A new one is a file beside this one and a line in `screens.ts`. */
export type Screen = ActionScreen | TerminalScreen | TransientScreen;

export const isActionScreen = (screen: Screen): screen is ActionScreen => 'sends' in screen;

export const isTerminalScreen = (screen: Screen): screen is TerminalScreen => 'stops' in screen;

/** Whatever a person could use on a page. */
export const anyControl = 'input:not([type="hidden"]), button, select, textarea, [role="button"]';

/** All fields that a person could fill in. */
export const anyField =
  'input:not([type="hidden"], [type="button"], [type="submit"], [type="image"]), select, textarea';

/** Next, Sign in, Yes: by name where a flight of the tenant says so (sign-in-facts 2.1). */
export const nextButton = '#idSIButton9, [name="idSIButton9"]';

/** Where a page says what it did not like. */
export const complaint = '[role="alert"]';
/** A field that the page has marked so. */
export const invalid = 'input[aria-invalid="true"]';
const complaints = [complaint, invalid];

/** What a sign-in has used of what it holds. */
export interface Used {
  readonly held: ReadonlySet<FactorId>;
  readonly shown: ReadonlySet<FactorId>;
  readonly filled: Filled;
  /** The document into which something was typed last. */
  readonly typedIn: number | undefined;
}

/** What a sign-in knows besides the page that it looks at. */
export interface Past extends Used {
  /** The screens before it, in their order. */
  readonly met: readonly string[];
}

/** The page as screens see it. */
export function viewOf(reading: Reading, { met, typedIn, held, shown, filled }: Past): View {
  const [visible, several] = [new Set(reading.visible), new Set(reading.several)];
  const { pageId, errorCode, method } = reading;
  const { host, pathname } = new URL(reading.url);
  const isAnswer = typedIn !== undefined && typedIn !== reading.document;
  const isRefusal =
    errorCode !== undefined && isAnswer && !normalCodes.has(errorCode) && mayJudge(held, errorCode);
  return {
    pageId,
    host,
    path: pathname,
    code: errorCode,
    refusal: isRefusal ? errorCode : undefined,
    isAnswer,
    // What we chose counts: the page may go on naming the account's default.
    method: met.includes('method_list') ? 'PhoneAppOTP' : method,
    holds: factor => held.has(factor),
    hasMet: screen => met.includes(screen),
    hasShown: factor => shown.has(factor),
    asks: isIdentityProvider(host)
      ? asksFor(reading.fields, filled, {
          isFilled: typedIn === reading.document,
          isComplaining: complaints.some(each => visible.has(each)),
        })
      : undefined,
    sees: selector => visible.has(selector),
    seesOne: selector => visible.has(selector) && !several.has(selector),
  };
}

/** A code that judges a factor says nothing of us where we do not hold it, as after a ceremony that was dismissed. */
function mayJudge(held: ReadonlySet<FactorId>, code: string): boolean {
  const cause = causeOf(code);
  const judges = cause && causes[cause].judges;
  return judges === undefined || judges.some(factor => held.has(factor));
}

/** Everything that has to be looked for to recognise a screen, and to act on it. */
export const controlsOf = (screen: Screen): readonly string[] =>
  isActionScreen(screen)
    ? [
        ...screen.controls,
        ...(screen.complains ?? []),
        ...(typeof screen.press === 'string' ? [screen.press] : []),
      ]
    : screen.controls;

/** What is to be pressed on a page; nothing where it goes on by itself, or where nothing leads on. */
export const controlOf = ({ press }: ActionScreen, view: View): Control | undefined =>
  typeof press === 'function' ? press(view) : press;
