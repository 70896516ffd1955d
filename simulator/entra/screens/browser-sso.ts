import type { Context } from 'hono';
import type { HostEnv } from '../../network/answer.ts';
import { flowConfig, stampHeaders } from '../config.ts';
import type { Flow } from '../flows.ts';
import { respondWithPage } from '../page.ts';
import type { EntraServices } from '../services.ts';

/**
 * BssoInterrupt: the browser is asked for a session of its machine. The page comes back to itself, then goes on through
 * `/reprocess` (facts 2.0).
 */
export function showBrowserSso(context: Context<HostEnv>, services: EntraServices, flow: Flow): Response {
  const requestId = stampHeaders(context, services);
  const here = new URL(context.req.url);
  const isReload = here.searchParams.has('sso_reload');
  here.searchParams.set('sso_reload', 'True');
  const { texts } = flow.locale;
  const config = {
    ...flowConfig(services, flow, requestId, { pgid: 'BssoInterrupt', hpgid: 1107, hpgact: 1800 }),
    sErrorCode: '50058',
    urlPost: isReload ? `/common/reprocess?ctx=${flow.ctx}&sosid=${flow.correlationId}` : here.href,
    bsso: {
      states: { START: 'start', END: 'end' },
      nonce: services.simulator.token(24),
      reason: 'Pull is needed',
    },
  };
  return respondWithPage(
    context,
    { pgid: 'BssoInterrupt', locale: flow.locale, title: texts.redirecting, config },
    services.simulator.token(16),
  );
}
