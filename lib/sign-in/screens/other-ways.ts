import type { FactorId } from '../../domain/account.ts';
import { accessPassField } from './access-pass.ts';
import { passkeyView } from './passkey.ts';
import { passwordField } from './password.ts';
import type { ActionScreen, View } from './screen.ts';
import { anotherWayLink, everyWay, isPreferred, pickerLink, toPicker, wayOn } from './ways.ts';

/** The number of a passwordless push, and the placeholder while it is sent (sign-in-facts 2.5). */
const push = [
  '#idRemoteNGC_DisplaySign',
  '#idDiv_RemoteNGC_PollingDescription',
  '[data-bind*="login-remote-ngc-view"]',
  '[data-viewid="4"]',
];

/** Shows which method the page itself has chosen; only for a push, which Genkan never has. */
const taken: readonly (readonly [string, FactorId | undefined])[] = [
  [passwordField, 'password'],
  [passkeyView, 'passkey'],
  [accessPassField, 'access_pass'],
  ...push.map(control => [control, undefined] as const),
];

const back = '#idBtn_Back';

/**
 * A page that asks for what we do not hold, or for less than we hold, and offers other ways (sign-in-facts 2.4, 2.5):
 * by links to single ones, or to the list of them all. The passkey page comes right after the name, or after the
 * password, of every account that has a passkey registered (7.6). Its ceremony fails at once (`ceremonies.ts`); its
 * other ways may come only then, and perhaps only on the page before.
 */
export const otherWays: ActionScreen = {
  id: 'other_ways',
  step: 'mfa',
  controls: [pickerLink, anotherWayLink, back, ...taken.map(([control]) => control), ...everyWay],
  pages: ['ConvergedSignIn'],
  matches: view => {
    const offered = taken.find(([control]) => view.sees(control));
    if (offered === undefined) return false;
    const [control, factor] = offered;
    if (view.pageId !== 'ConvergedSignIn' && control !== passkeyView) return false;
    return factor === undefined || !view.holds(factor) || betterWay(view, factor) !== undefined;
  },
  // Coming back here means that what we went away for was not taken.
  refuses: view => view.refusal !== undefined || view.hasShown('passkey') || view.hasShown('certificate'),
  isDeadEnd: view => way(view) === undefined,
  press: view => way(view),
  lastWay: view => (view.sees(passkeyView) ? back : undefined),
  // Some links open another page, some another view of this one; pressing again does no harm.
  sends: 'page',
  visits: 2,
};

const way = (view: View): string | undefined =>
  wayOn(view) ?? toPicker(view) ?? (view.sees(anotherWayLink) ? anotherWayLink : undefined);

/** Once it has been looked through, the list has nothing better. */
function betterWay(view: View, factor: FactorId): string | undefined {
  const isWorthALook = (['passkey', 'certificate', 'password'] as const).some(
    id => view.holds(id) && isPreferred(id, factor),
  );
  return wayOn(view, factor) ?? (isWorthALook ? toPicker(view) : undefined);
}
