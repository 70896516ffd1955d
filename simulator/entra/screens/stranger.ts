import type { Handler } from 'hono';
import type { HostEnv } from '../../network/answer.ts';
import type { EntraServices } from '../services.ts';
import type { Screen } from './screen.ts';

/** Sends the browser to the server that answers this account in Microsoft's name. */
export const stranger: Screen = {
  id: 'stranger',
  due: (_services, flow) => flow.account?.stranger !== undefined,
  show: (context, _services, flow) => context.redirect(`/stranger/${flow.account?.id ?? ''}/`, 302),
};

/** `/stranger/{account}/` and everything below it. */
export function answerAsStranger({ simulator }: EntraServices): Handler<HostEnv> {
  return context => {
    const account = simulator.accounts.find(({ id }) => id === context.req.param('account'));
    return account?.stranger?.(context.req.raw) ?? context.notFound();
  };
}
