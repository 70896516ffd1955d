import { isRegistrationSite } from './more-information.ts';
import { type ActionScreen, anyField, type TerminalScreen, type View } from './screen.ts';

// A registration campaign asks an account that has proven itself for one more sign-in method, a passkey above all, every
// day until it has one (sign-in-facts 2.13). How its page is built is not known, so it is recognised by what it must have.

const attributes = [
  'id',
  'name',
  'href',
  'data-bind',
  'data-testid',
  'data-test-id',
  'data-value',
  'data-action',
  'data-automation-id',
  'data-automationid',
  'data-report-event',
  'data-report-value',
];
const words = ['skip', 'later', 'snooze', 'postpone', 'notnow', 'not-now', 'not_now'];
const named = attributes.flatMap(attribute => words.map(word => `[${attribute}*="${word}" i]`)).join(', ');

const control = ':is(a, button, input:is([type="button"], [type="submit"]), [role="button"], [role="link"])';
const main = ':is([class*="primary" i], #idSIButton9)';

/** What the page is for: registering. Never pressed. */
const goOn = `${control}${main}`;
/** What its name calls a way past it. A link within the page, such as to its main content, is none. */
const putOff = `${control}:is(${named}):not(${main}, [href^="#"]:not([href="#"]))`;

/** Has more than a password been shown? Before that, a page wants the account to have a second factor at all. */
const isProven = (view: View): boolean =>
  (['totp', 'passkey', 'certificate', 'access_pass'] as const).some(factor => view.hasShown(factor));

/**
 * A campaign that can be put off: two ways, one of them called so and only one, and nothing to fill in. What wants a
 * new password, consent or terms accepted is known by screens that come before this one.
 */
export const putOffCampaign: ActionScreen = {
  id: 'put_off_campaign',
  at: 'microsoft',
  step: 'stay_signed_in',
  controls: [goOn, putOff, anyField],
  matches: view => isProven(view) && view.seesOne(putOff) && view.sees(goOn) && !view.sees(anyField),
  press: putOff,
  sends: 'anything',
  visits: 2,
};

/** A page that only registers something, by its address or its id. */
const registers = (view: View): boolean =>
  isRegistrationSite(view) ||
  /\/(?:fido\/create|interrupt\/passkey(?:\/enroll)?)\/?$/i.test(view.path) ||
  /nudge|campaign|enroll/i.test(view.pageId ?? '');

/** One that nothing on it puts off for certain. It is never completed: that would change the account. */
export const campaign: TerminalScreen = {
  id: 'registration_campaign',
  controls: [goOn],
  matches: view => isProven(view) && registers(view),
  stops: () => 'registration_campaign',
};
