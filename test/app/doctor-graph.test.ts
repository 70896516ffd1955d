import { afterAll, beforeAll, expect, it } from 'vitest';
import { examineGraph } from '../../lib/app/doctor-graph.ts';
import type { Account, GraphAccess } from '../../lib/domain/account.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.stop());

function examine(changes: Partial<GraphAccess> = {}, scenario = 'ordinary') {
  simulator.setScenario(scenario);
  const { application, ca, proxy } = simulator;
  const graph = { ...application, clientSecret: new Secret(application.clientSecret), ...changes };
  const account: Account = {
    id: 'contoso',
    username: 'a@b.example',
    tenant: 'contoso',
    cloud: 'global',
    graph,
  };
  const { graph: _, ...without } = account;
  return examineGraph([account, without], { proxy: new Secret(proxy), trust: ca }, 60_000);
}

const nobody = '00000000-0000-0000-0000-000000000000';

it('an application that may read it all; accounts without one are not checked', async () => {
  expect(await examine()).toEqual([
    { what: 'graph', good: true, detail: 'contoso: the application has all permissions' },
  ]);
});

it.each<[string, Partial<GraphAccess>, string, RegExp]>([
  [
    'permissions that nobody has granted',
    {},
    'application-limited',
    /grant it: ServiceHealth\.Read\.All \(HTTP 403\), AuditLog\.Read\.All \(HTTP 403\)$/,
  ],
  ['a secret that has expired', {}, 'application-expired', /AADSTS7000222\); it has expired: make a new one/],
  ['the wrong secret', { clientSecret: new Secret('x') }, 'ordinary', /AADSTS7000215\); store the value/],
  [
    'an application that nobody knows',
    { clientId: nobody },
    'ordinary',
    /AADSTS700016\); compare graph\.clientId/,
  ],
  ['another directory', { tenantId: nobody }, 'ordinary', /AADSTS90002\); compare graph\.tenantId/],
])('%s: reported, with what to do', async (_name, changes, scenario, detail) => {
  expect(await examine(changes, scenario)).toEqual([
    { what: 'graph', good: false, detail: expect.stringMatching(detail) },
  ]);
});
