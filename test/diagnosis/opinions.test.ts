import net from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { clock } from '../../lib/diagnosis/opinions/clock.ts';
import { graph } from '../../lib/diagnosis/opinions/graph.ts';
import type { Question } from '../../lib/diagnosis/opinions/opinion.ts';
import { collectOpinions } from '../../lib/diagnosis/opinions/opinions.ts';
import { reach } from '../../lib/diagnosis/opinions/reach.ts';
import { realm } from '../../lib/diagnosis/opinions/realm.ts';
import { tenant } from '../../lib/diagnosis/opinions/tenant.ts';
import { type CauseId, causeIds, causes } from '../../lib/domain/causes.ts';
import type { Observation } from '../../lib/domain/observation.ts';
import { systemClock } from '../../lib/platform/clock.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { ProxyClient, readConfig } from '../simulator/proxy-client.ts';
import { openSignIn, postPassword } from '../simulator/sign-in-by-http.ts';

let simulator: Simulator;
let now = Date.now();
beforeAll(async () => {
  simulator = await startSimulator({ clock: () => now });
});
afterAll(() => simulator.stop());

const login = 'login.microsoftonline.com';
const never = new AbortController().signal;

function question(changes: Partial<Question> & { username?: string } = {}): Question {
  const { application, ca, proxy } = simulator;
  const { username = 'monitor@contoso.onmicrosoft.com', ...rest } = changes;
  const access = { ...application, clientSecret: new Secret(application.clientSecret) };
  return {
    cause: 'sign_in_service_error',
    observation: { ending: 'unreachable', missingAssets: [], answers: {} },
    account: { username, cloud: 'global', graph: access },
    startUrl: 'https://admin.microsoft.com/',
    way: { proxy: new Secret(proxy), trust: ca },
    clock: systemClock,
    ...rest,
  };
}

/** A day of the simulator, and nothing left of it afterwards. */
async function on<T>(scenario: string, work: () => Promise<T>): Promise<T> {
  simulator.setScenario(scenario);
  try {
    return await work();
  } finally {
    simulator.setScenario('ordinary');
  }
}

describe('tenant', () => {
  it('knows the domain, and that it is in this cloud', async () => {
    expect(await tenant.ask(question(), never)).toEqual({
      domain: 'contoso.onmicrosoft.com',
      address: `${login}/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration`,
      status: 200,
      isKnown: true,
      tenantId: simulator.application.tenantId,
      isInThisCloud: true,
    });
  });

  it('distinguishes a domain that nobody has from a service that is broken', async () => {
    const nobody = { username: 'monitor@nobody.example' };
    expect(await tenant.ask(question(nobody), never)).toMatchObject({ status: 400, isKnown: false });
    const broken = await on('metadata-503', () => tenant.ask(question(nobody), never));
    expect(broken).toEqual({
      domain: 'nobody.example',
      address: `${login}/nobody.example/v2.0/.well-known/openid-configuration`,
      status: 503,
    });
  });
});

describe('realm', () => {
  it('managed, federated, unknown', async () => {
    const ask = (username: string) => realm.ask(question({ username }), never);
    expect(await ask('monitor@contoso.onmicrosoft.com')).toMatchObject({ kind: 'managed' });
    expect(await ask('monitor@nobody.example')).toEqual({
      domain: 'nobody.example',
      // Not its parameters, which name the account.
      address: `${login}/GetUserRealm.srf`,
      kind: 'unknown',
    });
    expect(await on('adfs', () => ask('monitor@contoso.onmicrosoft.com'))).toMatchObject({
      kind: 'federated',
      provider: 'sts.contoso.example',
    });
  });
});

describe('clock', () => {
  it('was seen while signing in, or is asked for', async () => {
    expect(await clock.ask(question({ clockSkewMs: 1_234.5 }), never)).toEqual({
      host: login,
      aheadMs: 1_235,
    });
    now = Date.now() + 300_000;
    const { address, aheadMs } = await clock.ask(question(), never);
    expect(address).toBe(`${login}/common/v2.0/.well-known/openid-configuration`);
    now = Date.now();
    expect(aheadMs).toBeGreaterThan(-303_000);
    expect(aheadMs).toBeLessThan(-297_000);
  });
});

describe('reach', () => {
  it('looks at the hosts of the cloud, at the center, and at what the sign-in met', async () => {
    const observation: Observation = {
      ending: 'incomplete',
      missingAssets: [{ host: 'logincdn.msftauth.net', errorText: 'net::ERR_FAILED' }],
      awaited: { host: 'sts.contoso.example', hasAnswered: false },
      load: { host: login, status: 503 },
      answers: {},
    };
    const { hosts } = await reach.ask(question({ observation }), never);
    expect(hosts[0]?.address).toBe(`${login}/common/v2.0/.well-known/openid-configuration`);
    expect(hosts.map(({ host, role, failed }) => [host, role, failed])).toEqual([
      [login, 'sign_in', undefined],
      ['admin.microsoft.com', 'center', undefined],
      ['aadcdn.msauth.net', 'assets', undefined],
      ['aadcdn.msftauth.net', 'assets', undefined],
      ['logincdn.msftauth.net', 'assets', undefined],
      ['sts.contoso.example', 'way', undefined],
    ]);
    expect(hosts.filter(({ via }) => via !== 'proxy')).toEqual([]);
  });

  it('says how far it came when the time is over', async () => {
    const over = new AbortController();
    const before = simulator.journal.length;
    const asking = on('metadata-hangs', async () => {
      const found = reach.ask(question(), over.signal);
      await expect
        .poll(() => simulator.journal.slice(before))
        .toContainEqual(expect.objectContaining({ detail: 'metadata' }));
      over.abort();
      return found;
    });
    expect((await asking).hosts[0]).toMatchObject({ host: login, failed: 'http', error: 'ETIMEDOUT' });
  });

  it('looks past a proxy that is down, once', async () => {
    const { connect } = net;
    const spy = vi.spyOn(net, 'connect').mockImplementation(((options: net.TcpNetConnectOpts) =>
      // Nothing leaves this machine.
      connect(options.port === 443 ? { host: '127.0.0.1', port: 9 } : options)) as typeof connect);
    try {
      const { hosts } = await reach.ask(
        question({ way: { proxy: new Secret('http://127.0.0.1:9') } }),
        never,
      );
      expect(hosts.map(({ host, failed, via }) => [host, failed === 'proxy', via])).toEqual([
        [login, true, 'proxy'],
        ['admin.microsoft.com', true, 'proxy'],
        ['aadcdn.msauth.net', true, 'proxy'],
        ['aadcdn.msftauth.net', true, 'proxy'],
        [login, false, 'direct'],
      ]);
    } finally {
      spy.mockRestore();
    }
  });
});

describe('graph', () => {
  it('lists open issues of identity and suite, and none that is over or that others have', async () => {
    const found = await on('identity-incident', () => graph.ask(question(), never));
    expect(found).toMatchObject({
      organization: 200,
      issues: [
        {
          id: 'MO123456',
          service: 'Identity Service',
          title: 'Users cannot sign in',
          classification: 'incident',
        },
        { id: 'MO111111', classification: 'advisory' },
      ],
    });
    expect(Object.keys(found)).toEqual(['address', 'organization', 'issues']);
  });

  it('says why the application is refused', async () => {
    const ask = () => graph.ask(question(), never);
    expect(await on('application-expired', ask)).toEqual({ address: login, refused: 'AADSTS7000222' });
    const { account, ...rest } = question();
    const wrong = { ...simulator.application, clientSecret: new Secret('wrong') };
    expect(await graph.ask({ ...rest, account: { ...account, graph: wrong } }, never)).toEqual({
      address: login,
      refused: 'AADSTS7000215',
    });
  });

  it('does without what it may not read', async () => {
    const found = await on('application-limited', () => graph.ask(question(), never));
    expect(found).toEqual({ address: 'graph.microsoft.com', organization: 200, issuesStatus: 403 });
  });

  it('finds the sign-in by its correlation id, once the log has it', async () => {
    const client = new ProxyClient(simulator.proxy, simulator.ca);
    const username = 'expired-secret@contoso.onmicrosoft.com';
    const page = await postPassword(client, await openSignIn(client), username, 'wrong');
    const correlationId = String(readConfig(page.body)['correlationId']);
    const observation: Observation = {
      ending: 'unrecognised',
      page: { url: `https://${login}/`, correlationId },
      missingAssets: [],
      answers: {},
    };
    expect(await graph.ask(question({ observation }), never)).not.toHaveProperty('signIn');
    now += 3 * 60_000;
    expect(await graph.ask(question({ observation }), never)).toMatchObject({
      signIn: { errorCode: '50126' },
    });
    now = Date.now();
  });
});

describe('who is asked', () => {
  const asked = (cause: CauseId, changes: Partial<Question> = {}) =>
    Object.entries({ reach, tenant, realm, clock, graph })
      .filter(([, { isWorthAsking }]) => isWorthAsking(question({ cause, ...changes })))
      .map(([id]) => id);

  it.each<[CauseId, string[]]>([
    ['password_wrong', ['graph']],
    ['mfa_code_rejected', ['clock', 'graph']],
    ['account_unknown', ['tenant', 'realm', 'graph']],
    ['sign_in_service_error', ['reach', 'tenant', 'graph']],
    ['dns_failed', ['reach', 'tenant', 'graph']],
    ['idp_unreachable', ['reach', 'tenant', 'realm', 'graph']],
    ['unknown_screen', ['reach', 'tenant', 'graph']],
    ['browser_crashed', []],
  ])('%s: %j', (cause, ids) => {
    expect(asked(cause)).toEqual(ids);
  });

  it('no source is asked about a refused credential, where no application is configured', () => {
    const account = { username: 'monitor@contoso.onmicrosoft.com', cloud: 'global' } as const;
    const judged = causeIds.filter(
      id => ['account', 'policy'].includes(causes[id].fault) && asked(id, { account }).length > 0,
    );
    expect(judged.toSorted()).toEqual([
      'account_unknown',
      'certificate_rejected',
      'mfa_code_rejected',
      'personal_account',
      'tenant_not_found',
    ]);
  });
});

describe('collecting opinions', () => {
  /** Time that passes only when somebody waits for it, and nobody else has anything to do. */
  function jumping() {
    let time = 0;
    return {
      now: () => time,
      elapsed: () => time,
      until: async (moment: number, signal?: AbortSignal) => {
        await new Promise(resolve => setImmediate(resolve));
        signal?.throwIfAborted();
        time = Math.max(time, moment);
      },
    };
  }
  const always = { isWorthAsking: () => true };
  const found = { domain: 'contoso.example', status: 200 };

  it('one that fails, and one that never answers, say so, and change nothing for the others', async () => {
    const time = jumping();
    const opinions = await collectOpinions(question({ clock: time }), never, () => 0, {
      tenant: { ...always, ask: () => Promise.resolve(found) },
      realm: { ...always, ask: () => Promise.reject(new Error('broken')) },
      clock: { ...always, ask: () => new Promise(() => undefined) },
    });
    expect(opinions).toEqual([
      { id: 'tenant', durationMs: 0, found },
      { id: 'realm', durationMs: 0, missing: 'failed', error: 'broken' },
      { id: 'clock', durationMs: 4_800, missing: 'late' },
    ]);
    expect(time.now()).toBeLessThan(5_000);
  });

  it('one that is cancelled still returns what it knows', async () => {
    const ask = (_question: Question, signal: AbortSignal) =>
      new Promise<typeof found>(resolve => signal.addEventListener('abort', () => resolve(found)));
    const opinions = await collectOpinions(question({ clock: jumping() }), never, () => 0, {
      tenant: { ...always, ask },
    });
    expect(opinions).toEqual([{ id: 'tenant', durationMs: 4_500, found }]);
  });

  it('some may be asked only so often in an hour', async () => {
    const table = { realm: { ...always, mostPerHour: 3, ask: () => Promise.reject(new Error('asked')) } };
    expect(await collectOpinions(question(), never, () => 2, table)).toHaveLength(1);
    expect(await collectOpinions(question(), never, () => 3, table)).toEqual([]);
  });

  it('ends at once when the process is asked to stop', async () => {
    const stop = new AbortController();
    const asking = collectOpinions(question(), stop.signal, () => 0, {
      tenant: { ...always, ask: () => new Promise(() => undefined) },
    });
    stop.abort();
    expect(await asking).toMatchObject([{ id: 'tenant', missing: 'late' }]);
  });

  it('sends no credential of the account, and nothing that the simulator takes for a sign-in', async () => {
    const before = simulator.journal.length;
    await collectOpinions(question({ cause: 'idp_unreachable' }), never, () => 0);
    const kinds = new Set(simulator.journal.slice(before).map(({ kind }) => kind));
    expect([...kinds].toSorted()).toEqual(['application', 'realm']);
  });
});
