import { type ActionScreen, nextButton } from './screen.ts';

/** The name of the field is known from other programs only, so the view counts as well (sign-in-facts 1.5). */
export const accessPassField =
  'input[name="accesspass"], [data-bind*="login-access-pass-view"] input:is([type="password"], [type="tel"], [type="text"])';

/** "Enter Temporary Access Pass" (sign-in-facts 2.11). Where we would rather go another way, `otherWays` comes first. */
export const accessPass: ActionScreen = {
  id: 'access_pass',
  step: 'password',
  controls: [accessPassField],
  pages: ['ConvergedSignIn'],
  matches: view => view.sees(accessPassField),
  refuses: view => view.refusal !== undefined,
  type: { into: accessPassField, what: 'access_pass' },
  press: nextButton,
  proves: 'access_pass',
  sends: 'page',
};
