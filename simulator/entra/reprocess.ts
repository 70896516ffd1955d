import type { Handler } from 'hono';
import type { Room } from '../network/answer.ts';
import type { Desk } from './desk.ts';
import { answerApplication } from './grant-access.ts';
import { showSignIn } from './screens/sign-in.ts';
import { showNext } from './screens.ts';

/**
 * GET /{tenant}/reprocess?ctx=…: the same sign-in once more (`urlLogin` and `urlRefresh` in `$Config`, facts 2.0). After the password it
 * goes on with the list of second factors; `ways` is the view that it opens on before that (1.10).
 */
export function reprocess(desk: Desk): Handler<Room> {
  return async context => {
    const flow = desk.flows.withContext(context.req.query('ctx') ?? '');
    const session = desk.sessions.find(context);
    if (session !== undefined) return answerApplication(context, desk, session, flow.request, flow.locale);
    if (flow.passwordAccepted) {
      flow.listsProofs = true;
      return showNext(context, desk, flow);
    }
    const ways = context.req.query('ways');
    return showSignIn(context, desk, flow, undefined, ways === undefined ? undefined : Number(ways));
  };
}
