import { flowConfig, stampHeaders } from '../config.ts';
import { respondWithPage } from '../page.ts';
import type { Screen } from './screen.ts';

/** A page that is newer than every program (facts 1.7). */
export const unknownPage: Screen = {
  id: 'unknown-page',
  due: (services, flow) => services.simulator.scenarioOf(flow.account).signIn?.unknownPage !== undefined,
  show(context, services, flow) {
    const requestId = stampHeaders(context, services);
    const pgid = services.simulator.scenarioOf(flow.account).signIn?.unknownPage ?? '';
    const config = {
      ...flowConfig(services, flow, requestId, { pgid, hpgid: 1190, hpgact: 2000 }),
      urlPost: '/productnotice',
    };
    return respondWithPage(
      context,
      { pgid, locale: flow.locale, title: flow.locale.texts.title, config },
      services.simulator.token(16),
    );
  },
};
