import { type FactorId, factorIds } from '../../core/account.ts';
import { factors } from '../factors/factors.ts';
import type { View } from './screen.ts';

/** Everything that leads to some factor. */
export const everyWay: readonly string[] = factors.flatMap(({ ways }) => ways);

/** The control that leads to the first of the factors that we hold, if the page offers any; only to one that is preferred to `to`. */
export function wayOn(view: View, to?: FactorId): string | undefined {
  return factors
    .filter(({ id }) => view.holds(id) && isPreferred(id, to))
    .flatMap(({ ways }) => ways)
    .find(way => view.sees(way));
}

export const isPreferred = (factor: FactorId, to: FactorId | undefined): boolean =>
  to === undefined || factorIds.indexOf(factor) < factorIds.indexOf(to);
