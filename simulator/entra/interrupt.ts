import type { Context, Handler } from 'hono';
import type { HostEnv } from '../network/answer.ts';
import { readFields } from '../network/fields.ts';
import type { Flow } from './flows.ts';
import { interruptId } from './screens/interrupt.ts';
import { showNext } from './screens.ts';
import type { EntraServices } from './services.ts';

/** POST /appverify and /tenantconfirm: "Continue" (facts 2.21). */
export function answerInterrupt(services: EntraServices): Handler<HostEnv> {
  return async context => {
    const fields = await readFields(context.req.raw);
    return goOn(context, services, {
      flowToken: fields.get('flowToken'),
      ctx: fields.get('ctx'),
      canary: fields.get('canary'),
    });
  };
}

/** GET /common/resume?ctx=…&flowtoken=…&skipmfaregistration=1: a registration is put off (facts 2.13). */
export function skipInterrupt(services: EntraServices): Handler<HostEnv> {
  return context =>
    goOn(context, services, {
      flowToken: context.req.query('flowtoken') ?? '',
      ctx: context.req.query('ctx') ?? '',
      canary: '',
    });
}

function goOn(
  context: Context<HostEnv>,
  services: EntraServices,
  sent: Parameters<EntraServices['flows']['spend']>[0],
) {
  const flow: Flow = services.flows.spend(sent);
  context.set('account', flow.account);
  flow.answered.add(interruptId);
  services.simulator.journal.write('interrupt', { account: flow.account?.username ?? '', ok: true });
  return showNext(context, services, flow);
}
