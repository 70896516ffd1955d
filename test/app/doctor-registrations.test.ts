import { afterAll, beforeAll, expect, it } from 'vitest';
import { examineRegistrations } from '../../lib/app/doctor-registrations.ts';
import type { Account } from '../../lib/domain/account.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({
    accounts: [
      { username: "o'neil@contoso.onmicrosoft.com", firstFactors: ['password', 'passkey'] },
      { username: 'pushed@contoso.onmicrosoft.com', proofs: ['PhoneAppNotification', 'PhoneAppOTP'] },
      { username: 'phone@contoso.onmicrosoft.com', proofs: ['OneWaySMS'] },
    ],
  });
});
afterAll(() => simulator.stop());

async function examine(user: string, scenario = 'ordinary', changes: Partial<Account> = {}) {
  simulator.setScenario(scenario);
  const { application, ca, proxy } = simulator;
  const account: Account = {
    id: 'contoso',
    username: `${user}@contoso.onmicrosoft.com`,
    tenant: 'contoso',
    cloud: 'global',
    totp: new Secret('JBSWY3DPEHPK3PXP'),
    graph: { ...application, clientSecret: new Secret(application.clientSecret) },
    ...changes,
  };
  const { graph: _, ...without } = account;
  const found = await examineRegistrations(
    [account, without],
    { proxy: new Secret(proxy), trust: ca },
    60_000,
  );
  expect(found.filter(({ good, what }) => !good || what !== 'registrations')).toEqual([]);
  return found.map(({ isWarning = false, detail }) => `${isWarning ? '!' : '✔'} ${detail}`);
}

it('an account with its code alone, and no campaign: nothing to do', async () => {
  expect(await examine('monitor')).toEqual([
    '✔ contoso: registered: softwareOneTimePasscode',
    '✔ contoso: no registration campaign',
  ]);
});

it('a passkey that the account does not have, a push that comes first, a code that is not registered', async () => {
  const said = [await examine("o'neil"), await examine('pushed'), await examine('phone')];
  expect(said.map(([, warning]) => warning)).toEqual([
    expect.stringMatching(/^! contoso: a passkey is registered that Genkan does not hold/),
    expect.stringMatching(/^! contoso: a push is registered beside the code and comes first/),
    expect.stringMatching(/^! contoso: no authenticator app's code is registered/),
  ]);
});

it('a campaign that is on, or left to Microsoft, and one that excludes the account', async () => {
  expect((await examine('monitor', 'campaign-on')).at(-1)).toMatch(
    /^! .*campaign is on; exclude the account under .*\(1 excluded group: see that the account is in one\)$/,
  );
  expect((await examine('monitor', 'campaign-managed')).at(-1)).toMatch(/^! .*is left to Microsoft/);
  expect((await examine('monitor', 'campaign-excluded')).at(-1)).toBe(
    '✔ contoso: excluded from the registration campaign',
  );
});

it('what may not be read is named with its permission, and is not an error', async () => {
  expect(await examine('monitor', 'application-limited')).toEqual([
    '✔ contoso: can read which methods are registered with AuditLog.Read.All',
    '✔ contoso: can read whether a registration campaign is on with Policy.Read.All',
  ]);
});

it('no token: another check reports that', async () => {
  expect(await examine('monitor', 'application-expired')).toEqual([]);
});
