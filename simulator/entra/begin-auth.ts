import type { Handler } from 'hono';
import { guid } from '../accounts.ts';
import type { Room } from '../network/answer.ts';
import { readFields } from '../network/fields.ts';
import { apiAnswer } from './api-answer.ts';
import type { Desk } from './desk.ts';
import { SignInError } from './errors.ts';
import { proofsOf } from './screens/second-factor.ts';

/** POST /common/SAS/BeginAuth: a second factor was chosen. */
export function beginAuth(desk: Desk): Handler<Room> {
  return apiAnswer(desk, async context => {
    const fields = await readFields(context.req.raw);
    const flow = desk.flows.find({
      flowToken: fields.get('FlowToken'),
      ctx: fields.get('Ctx'),
      canary: context.req.header('canary') ?? '',
    });
    if (!flow.passwordAccepted || flow.account === undefined) throw new SignInError('90013');
    context.set('account', flow.account);

    const method = fields.get('AuthMethodId');
    const known = proofsOf(desk, flow).some(proof => proof === method);
    desk.simulator.journal.write('beginAuth', { account: flow.account.username, ok: known, detail: method });
    const [dice = 0] = method === 'PhoneAppNotification' ? desk.simulator.random(1) : [];
    const entropy = method === 'PhoneAppNotification' ? 10 + (dice % 90) : 0;
    flow.begun = known ? { method, sessionId: guid(desk.simulator.random), entropy } : undefined;
    return {
      Success: known,
      ResultValue: known ? 'Success' : 'AuthenticationMethodNotConfigured',
      Message: null,
      AuthMethodId: method,
      ErrCode: known ? 0 : 500121,
      Retry: false,
      FlowToken: desk.flows.issue(flow),
      Ctx: flow.ctx,
      SessionId: flow.begun?.sessionId ?? '00000000-0000-0000-0000-000000000000',
      CorrelationId: flow.correlationId,
      Timestamp: new Date(desk.simulator.clock()).toISOString(),
      Entropy: flow.begun?.entropy ?? 0,
      ReselectUIOption: 0,
    };
  });
}
