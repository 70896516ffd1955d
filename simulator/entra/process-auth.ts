import type { Handler } from 'hono';
import type { HostEnv } from '../network/answer.ts';
import { readFields } from '../network/fields.ts';
import { SignInError } from './errors.ts';
import { showNext } from './screens.ts';
import type { EntraServices } from './services.ts';

/** POST /common/SAS/ProcessAuth: the form that follows an accepted code. `request` carries what is `ctx` elsewhere. */
export function processAuth(services: EntraServices): Handler<HostEnv> {
  return async context => {
    const fields = await readFields(context.req.raw);
    if (fields.isJson || fields.get('request') === '') throw new SignInError('90014');
    const flow = services.flows.spend({
      flowToken: fields.get('flowToken'),
      ctx: fields.get('request'),
      canary: fields.get('canary'),
    });
    context.set('account', flow.account);
    const ok = flow.passwordAccepted && flow.codeAccepted;
    services.simulator.journal.write('processAuth', { account: flow.account?.username ?? '', ok });
    if (!ok) throw new SignInError('500121', flow.correlationId);
    return showNext(context, services, flow);
  };
}
