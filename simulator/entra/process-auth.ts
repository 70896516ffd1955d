import type { Handler } from 'hono';
import type { Room } from '../network/answer.ts';
import { readFields } from '../network/fields.ts';
import type { Desk } from './desk.ts';
import { SignInError } from './errors.ts';
import { showNext } from './screens.ts';

/** POST /common/SAS/ProcessAuth: the form that follows an accepted code. `request` carries what is `ctx` elsewhere. */
export function processAuth(desk: Desk): Handler<Room> {
  return async context => {
    const fields = await readFields(context.req.raw);
    if (fields.isJson || fields.get('request') === '') throw new SignInError('90014');
    const flow = desk.flows.spend({
      flowToken: fields.get('flowToken'),
      ctx: fields.get('request'),
      canary: fields.get('canary'),
    });
    context.set('account', flow.account);
    const ok = flow.passwordAccepted && flow.codeAccepted;
    desk.simulator.journal.write('processAuth', { account: flow.account?.username ?? '', ok });
    if (!ok) throw new SignInError('500121', flow.correlationId);
    return showNext(context, desk, flow);
  };
}
