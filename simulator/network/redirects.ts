import type { Handler } from 'hono';
import type { SimulatorContext } from '../simulator-context.ts';
import type { HostEnv } from './answer.ts';

/** Redirects requests of a host to another one, path and query included, where the scenario says so. */
export function redirectHosts(simulator: SimulatorContext): Handler<HostEnv> {
  return async (context, next) => {
    const url = new URL(context.req.url);
    const host = simulator.scenarioOf(undefined).network?.redirects?.[url.hostname];
    return host === undefined ? next() : context.redirect(`https://${host}${url.pathname}${url.search}`, 302);
  };
}
