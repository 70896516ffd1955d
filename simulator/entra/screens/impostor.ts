import type { Handler } from 'hono';
import type { HostEnv } from '../../network/answer.ts';
import type { EntraServices } from '../services.ts';
import type { Screen } from './screen.ts';

/** Sends the browser to the server that answers this account in Microsoft's name. */
export const impostor: Screen = {
  id: 'impostor',
  due: (_services, flow) => flow.account?.impostor !== undefined,
  show: (context, _services, flow) => context.redirect(`/impostor/${flow.account?.id ?? ''}/`, 302),
};

/** `/impostor/{account}/` and everything below it. */
export function answerAsImpostor({ simulator }: EntraServices): Handler<HostEnv> {
  return context => {
    const account = simulator.accounts.find(({ id }) => id === context.req.param('account'));
    return account?.impostor?.(context.req.raw) ?? context.notFound();
  };
}
