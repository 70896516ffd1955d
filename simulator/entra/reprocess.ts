import type { Handler } from 'hono';
import type { HostEnv } from '../network/answer.ts';
import { answerApplication } from './grant-access.ts';
import { showSignIn } from './screens/sign-in.ts';
import { showNext } from './screens.ts';
import type { EntraServices } from './services.ts';

/**
 * GET /{tenant}/reprocess?ctx=…: the same sign-in once more (`urlLogin` and `urlRefresh` in `$Config`, facts 2.0). After the password it
 * goes on with the list of second factors; `ways` is the view that it opens on before that (1.10).
 */
export function reprocess(services: EntraServices): Handler<HostEnv> {
  return async context => {
    const flow = services.flows.withContext(context.req.query('ctx') ?? '');
    const session = services.sessions.find(context);
    if (session !== undefined)
      return answerApplication(context, services, session, flow.request, flow.locale);
    if (flow.passwordAccepted) {
      flow.listsProofs = true;
      return showNext(context, services, flow);
    }
    const ways = context.req.query('ways');
    return showSignIn(context, services, flow, undefined, ways === undefined ? undefined : Number(ways));
  };
}
