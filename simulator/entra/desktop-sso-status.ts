import type { Handler } from 'hono';
import type { HostEnv } from '../network/answer.ts';
import { apiAnswer } from './api-answer.ts';
import type { EntraServices } from './services.ts';

/** POST /common/instrumentation/dssostatus: a page reports, after load, that seamless sign-on did not work (facts 2.0). */
export function desktopSsoStatus(services: EntraServices): Handler<HostEnv> {
  return apiAnswer(services, async context => ({
    apiCanary: context.req.header('canary') ?? '',
    correlationId: context.req.header('client-request-id') ?? '',
    timestamp: new Date(services.simulator.clock()).toISOString(),
  }));
}
