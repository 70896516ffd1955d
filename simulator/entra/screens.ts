import type { Context } from 'hono';
import type { HostEnv } from '../network/answer.ts';
import type { Flow } from './flows.ts';
import { grantAccess } from './grant-access.ts';
import { impostor } from './screens/impostor.ts';
import { interruptAfterFactor, interruptAfterPassword } from './screens/interrupt.ts';
import type { Screen } from './screens/screen.ts';
import { secondFactor } from './screens/second-factor.ts';
import { staySignedIn } from './screens/stay-signed-in.ts';
import { unknownPage } from './screens/unknown-page.ts';
import type { EntraServices } from './services.ts';

/**
 * Every screen that can follow the right password, in the order in which Entra asks. The first that is due is shown;
 * where none is, the application gets its answer. A new screen is a file in `screens/`, a view in `client/` and a
 * line here.
 */
const screens: readonly Screen[] = [
  impostor,
  interruptAfterPassword,
  secondFactor,
  interruptAfterFactor,
  unknownPage,
  staySignedIn,
];

/** Moves a sign-in on to whatever comes next. */
export async function showNext(
  context: Context<HostEnv>,
  services: EntraServices,
  flow: Flow,
): Promise<Response> {
  const screen = screens.find(candidate => candidate.due(services, flow));
  return screen === undefined ? grantAccess(context, services, flow) : screen.show(context, services, flow);
}
