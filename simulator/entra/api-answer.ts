import type { Context, Handler } from 'hono';
import { guid } from '../accounts.ts';
import type { HostEnv } from '../network/answer.ts';
import { stampHeaders } from './config.ts';
import { SignInError } from './errors.ts';
import type { EntraServices } from './services.ts';

/** A JSON interface of the sign-in pages: its errors are JSON as well, with status 200 (facts 4, 6000 and on). */
export function apiAnswer(
  services: EntraServices,
  compose: (context: Context<HostEnv>) => Promise<Record<string, unknown>>,
): Handler<HostEnv> {
  return async context => {
    stampHeaders(context, services);
    context.header('cache-control', 'no-store, no-cache');
    try {
      return context.json(await compose(context));
    } catch (error) {
      if (!(error instanceof SignInError)) throw error;
      services.simulator.journal.write('rejected', { ok: false, detail: error.code });
      return context.json({
        error: { code: error.code === '900144' ? '6002' : '6000', message: error.code },
        correlationId: context.req.header('client-request-id') ?? guid(services.simulator.random),
        timestamp: new Date(services.simulator.clock()).toISOString(),
        isFatal: true,
      });
    }
  };
}
