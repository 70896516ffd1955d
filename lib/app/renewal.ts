import type { ResolvedConfig } from '../config/configuration.ts';
import type { Account } from '../domain/account.ts';
import type { Renewal } from '../runner/due-run.ts';

/**
 * Reads secrets again for runs of a process that stays. What was found is kept for the runs to come: they must not go
 * back to the secret that was refused.
 */
export function renewalOf({ renew }: Pick<ResolvedConfig, 'renew'>): Renewal {
  const read = new Map<string, Account>();
  const latest = (account: Account): Account => read.get(account.id) ?? account;
  return {
    latest,
    renew: async account => {
      const found = await renew(account.id);
      if (found !== undefined) read.set(account.id, found);
      return latest(account);
    },
  };
}
