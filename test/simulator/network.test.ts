import { request } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { ProxyClient } from './proxy-client.ts';

let simulator: Simulator;
let client: ProxyClient;

beforeEach(async () => {
  simulator = await startSimulator();
  client = new ProxyClient(simulator.proxy, simulator.ca);
});

afterEach(() => simulator.stop());

/** A plain HTTP request through the proxy. */
function plain(url: string): Promise<{ status: number | undefined; location: string | undefined }> {
  const proxy = new URL(simulator.proxy);
  return new Promise((resolve, reject) => {
    request({ host: proxy.hostname, port: proxy.port, path: url, headers: { host: new URL(url).host } })
      .on('response', response => {
        response.resume();
        resolve({ status: response.statusCode, location: response.headers.location });
      })
      .on('error', reject)
      .end();
  });
}

test('the proxy is on the loopback address', () => {
  expect(simulator.proxy).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

test('a host that the simulator does not know is refused, and noted', async () => {
  await expect(client.get('https://www.example.com/')).rejects.toThrow('The proxy answered 502');
  expect(await plain('http://www.example.com/')).toMatchObject({ status: 502 });
  expect(simulator.journal.filter(entry => entry.kind === 'refused').map(entry => entry.detail)).toEqual([
    'www.example.com:443',
    'www.example.com',
  ]);
});

test('plain HTTP to a known host is sent to HTTPS', async () => {
  expect(await plain('http://admin.microsoft.com/?ref=/homepage')).toEqual({
    status: 301,
    location: 'https://admin.microsoft.com/?ref=/homepage',
  });
});

test('another simulator’s authority does not vouch for this one', async () => {
  const other = await startSimulator();
  try {
    const distrusting = new ProxyClient(simulator.proxy, other.ca);
    await expect(distrusting.get('https://admin.microsoft.com/')).rejects.toThrow(/certificate|signature/);
  } finally {
    await other.stop();
  }
});

test.each([
  ['sign-in-untrusted', /certificate|unable to verify/],
  ['sign-in-reset', /ECONNRESET|socket hang up/],
  ['assets-refused', undefined],
])('%s is played before the first byte of HTTP', async (scenario, refusal) => {
  simulator.setScenario(scenario);
  const entra = client.get('https://login.microsoftonline.com/common/discovery/v2.0/keys');
  if (refusal === undefined) {
    expect((await entra).status).toBe(200);
    await expect(client.get('https://aadcdn.msauth.net/')).rejects.toThrow('The proxy answered 502');
  } else {
    await expect(entra).rejects.toThrow(refusal);
  }
});

test('an unknown scenario is an error that lists the known ones', async () => {
  await expect(startSimulator({ scenario: 'snow' })).rejects.toThrow(/'snow'.*ordinary, slow-password/);
  expect(() => simulator.setScenario('constructor')).toThrow(/Unknown scenario/);
  const accounts = [{ username: 'a@contoso.onmicrosoft.com', scenario: 'snow' }];
  await expect(startSimulator({ accounts })).rejects.toThrow(/'snow'/);
});

test('the discovery document knows the tenant, and no other', async () => {
  const base = 'https://login.microsoftonline.com';
  const path = '/v2.0/.well-known/openid-configuration';
  const known = await client.get(`${base}/contoso.onmicrosoft.com${path}`);
  expect(JSON.parse(known.body)).toMatchObject({
    issuer: expect.stringMatching(/^https:\/\/login\.microsoftonline\.com\/[\w-]{36}\/v2\.0$/),
  });
  const unknown = await client.get(`${base}/nobody.onmicrosoft.com${path}`);
  expect(unknown.status).toBe(400);
  expect(JSON.parse(unknown.body)).toMatchObject({ error: 'invalid_tenant', error_codes: [90002] });
});

test('realms: managed or unknown', async () => {
  const base = 'https://login.microsoftonline.com';
  const managed = await client.get(`${base}/GetUserRealm.srf?login=monitor@contoso.onmicrosoft.com&json=1`);
  expect(JSON.parse(managed.body)).toMatchObject({ NameSpaceType: 'Managed', State: 4 });
  const unknown = await client.get(`${base}/common/userrealm/a@example.com?api-version=1.0`);
  expect(JSON.parse(unknown.body)).toMatchObject({ account_type: 'Unknown' });
});
