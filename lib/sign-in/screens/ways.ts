import { type FactorId, factorIds } from '../../domain/account.ts';
import { factors } from '../factors/factors.ts';
import type { View } from './screen.ts';

/** Every control that selects a sign-in method. */
export const everyWay: readonly string[] = factors.flatMap(({ ways }) => ways);

/** The link to the list of first factors (sign-in-facts 2.4). */
export const pickerLink = '#idA_PWD_SwitchToCredPicker';

/** The link to the list of second factors (sign-in-facts 2.6). */
export const anotherWayLink = '#signInAnotherWay';

/** The way to the list of first factors, unless it has been looked through already. */
export const toPicker = (view: View): string | undefined =>
  view.sees(pickerLink) && !view.hasMet('credential_picker') ? pickerLink : undefined;

/**
 * The control for the first of the factors that are configured, if the page offers any; only to one that is preferred
 * to `to`, and to no password that has been typed already.
 */
export function wayOn(view: View, to?: FactorId): string | undefined {
  return factors
    .filter(({ id }) => view.holds(id) && isPreferred(id, to))
    .filter(({ id }) => id !== 'password' || !view.hasShown(id))
    .flatMap(({ ways }) => ways)
    .find(way => view.sees(way));
}

export const isPreferred = (factor: FactorId, to: FactorId | undefined): boolean =>
  to === undefined || factorIds.indexOf(factor) < factorIds.indexOf(to);
