import type { Handler } from 'hono';
import { guid } from '../accounts.ts';
import type { HostEnv } from '../network/answer.ts';
import { readFields } from '../network/fields.ts';
import { apiAnswer } from './api-answer.ts';
import { SignInError } from './errors.ts';
import { proofsOf } from './screens/second-factor.ts';
import type { EntraServices } from './services.ts';

/** POST /common/SAS/BeginAuth: a second factor was chosen. */
export function beginAuth(services: EntraServices): Handler<HostEnv> {
  return apiAnswer(services, async context => {
    const fields = await readFields(context.req.raw);
    const flow = services.flows.find({
      flowToken: fields.get('FlowToken'),
      ctx: fields.get('Ctx'),
      canary: context.req.header('canary') ?? '',
    });
    if (!flow.passwordAccepted || flow.account === undefined) throw new SignInError('90013');
    context.set('account', flow.account);

    const method = fields.get('AuthMethodId');
    const known = proofsOf(services, flow).some(proof => proof === method);
    services.simulator.journal.write('beginAuth', {
      account: flow.account.username,
      ok: known,
      detail: method,
    });
    const [dice = 0] = method === 'PhoneAppNotification' ? services.simulator.random(1) : [];
    const entropy = method === 'PhoneAppNotification' ? 10 + (dice % 90) : 0;
    flow.begun = known ? { method, sessionId: guid(services.simulator.random), entropy } : undefined;
    return {
      Success: known,
      ResultValue: known ? 'Success' : 'AuthenticationMethodNotConfigured',
      Message: null,
      AuthMethodId: method,
      ErrCode: known ? 0 : 500121,
      Retry: false,
      FlowToken: services.flows.issue(flow),
      Ctx: flow.ctx,
      SessionId: flow.begun?.sessionId ?? '00000000-0000-0000-0000-000000000000',
      CorrelationId: flow.correlationId,
      Timestamp: new Date(services.simulator.clock()).toISOString(),
      Entropy: flow.begun?.entropy ?? 0,
      ReselectUIOption: 0,
    };
  });
}
