import { account } from './causes/account.ts';
import { type Cause, helpSites } from './causes/cause.ts';
import { identityProvider } from './causes/identity-provider.ts';
import { microsoft } from './causes/microsoft.ts';
import { monitor } from './causes/monitor.ts';
import { network } from './causes/network.ts';
import { policy } from './causes/policy.ts';
import { tenant } from './causes/tenant.ts';

export { type Fault, faults } from './causes/cause.ts';

const table = { ...account, ...tenant, ...policy, ...identityProvider, ...microsoft, ...network, ...monitor };

/** Why a run is not up: a closed set. A new cause is an entry in the file of its fault, or in `tenant.ts`. */
export type CauseId = keyof typeof table;

export const causes: Readonly<Record<CauseId, Cause>> = table;

/** For what was read from outside: is it the id of a cause? */
export const isCauseId = (word: string): word is CauseId => Object.hasOwn(causes, word);

export const causeIds: readonly CauseId[] = Object.keys(causes).filter(isCauseId);

const byCode: ReadonlyMap<string, CauseId> = new Map(
  causeIds.flatMap(id => causes[id].codes.map(code => [code, id] as const)),
);

/** What one of Microsoft's codes means; nothing for a normal state, or for one that is not known. */
export const causeOf = (code = ''): CauseId | undefined => byCode.get(code);

/** A page that helps with what a run ended with; the look-up of codes is asked for the one that the page showed. */
export function helpFor(cause: CauseId, errorCode = ''): string | undefined {
  const { help } = causes[cause];
  const isLookup = help === helpSites.errorLookup && /^\d+$/.test(errorCode);
  return isLookup ? `${help}?code=${errorCode}` : help;
}
