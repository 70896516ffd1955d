import type { Context, Handler } from 'hono';
import { type Account, tenant } from '../accounts.ts';
import type { HostEnv } from '../network/answer.ts';
import type { SimulatorContext } from '../simulator-context.ts';
import type { Call } from './center.ts';
import type { Visitor } from './portal-sessions.ts';

/** The first data that the Microsoft 365 admin center asks for (facts 5.2). */
export const adminCenterCalls: readonly Call[] = [
  {
    name: 'shellinfo',
    path: '/admin/api/coordinatedbootstrap/shellinfo',
    answer: (account: Account) => ({
      TID: tenant.id,
      OID: account.id,
      UPN: account.username,
      UserDisplayName: account.displayName,
      TenantName: tenant.name,
      Roles: account.roles,
      Culture: 'en-US',
      NavBarData: { WorkloadId: 'TenantAdmin', SignOutLink: { Url: '/signout' } },
    }),
  },
  {
    name: 'navigation',
    path: '/admin/api/navigation',
    answer: () => ({
      NavItems: ['Home', 'Users', 'Teams & groups', 'Roles', 'Billing', 'Support', 'Settings', 'Health'].map(
        label => ({ Label: label, Uri: `#/${label === 'Home' ? 'homepage' : label.toLowerCase()}` }),
      ),
    }),
  },
  {
    name: 'dataStream',
    path: '/adminportal/home/ClassicModernAdminDataStream',
    isExtra: true,
    answer: account => ({ TID: tenant.id, UserId: account.id, Ref: '/homepage', Flights: [] }),
  },
  {
    name: 'dataLocation',
    path: '/admin/api/tenant/datalocationandcommitments',
    isExtra: true,
    answer: () => ({
      DefaultGeography: 'JPN',
      Commitments: [{ Service: 'Exchange', Geography: 'JPN' }],
    }),
  },
  {
    name: 'userAccessToken',
    path: '/admin/api/users/getuseraccesstoken',
    method: 'POST',
    isExtra: true,
    answer: account => ({ UserId: account.id, ExpiresIn: 3599 }),
  },
];

/** A data call: 401 without a session, 440 when it is over, 403 without a role (facts 5.2). */
export function data(
  simulator: SimulatorContext,
  call: Call,
  find: (context: Context<HostEnv>) => Visitor | undefined | Promise<Visitor | undefined>,
): Handler<HostEnv> {
  return async context => {
    const visitor = await find(context);
    context.header('cache-control', 'no-store, no-cache');
    const status = statusFor(visitor);
    simulator.journal.write('data', {
      ...(visitor === undefined ? {} : { account: visitor.account.username }),
      ok: status === 200,
      detail: call.name,
    });
    if (visitor === undefined || status !== 200) {
      return context.json({ Message: 'Session is not valid', StatusCode: status }, status as 401);
    }
    return context.json(call.answer?.(visitor.account) ?? {});
  };
}

function statusFor(visitor: Visitor | undefined): number {
  if (visitor === undefined) return 401;
  if (visitor.isExpired) return 440;
  return visitor.account.roles.length === 0 ? 403 : 200;
}
