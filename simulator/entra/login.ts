import type { Handler } from 'hono';
import type { Account } from '../accounts.ts';
import type { HostEnv } from '../network/answer.ts';
import { readFields } from '../network/fields.ts';
import { firstFactorsOf, judgeFirstFactor } from './first-factors.ts';
import { showSignIn } from './screens/sign-in.ts';
import { showNext } from './screens.ts';
import type { EntraServices } from './services.ts';

/** POST /{tenant}/login: user name with password, or another first factor. A refusal is a 200 with the same page (facts 2.4). */
export function login(services: EntraServices): Handler<HostEnv> {
  return async context => {
    const fields = await readFields(context.req.raw);
    const flow = services.flows.spend({
      flowToken: fields.get('flowToken'),
      ctx: fields.get('ctx'),
      canary: fields.get('canary'),
    });
    const strong = judgeFirstFactor(services, flow, fields);
    if (strong !== undefined) {
      const { factor, errorCode } = strong;
      const username = strong.account?.username ?? flow.username ?? '';
      context.set('account', strong.account);
      services.simulator.journal.write('firstFactor', {
        account: username,
        ok: errorCode === undefined,
        detail: errorCode ?? factor,
      });
      if (errorCode !== undefined)
        return showSignIn(context, services, flow, { username, errorCode, factor });
      flow.account = strong.account;
      // As good as a password and a second factor together (facts 7.6).
      flow.passwordAccepted = true;
      flow.codeAccepted = true;
      return showNext(context, services, flow);
    }
    const username = fields.get('login') || fields.get('loginfmt');
    const account = services.simulator.accountNamed(username);
    context.set('account', account);

    const errorCode = judgePassword(services, account, fields.get('passwd'));
    services.simulator.journal.write('password', {
      account: username,
      ok: errorCode === undefined,
      ...(errorCode === undefined ? {} : { detail: errorCode }),
    });
    if (errorCode !== undefined) return showSignIn(context, services, flow, { username, errorCode });

    flow.account = account;
    flow.passwordAccepted = true;
    return showNext(context, services, flow);
  };
}

/** The error code of a password, or nothing when it is right. */
export function judgePassword(
  services: EntraServices,
  account: Account | undefined,
  password: string,
): string | undefined {
  if (account === undefined) return '50034';
  if (!firstFactorsOf(services, account).includes('password')) return '50056';
  if (services.lockout.isLocked(account)) return '50053';
  if (password !== account.password) {
    services.lockout.noteWrong(account, password);
    return '50126';
  }
  const forced = services.simulator.scenarioOf(account).signIn?.passwordError;
  if (forced === undefined) services.lockout.noteRight(account);
  return forced;
}
