import type { Handler } from 'hono';
import type { Account } from '../accounts.ts';
import type { HostEnv } from '../network/answer.ts';
import { type Fields, readFields } from '../network/fields.ts';
import { apiAnswer } from './api-answer.ts';
import { SignInError } from './errors.ts';
import type { Flow } from './flows.ts';
import type { EntraServices } from './services.ts';

/** POST /common/SAS/EndAuth: the code (facts 2.7), or the question whether the push was approved: it never is. */
export function endAuth(services: EntraServices): Handler<HostEnv> {
  return apiAnswer(services, async context => {
    const fields = await readFields(context.req.raw);
    const flow = services.flows.find({
      flowToken: fields.get('FlowToken'),
      ctx: fields.get('Ctx'),
      canary: context.req.header('canary') ?? '',
    });
    const { account, begun } = flow;
    if (account === undefined || begun === undefined) throw new SignInError('90013');
    if (fields.get('SessionId') !== begun.sessionId) throw new SignInError('90013');
    context.set('account', account);

    const isPending = begun.method === 'PhoneAppNotification';
    const result = isPending ? 'AuthenticationPending' : judge(services, flow, account, fields);
    const ok = result === 'Success';
    if (isPending) {
      services.simulator.journal.write('poll', { account: account.username, ok, detail: begun.method });
    } else {
      flow.codeAccepted = ok;
      if (!ok) flow.wrongCodes += 1;
      services.simulator.journal.write('code', {
        account: account.username,
        ok,
        ...(ok ? {} : { detail: result }),
      });
    }
    return {
      Success: ok,
      ResultValue: result,
      Message: null,
      AuthMethodId: begun.method,
      ErrCode: ok || isPending ? 0 : 500121,
      Retry: isPending,
      FlowToken: services.flows.issue(flow),
      Ctx: flow.ctx,
      SessionId: begun.sessionId,
      CorrelationId: flow.correlationId,
      Timestamp: new Date(services.simulator.clock()).toISOString(),
      Entropy: begun.entropy,
      ReselectUIOption: 0,
    };
  });
}

/** What a code is worth. The app's code does not answer a text message, and no other code exists here. */
function judge(services: EntraServices, flow: Flow, account: Account, fields: Fields): string {
  if (flow.begun?.method !== 'PhoneAppOTP') return 'OathCodeIncorrect';
  return services.passcodes.judge(account, fields.get('AdditionalAuthData'), flow.wrongCodes);
}
