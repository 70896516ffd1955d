import type { Context, Handler } from 'hono';
import { guid } from '../accounts.ts';
import type { Room } from '../network/answer.ts';
import { stampHeaders } from './config.ts';
import type { Desk } from './desk.ts';
import { SignInError } from './errors.ts';

/** A JSON interface of the sign-in pages: its errors are JSON as well, with status 200 (facts 4, 6000 and on). */
export function apiAnswer(
  desk: Desk,
  compose: (context: Context<Room>) => Promise<Record<string, unknown>>,
): Handler<Room> {
  return async context => {
    stampHeaders(context, desk);
    context.header('cache-control', 'no-store, no-cache');
    try {
      return context.json(await compose(context));
    } catch (error) {
      if (!(error instanceof SignInError)) throw error;
      desk.simulator.journal.write('rejected', { ok: false, detail: error.code });
      return context.json({
        error: { code: error.code === '900144' ? '6002' : '6000', message: error.code },
        correlationId: context.req.header('client-request-id') ?? guid(desk.simulator.random),
        timestamp: new Date(desk.simulator.clock()).toISOString(),
        isFatal: true,
      });
    }
  };
}
