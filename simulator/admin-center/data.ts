import type { Context, Handler } from 'hono';
import { type Account, tenant } from '../accounts.ts';
import type { Room } from '../network/answer.ts';
import type { World } from '../world.ts';
import type { PortalSessions } from './portal-sessions.ts';

/** The first data that the admin center asks for, by path (facts 5.2). */
export const dataSources = {
  shellinfo: (account: Account) => ({
    TID: tenant.id,
    OID: account.id,
    UPN: account.username,
    UserDisplayName: account.displayName,
    TenantName: tenant.name,
    Roles: account.roles,
    Culture: 'en-US',
    NavBarData: { WorkloadId: 'TenantAdmin', SignOutLink: { Url: '/signout' } },
  }),
  dataStream: (account: Account) => ({ TID: tenant.id, UserId: account.id, Ref: '/homepage', Flights: [] }),
  navigation: () => ({
    NavItems: ['Home', 'Users', 'Teams & groups', 'Roles', 'Billing', 'Support', 'Settings', 'Health'].map(
      label => ({ Label: label, Uri: `#/${label === 'Home' ? 'homepage' : label.toLowerCase()}` }),
    ),
  }),
  dataLocation: () => ({ DefaultGeography: 'JPN', Commitments: [{ Service: 'Exchange', Geography: 'JPN' }] }),
  features: () => ({ Features: [] }),
};

/** A data call: 401 without a session, 440 when it is over, 403 without a role (facts 5.2). */
export function data(
  world: World,
  sessions: PortalSessions,
  name: string,
  compose: (account: Account) => Record<string, unknown>,
): Handler<Room> {
  return (context: Context<Room>) => {
    const session = sessions.find(context);
    context.header('cache-control', 'no-store, no-cache');
    const status =
      session === undefined
        ? 401
        : sessions.isExpired(session)
          ? 440
          : session.account.roles.length === 0
            ? 403
            : 200;
    world.journal.write('data', {
      ...(session === undefined ? {} : { account: session.account.username }),
      ok: status === 200,
      detail: name,
    });
    if (session === undefined || status !== 200) {
      const body = JSON.stringify({ Message: 'Session is not valid', StatusCode: status });
      return new Response(body, { status, headers: { 'content-type': 'application/json' } });
    }
    return context.json(compose(session.account));
  };
}
