import type { Handler } from 'hono';
import { relyingParty } from '../credentials.ts';
import type { Room } from '../network/answer.ts';
import { readFields } from '../network/fields.ts';
import { flowConfig, stampHeaders } from './config.ts';
import type { Desk } from './desk.ts';
import { respondWithPage } from './page.ts';

/** POST https://login.microsoft.com/{tenant}/fido/get: the page that asks the browser for a passkey (facts 2.9). */
export function fidoGet(desk: Desk): Handler<Room> {
  return async context => {
    const fields = await readFields(context.req.raw);
    // The form carries the flow token under another name than elsewhere.
    const flow = desk.flows.find({ flowToken: fields.get('canary'), ctx: fields.get('ctx'), canary: '' });
    const account = desk.world.accountNamed(flow.username ?? flow.account?.username ?? '');
    context.set('account', account);
    flow.challenge = `O.${desk.world.token(48)}`;
    const requestId = stampHeaders(context, desk);
    const { tenantSegment } = flow.request;
    const origin = 'https://login.microsoftonline.com';
    const config = {
      ...flowConfig(desk, flow, requestId, { pgid: 'ConvergedSignIn', hpgid: 1104, hpgact: 2000 }),
      iLoginMode: 111,
      sPOST_Username: account?.username ?? '',
      sFidoChallenge: flow.challenge,
      sRelyingParty: relyingParty,
      arrFidoAllowList: account === undefined ? [] : desk.passkeys.of(account),
      urlPost: `${origin}/${tenantSegment}/login`,
      urlRefresh: `${origin}/${tenantSegment}/reprocess?ctx=${flow.ctx}`,
    };
    return respondWithPage(
      context,
      { pgid: 'ConvergedSignIn', locale: flow.locale, title: flow.locale.texts.title, config },
      desk.world.token(16),
    );
  };
}
