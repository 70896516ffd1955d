import { flowConfig, stampHeaders } from '../config.ts';
import { respondWithPage } from '../page.ts';
import type { Screen } from './screen.ts';

/** KmsiInterrupt: stay signed in? (facts 2.12) */
export const staySignedIn: Screen = {
  id: 'stay-signed-in',
  due(services, flow) {
    const { kmsi } = services.simulator.scenarioOf(flow.account).signIn ?? {};
    return kmsi === 'again' || (kmsi !== 'absent' && !flow.answered.has('stay-signed-in'));
  },
  show(context, services, flow) {
    const requestId = stampHeaders(context, services);
    const config = {
      ...flowConfig(services, flow, requestId, { pgid: 'KmsiInterrupt', hpgid: 1115, hpgact: 2000 }),
      // The state that the sign-in log shows for this page; not an error (facts 4, 50140).
      iLoginMode: 121,
      sErrTxt: '',
      urlPost: '/kmsi',
      iDefaultLoginOptions: 1,
      fKMSIEnabled: true,
    };
    return respondWithPage(
      context,
      { pgid: 'KmsiInterrupt', locale: flow.locale, title: flow.locale.texts.title, config },
      services.simulator.token(16),
    );
  },
};
