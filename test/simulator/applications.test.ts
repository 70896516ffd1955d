import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ClientAccount, type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { type Answer, ProxyClient, readConfig, readForm } from './proxy-client.ts';
import { codeOf, postKmsi, postPassword, processAuth, tryCode } from './sign-in-by-http.ts';

// Other programs than the admin center sign in here as well: public clients that take the code from an address.
const login = 'https://login.microsoftonline.com';
const clientId = '11111111-2222-4333-8444-555555555555';
const redirectUri = 'https://login.microsoftonline.com/common/oauth2/nativeclient';
const verifier = 'a-verifier-of-at-least-forty-three-characters-long';

let simulator: Simulator;
let client: ProxyClient;
let account: ClientAccount;

beforeEach(async () => {
  simulator = await startSimulator();
  const [first] = simulator.accounts;
  if (first === undefined) throw new Error('The demo accounts are missing');
  account = first;
  client = new ProxyClient(simulator.proxy, simulator.ca);
});

afterEach(() => simulator.stop());

function authorizeAddress(parameters: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    response_mode: 'query',
    scope: 'openid',
    nonce: 'a nonce',
    state: 'a state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...parameters,
  });
  return `${login}/organizations/oauth2/v2.0/authorize?${query}`;
}

async function signIn(first: Answer): Promise<Answer> {
  const second = await postPassword(client, first, account.username, account.password);
  const third = await processAuth(client, second, await tryCode(client, second, codeOf(account)));
  return postKmsi(client, third);
}

function redeem(code: string, changes: Record<string, string> = {}): Promise<Answer> {
  return client.postForm(`${login}/common/oauth2/v2.0/token`, {
    grant_type: 'authorization_code',
    client_id: clientId,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    code,
    ...changes,
  });
}

test('a public client gets its code in an address, and tokens for it, once', async () => {
  const first = await client.get(authorizeAddress());
  expect(readConfig(first.body)['urlPost']).toBe('/organizations/login');
  const back = await signIn(first);
  expect(back.status).toBe(302);
  const address = new URL(String(back.headers['location']));
  expect(`${address.origin}${address.pathname}`).toBe(redirectUri);
  expect(address.searchParams.get('state')).toBe('a state');
  const code = address.searchParams.get('code') ?? '';

  const answer = await redeem(code);
  expect(answer.status).toBe(200);
  const tokens: { access_token: string; id_token: string } = JSON.parse(answer.body);
  expect(decodeJwt(tokens.id_token)).toMatchObject({ aud: clientId, nonce: 'a nonce' });
  expect(decodeJwt(tokens.access_token)).toMatchObject({ unique_name: account.username });
  expect(JSON.parse((await redeem(code)).body)).toMatchObject({ error: 'invalid_grant' });
});

test.each([
  ['another verifier', { code_verifier: 'another' }],
  ['another client', { client_id: '99999999-2222-4333-8444-555555555555' }],
  ['another address', { redirect_uri: 'https://elsewhere.example/' }],
])('a code is not accepted with %s', async (_name, changes) => {
  const back = await signIn(await client.get(authorizeAddress()));
  const code = new URL(String(back.headers['location'])).searchParams.get('code') ?? '';
  const answer = await redeem(code, changes);
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.body)).toMatchObject({ error: 'invalid_grant' });
});

test('prompts: login asks again, none never asks', async () => {
  expect(readConfig((await client.get(authorizeAddress({ prompt: 'none' }))).body)['iErrorCode']).toBe(50058);
  await signIn(await client.get(authorizeAddress()));
  expect((await client.get(authorizeAddress({ prompt: 'none' }))).status).toBe(302);
  const again = await client.get(authorizeAddress({ prompt: 'login' }));
  expect(readConfig(again.body)['pgid']).toBe('ConvergedSignIn');
});

test('a sign-in can be taken up again by its context', async () => {
  const first = readConfig((await client.get(authorizeAddress())).body);
  const again = await client.get(`${String(first['urlLogin'])}&sessionid=${String(first['sessionId'])}`);
  expect(readConfig(again.body)).toMatchObject({ pgid: 'ConvergedSignIn', sCtx: first['sCtx'] });
  const nowhere = await client.get(`${login}/common/reprocess?ctx=rQQIARAAxyz`);
  expect(readConfig(nowhere.body)['iErrorCode']).toBe(90013);
});

function ask(fields: Record<string, string>): Promise<Answer> {
  return client.postForm(`${login}/organizations/oauth2/v2.0/token`, { client_id: clientId, ...fields });
}

test('the address that native programs return to is a blank page, and their refresh token stays good', async () => {
  const answered = await signIn(await client.get(authorizeAddress()));
  const back = await client.get(String(answered.headers['location']));
  expect(back.status).toBe(200);
  const code = new URL(back.url).searchParams.get('code') ?? '';
  let { refresh_token: kept } = JSON.parse((await redeem(code)).body);
  for (const scope of ['https://graph.microsoft.com/User.Read', 'openid']) {
    const refreshed = await ask({ grant_type: 'refresh_token', refresh_token: kept, scope });
    expect(refreshed.status).toBe(200);
    const tokens = JSON.parse(refreshed.body);
    expect(decodeJwt(tokens.access_token)).toMatchObject({ upn: account.username, scp: scope });
    kept = tokens.refresh_token;
  }
  const foreign = await ask({ grant_type: 'refresh_token', refresh_token: kept, client_id: 'another' });
  expect(JSON.parse(foreign.body)).toMatchObject({ error: 'invalid_grant', error_codes: [70000] });
});

test('a password alone is good for tokens only where no second factor is asked for', async () => {
  await simulator.stop();
  const username = 'plain@contoso.onmicrosoft.com';
  simulator = await startSimulator({ accounts: [{ username, proofs: [] }] });
  const plain = simulator.accounts.find(each => each.username === username);
  const guarded = simulator.accounts.find(each => each.username === account.username);
  if (plain === undefined || guarded === undefined) throw new Error('An account is missing');
  client = new ProxyClient(simulator.proxy, simulator.ca);
  const tryPassword = async (name: string, password: string) =>
    JSON.parse((await ask({ grant_type: 'password', username: name, password, scope: 'openid' })).body);

  expect(decodeJwt((await tryPassword(username, plain.password)).access_token)).toMatchObject({
    upn: username,
  });
  for (const [name, password, code] of [
    [guarded.username, guarded.password, 50076],
    [guarded.username, 'wrong', 50126],
    ['nobody@contoso.onmicrosoft.com', 'any', 50034],
  ] as const) {
    const refused = await tryPassword(name, password);
    expect(refused).toMatchObject({ error: 'invalid_grant', error_codes: [code] });
    expect(refused.error_description).toContain(`AADSTS${code}: `);
  }
});

const consumer = 'https://signin.aws.amazon.com/saml';
const samlRequest = `<samlp:AuthnRequest ID="id-1" Version="2.0" AssertionConsumerServiceURL="${consumer}"
  xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"><Issuer>https://app.example/a&amp;b</Issuer></samlp:AuthnRequest>`;

test('an application that speaks SAML is answered in a form, at its own address', async () => {
  const query = new URLSearchParams({
    SAMLRequest: deflateRawSync(samlRequest).toString('base64'),
    RelayState: 'back & forth',
  });
  const first = await client.get(`${login}/contoso.onmicrosoft.com/saml2?${query}`);
  expect(readConfig(first.body)).toMatchObject({ pgid: 'ConvergedSignIn', hpgact: 1900 });
  const form = readForm((await signIn(first)).body);
  expect(form.action).toBe(consumer);
  expect(form.fields['RelayState']).toBe('back & forth');
  const xml = Buffer.from(form.fields['SAMLResponse'] ?? '', 'base64').toString();
  expect(xml).toContain('InResponseTo="id-1"');
  expect(xml).toContain(`<Audience>https://app.example/a&amp;b</Audience>`);
  expect(xml).toMatch(new RegExp(`<NameID [^>]+>${account.username}</NameID>`));

  // With a session, and from a form, straight away.
  const SAMLRequest = Buffer.from(samlRequest).toString('base64');
  const again = await client.postForm(`${login}/common/saml2`, { SAMLRequest });
  expect(Object.keys(readForm(again.body).fields)).toEqual(['SAMLResponse']);
});

test.each([
  ['', '750054'],
  ['?SAMLRequest=nonsense', '75005'],
])('an invalid SAML request is refused: %s', async (query, code) => {
  const page = await client.get(`${login}/common/saml2${query}`);
  expect(readConfig(page.body)).toMatchObject({ pgid: 'ConvergedError', sErrorCode: code });
});
