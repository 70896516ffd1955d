import type { Context } from 'hono';
import type { Room } from '../../network/answer.ts';
import { flowConfig, stampHeaders } from '../config.ts';
import type { Desk } from '../desk.ts';
import type { Flow } from '../flows.ts';
import { respondWithPage } from '../page.ts';

/**
 * BssoInterrupt: the browser is asked for a session of its machine. The page comes back to itself, then goes on through
 * `/reprocess` (facts 2.0).
 */
export function showBrowserSso(context: Context<Room>, desk: Desk, flow: Flow): Response {
  const requestId = stampHeaders(context, desk);
  const here = new URL(context.req.url);
  const isReload = here.searchParams.has('sso_reload');
  here.searchParams.set('sso_reload', 'True');
  const { texts } = flow.locale;
  const config = {
    ...flowConfig(desk, flow, requestId, { pgid: 'BssoInterrupt', hpgid: 1107, hpgact: 1800 }),
    sErrorCode: '50058',
    urlPost: isReload ? `/common/reprocess?ctx=${flow.ctx}&sosid=${flow.correlationId}` : here.href,
    bsso: {
      states: { START: 'start', END: 'end' },
      nonce: desk.simulator.token(24),
      reason: 'Pull is needed',
    },
  };
  return respondWithPage(
    context,
    { pgid: 'BssoInterrupt', locale: flow.locale, title: texts.redirecting, config },
    desk.simulator.token(16),
  );
}
