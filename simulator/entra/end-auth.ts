import type { Handler } from 'hono';
import type { Room } from '../network/answer.ts';
import { readFields } from '../network/fields.ts';
import { apiAnswer } from './api-answer.ts';
import type { Desk } from './desk.ts';
import { SignInError } from './errors.ts';

/** POST /common/SAS/EndAuth: the code (facts 2.7). */
export function endAuth(desk: Desk): Handler<Room> {
  return apiAnswer(desk, async context => {
    const fields = await readFields(context.req.raw);
    const flow = desk.flows.find({
      flowToken: fields.get('FlowToken'),
      ctx: fields.get('Ctx'),
      canary: context.req.header('canary') ?? '',
    });
    const { account, begun } = flow;
    if (account === undefined || begun === undefined) throw new SignInError('90013');
    if (fields.get('SessionId') !== begun.sessionId) throw new SignInError('90013');
    context.set('account', account);

    const result =
      begun.method === 'PhoneAppOTP'
        ? desk.passcodes.judge(account, fields.get('AdditionalAuthData'), flow.wrongCodes)
        : 'OathCodeIncorrect';
    const ok = result === 'Success';
    flow.codeAccepted = ok;
    if (!ok) flow.wrongCodes += 1;
    desk.world.journal.write('code', { account: account.username, ok, ...(ok ? {} : { detail: result }) });
    return {
      Success: ok,
      ResultValue: result,
      Message: null,
      AuthMethodId: begun.method,
      ErrCode: ok ? 0 : 500121,
      Retry: false,
      FlowToken: desk.flows.issue(flow),
      Ctx: flow.ctx,
      SessionId: begun.sessionId,
      CorrelationId: flow.correlationId,
      Timestamp: new Date(desk.world.clock()).toISOString(),
      Entropy: 0,
      ReselectUIOption: 0,
    };
  });
}
