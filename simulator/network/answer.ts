import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, Handler, Hono } from 'hono';
import type { Account } from '../accounts.ts';
import type { Answer, Fault } from '../scenarios/scenario.ts';
import type { SimulatorContext } from '../simulator-context.ts';

/** What a request carries through a host app besides itself. */
export interface HostEnv {
  Bindings: HttpBindings;
  Variables: {
    /** Whose request it turned out to be, once that is known: the account's own scenario then counts. */
    account: Account | undefined;
  };
}

/** The Hono app that answers for one host or for several. */
export type HostApp = Hono<HostEnv>;

/** Gives a handler a name that scenarios can slow down or break. */
export function answer(
  simulator: SimulatorContext,
  name: Answer,
  handler: Handler<HostEnv>,
): Handler<HostEnv> {
  return async (context, next) => {
    const response = await handler(context, next);
    const { delays, faults } = simulator.scenarioOf(context.get('account')).network ?? {};
    const delay = delays?.[name] ?? 0;
    if (delay > 0) await new Promise(resolve => setTimeout(resolve, delay));
    const fault = faults?.[name];
    if (fault === undefined) return response;
    simulator.journal.write('rejected', { detail: name, ok: false });
    return play(fault, context);
  };
}

function play(fault: Fault, context: Context<HostEnv>): Response {
  if (typeof fault === 'object') {
    const said =
      fault.page === undefined
        ? `<h2>Our services aren't available right now</h2><p>${fault.status}</p>`
        : "<h1>Server Error in '/' Application.<hr></h1><h2><i>Runtime Error</i></h2>";
    const body = `<html><body>${said}<p>Genkan simulator</p></body></html>`;
    const headers = new Headers({ 'content-type': 'text/html' });
    if (fault.status === 401) headers.set('www-authenticate', 'Negotiate, NTLM, Basic realm="contoso"');
    return new Response(body, { status: fault.status, headers });
  }
  // 'hang' leaves the connection open without a word; stop() closes it.
  if (fault === 'reset') context.env.incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}
