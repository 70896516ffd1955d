import type { Handler } from 'hono';
import type { HostEnv } from '../network/answer.ts';
import { readFields } from '../network/fields.ts';
import { SignInError } from './errors.ts';
import { secondFactor } from './screens/second-factor.ts';
import { staySignedIn } from './screens/stay-signed-in.ts';
import { showNext } from './screens.ts';
import type { EntraServices } from './services.ts';

/** POST /kmsi: LoginOptions 1 is Yes, anything else is No (facts 2.12). */
export function kmsi(services: EntraServices): Handler<HostEnv> {
  return async context => {
    const fields = await readFields(context.req.raw);
    const flow = services.flows.spend({
      flowToken: fields.get('flowToken'),
      ctx: fields.get('ctx'),
      canary: fields.get('canary'),
    });
    context.set('account', flow.account);
    const ok = flow.passwordAccepted && !secondFactor.due(services, flow);
    if (!ok) throw new SignInError('90013', flow.correlationId);
    flow.answered.add(staySignedIn.id);
    flow.keepSignedIn = fields.get('LoginOptions') === '1';
    services.simulator.journal.write('kmsi', {
      account: flow.account?.username ?? '',
      ok,
      detail: flow.keepSignedIn ? 'yes' : 'no',
    });
    return showNext(context, services, flow);
  };
}
