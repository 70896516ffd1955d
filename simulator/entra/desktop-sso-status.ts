import type { Handler } from 'hono';
import type { Room } from '../network/answer.ts';
import { apiAnswer } from './api-answer.ts';
import type { Desk } from './desk.ts';

/** POST /common/instrumentation/dssostatus: a page tells, after load, that seamless sign-on did not work (facts 2.0). */
export function desktopSsoStatus(desk: Desk): Handler<Room> {
  return apiAnswer(desk, async context => ({
    apiCanary: context.req.header('canary') ?? '',
    correlationId: context.req.header('client-request-id') ?? '',
    timestamp: new Date(desk.simulator.clock()).toISOString(),
  }));
}
