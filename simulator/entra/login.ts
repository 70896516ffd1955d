import type { Handler } from 'hono';
import type { Account } from '../accounts.ts';
import type { Room } from '../network/answer.ts';
import { readFields } from '../network/fields.ts';
import type { Desk } from './desk.ts';
import { showSignIn } from './screens/sign-in.ts';
import { showNext } from './screens.ts';

/** POST /{tenant}/login: user name and password. A refusal is a 200 with the same page (facts 2.4). */
export function login(desk: Desk): Handler<Room> {
  return async context => {
    const fields = await readFields(context.req.raw);
    const flow = desk.flows.spend({
      flowToken: fields.get('flowToken'),
      ctx: fields.get('ctx'),
      canary: fields.get('canary'),
    });
    const username = fields.get('login') || fields.get('loginfmt');
    const account = desk.world.accountNamed(username);
    context.set('account', account);

    const errorCode = judgePassword(desk, account, fields.get('passwd'));
    desk.world.journal.write('password', {
      account: username,
      ok: errorCode === undefined,
      ...(errorCode === undefined ? {} : { detail: errorCode }),
    });
    if (errorCode !== undefined) return showSignIn(context, desk, flow, { username, errorCode });

    flow.account = account;
    flow.passwordAccepted = true;
    return showNext(context, desk, flow);
  };
}

/** The error code of a password, or nothing when it is right. */
function judgePassword(desk: Desk, account: Account | undefined, password: string): string | undefined {
  if (account === undefined) return '50034';
  if (desk.lockout.isLocked(account)) return '50053';
  if (password !== account.password) {
    desk.lockout.noteWrong(account, password);
    return '50126';
  }
  const forced = desk.world.scenarioOf(account).passwordError;
  if (forced === undefined) desk.lockout.noteRight(account);
  return forced;
}
