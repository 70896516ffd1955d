import type { Handler } from 'hono';
import type { Account } from '../accounts.ts';
import type { Room } from '../network/answer.ts';
import { readFields } from '../network/fields.ts';
import type { Desk } from './desk.ts';
import { firstFactorsOf, judgeFirstFactor } from './first-factors.ts';
import { showSignIn } from './screens/sign-in.ts';
import { showNext } from './screens.ts';

/** POST /{tenant}/login: user name with password, or what stands in for it. A refusal is a 200 with the same page (facts 2.4). */
export function login(desk: Desk): Handler<Room> {
  return async context => {
    const fields = await readFields(context.req.raw);
    const flow = desk.flows.spend({
      flowToken: fields.get('flowToken'),
      ctx: fields.get('ctx'),
      canary: fields.get('canary'),
    });
    const strong = judgeFirstFactor(desk, flow, fields);
    if (strong !== undefined) {
      const { factor, errorCode } = strong;
      const username = strong.account?.username ?? flow.username ?? '';
      context.set('account', strong.account);
      desk.simulator.journal.write('firstFactor', {
        account: username,
        ok: errorCode === undefined,
        detail: errorCode ?? factor,
      });
      if (errorCode !== undefined) return showSignIn(context, desk, flow, { username, errorCode, factor });
      flow.account = strong.account;
      // As good as a password and a second factor together (facts 7.6).
      flow.passwordAccepted = true;
      flow.codeAccepted = true;
      return showNext(context, desk, flow);
    }
    const username = fields.get('login') || fields.get('loginfmt');
    const account = desk.simulator.accountNamed(username);
    context.set('account', account);

    const errorCode = judgePassword(desk, account, fields.get('passwd'));
    desk.simulator.journal.write('password', {
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
export function judgePassword(
  desk: Desk,
  account: Account | undefined,
  password: string,
): string | undefined {
  if (account === undefined) return '50034';
  if (!firstFactorsOf(desk, account).includes('password')) return '50056';
  if (desk.lockout.isLocked(account)) return '50053';
  if (password !== account.password) {
    desk.lockout.noteWrong(account, password);
    return '50126';
  }
  const forced = desk.simulator.scenarioOf(account).signIn?.passwordError;
  if (forced === undefined) desk.lockout.noteRight(account);
  return forced;
}
