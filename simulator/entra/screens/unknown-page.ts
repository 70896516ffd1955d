import { flowConfig, stampHeaders } from '../config.ts';
import { respondWithPage } from '../page.ts';
import type { Screen } from './screen.ts';

/** A page that came into the world after every program that meets it (facts 1.7). */
export const unknownPage: Screen = {
  id: 'unknown-page',
  due: (desk, flow) => desk.world.scenarioOf(flow.account).signIn?.unknownPage !== undefined,
  show(context, desk, flow) {
    const requestId = stampHeaders(context, desk);
    const pgid = desk.world.scenarioOf(flow.account).signIn?.unknownPage ?? '';
    const config = {
      ...flowConfig(desk, flow, requestId, { pgid, hpgid: 1190, hpgact: 2000 }),
      urlPost: '/productnotice',
    };
    return respondWithPage(
      context,
      { pgid, locale: flow.locale, title: flow.locale.texts.title, config },
      desk.world.token(16),
    );
  },
};
