import { guid, tenant } from '../accounts.ts';
import type { SimulatorContext } from '../simulator-context.ts';

/** An application of the tenant with a secret of its own: it is not a user, so it needs no second factor (facts 6.4). */
export interface TenantApplication {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The one application that the tenant has registered. */
export function registerApplication(simulator: SimulatorContext): TenantApplication {
  // Every secret that Entra makes contains a tilde.
  return {
    tenantId: tenant.id,
    clientId: guid(simulator.random),
    clientSecret: `Gk8Q~${simulator.token(24)}`,
  };
}
