import { describe, expect, test } from 'vitest';
import { Cleaner, type Form } from '../../lib/evidence/cleaning/cleaner.ts';
import { Secret } from '../../lib/platform/secret.ts';

const opaque = `AQABIQEAAAD${'x1Y'.repeat(20)}`;
const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl';
const tenantId = '6babcaad-604b-40ac-a9d7-9fd97c0b779f';
const names = ['monitor@contoso.onmicrosoft.com', 'contoso.onmicrosoft.com', tenantId];

function cleaned(form: Form, text: string, shown = true): string {
  const { bytes, dropped } = new Cleaner([new Secret('Hunter2&more')], { shown, names }).clean(
    form,
    'x',
    Buffer.from(text),
  );
  return bytes === undefined ? `dropped: ${dropped}` : String(bytes).trimEnd();
}

const host = 'https://login.microsoftonline.com';

describe('by what it is called', () => {
  test.each<[string, string, string]>([
    [
      'a query',
      `GET ${host}/common/oauth2/authorize?client_id=abc&state=xyz&nonce=n&login_hint=a%40b&mkt=en-US`,
      `GET ${host}/common/oauth2/authorize?client_id=abc&state=[redacted]&nonce=[redacted]&login_hint=[redacted]&mkt=en-US`,
    ],
    [
      'a fragment',
      'https://admin.microsoft.com/#code=0.A&id_token=x',
      'https://admin.microsoft.com/#code=[redacted]&id_token=[redacted]',
    ],
    [
      'an address in an address',
      `${host}/?ru=https%3A%2F%2Fx.example%2F%3Fcode%3Dabc%26lc%3D1033`,
      `${host}/?ru=https%3A%2F%2Fx.example%2F%3Fcode%3D[redacted]%26lc%3D1033`,
    ],
    [
      'a parameter that nobody knows',
      `${host}/x?brandNew=Zx81-not-plain&type=11&v=2.1&flag=true`,
      `${host}/x?brandNew=[redacted]&type=11&v=2.1&flag=true`,
    ],
    ['a relative address', 'posting to /common/login?ctx=abc', 'posting to /common/login?ctx=[redacted]'],
    ['a user in an address', 'via http://user:pw@proxy:3128', 'via http://proxy:3128'],
    ['headers in a message', `Cookie: ESTSAUTH=${opaque}; b=c`, 'Cookie: [redacted]'],
    [
      'headers in a message',
      `failed with authorization: Bearer ${opaque}`,
      'failed with authorization: Bearer [redacted]',
    ],
    ['a token in a message', `token ${jwt} refused`, 'token [redacted] refused'],
    ['an opaque token in a message', `got ${opaque}.`, 'got [redacted].'],
    [
      'names and values',
      `flowToken: "${opaque}", passwd=abc; code = AbC123`,
      'flowToken: "[redacted]", passwd=[redacted]; code = [redacted]',
    ],
    [
      'what only looks like it',
      'state: visible, code: ok, error code 50126',
      'state: visible, code: ok, error code 50126',
    ],
    ['the colours of a terminal', 'Expected: Hunter\u001b[7m2\u001b[27m&more', 'Expected: [redacted]'],
    ['a line of JSON', '{"event":"post","passwd":"div"}', '{"event":"post","passwd":"[redacted]"}'],
    [
      'a stack',
      `Error: no Hunter2&more\n    at signIn (lib/x.ts:1:2)`,
      `Error: no [redacted]\n    at signIn (lib/x.ts:1:2)`,
    ],
  ])('%s', (_place, before, after) => {
    expect(cleaned('text', before)).toBe(after);
  });

  test('data: by key, by the name beside it, in data within data; what a diagnosis needs stays', () => {
    const diagnosis = {
      sErrorCode: '50126',
      pgid: 'ConvergedSignIn',
      correlationId: '1a74fda7-6389-438a-a7c6-aebeef72f447',
      sErrTxt: '',
      iMaxPollAttempts: 10,
      HasPassword: true,
      urlMsaSignUp: 'https://signup.live.com/signup',
      ErrCode: 0,
      error: { code: 'Forbidden' },
    };
    const before = {
      ...diagnosis,
      sFT: opaque,
      sCtx: 'c',
      canary: 'a=1:1:CANARY',
      apiCanary: 'x',
      sCrossDomainCanary: 'x',
      sFidoChallenge: 'O.ey',
      sProofUpAuthState: 's-1',
      AdditionalAuthData: '123456',
      otc: 123456,
      Entropy: 42,
      arrays: { token: ['AbC-123-def-456-x'] },
      cookies: [{ name: 'buid', value: '1', domain: 'x' }],
      localStorage: [{ name: 'msal.cache', value: 'plain' }],
      headers: [
        { name: 'Set-Cookie', value: 'a=b; path=/; HttpOnly' },
        { name: 'x-ms-request-id', value: diagnosis.correlationId },
      ],
      body: JSON.stringify({ flowToken: 'x-1', unchanged: 1 }),
      unknown: 'aB3'.repeat(20),
    };
    const after = JSON.parse(cleaned('json', JSON.stringify(before))) as Record<string, unknown>;
    const redacted = [
      'sFT',
      'canary',
      'sFidoChallenge',
      'sProofUpAuthState',
      'AdditionalAuthData',
      'unknown',
    ];
    expect(after).toMatchObject({
      ...diagnosis,
      ...Object.fromEntries(redacted.map(key => [key, '[redacted]'])),
      otc: 0,
      Entropy: 0,
      arrays: { token: ['[redacted]'] },
      cookies: [{ name: 'buid', value: '[redacted]', domain: 'x' }],
      localStorage: [{ name: 'msal.cache', value: '[redacted]' }],
      headers: [
        { name: 'Set-Cookie', value: 'a=[redacted]; path=/; HttpOnly' },
        { name: 'x-ms-request-id', value: diagnosis.correlationId },
      ],
      body: '{"flowToken":"[redacted]","unchanged":1}',
    });
  });

  test('a page: fields, attributes, $Config; nothing in it runs any more', () => {
    const page = cleaned(
      'html',
      `<!doctype html><title>t</title><script>$Config={"sFT":"${opaque}"};</script>
      <form action="/login?ctx=${opaque}"><input name="passwd" type="password" value="div"><input type="hidden" name="flowToken" value="${opaque}">
      <input name="otc" value="123456"><input type="submit" value="Sign in"><textarea name="wresult">&lt;saml&gt;x1</textarea></form>
      <div id="idRichContext_DisplaySign">42</div><p onclick="go()" nonce="n">Hunter2&amp;more</p>`,
    );
    expect(page).not.toMatch(/script|onclick|AQAB|42|123456|saml|Hunter|"div"/);
    expect(page).toContain('<input name="passwd" type="password" value="[redacted]">');
    expect(page).toContain('value="Sign in"');
    expect(page).toContain('action="/login?ctx=[redacted]"');
  });

  test('a body in a network log: by its type, $Config included; what is not what it says it is, and scripts, are left out', () => {
    const body = (mimeType: string, text: string, encoding?: string) => ({
      request: { headers: [] },
      response: { headers: [], content: { mimeType, text, ...(encoding && { encoding }) } },
    });
    const config = `{"sErrorCode":"50053","sFT":"${opaque}","strange":"a };\\r\\n","urlPost":"https:\\/\\/x\\u0026ctx=1"}`;
    const entries = [
      body('text/html', `<html><script>//<![CDATA[\n$Config=${config};\nfunction f(){}//]]></script></html>`),
      body('application/json', '{"not": json'),
      body('application/x-javascript', 'alert(1)'),
      body('application/x-www-form-urlencoded', 'SAMLResponse=PHNhbWw%2B&RelayState=abc123&type=11'),
      body('application/json', Buffer.from('{"id_token":"x-1"}').toString('base64'), 'base64'),
      body('image/png', Buffer.from('no picture').toString('base64'), 'base64'),
    ];
    const { log } = JSON.parse(cleaned('har', JSON.stringify({ log: { version: '1.2', entries } }))) as {
      log: { entries: typeof entries };
    };
    const texts = log.entries.map(({ response }) => response.content.text);
    expect(texts[0]).toContain('"sErrorCode":"50053","sFT":"[redacted]","strange":"a };\\r\\n"');
    expect(texts.slice(1)).toEqual([
      '[left out: not readable as application/json]',
      '[left out: a script]',
      'SAMLResponse=[redacted]&RelayState=[redacted]&type=11',
      Buffer.from('{"id_token":"[redacted]"}').toString('base64'),
      undefined,
    ]);
  });

  test('the length of a posted body is left out: the body contains a password', () => {
    const entry = {
      request: {
        bodySize: 99,
        headers: [{ name: 'Content-Length', value: '99' }],
        postData: { mimeType: 'text/plain', text: 'x' },
      },
      response: { headers: [] },
    };
    expect(cleaned('har', JSON.stringify({ log: { entries: [entry] } }))).not.toContain('99');
  });
});

describe('who it was', () => {
  const given = {
    login: 'Monitor@contoso.onmicrosoft.com',
    TID: tenantId,
    TenantName: 'Contoso',
    note: 'mail to monitor%40contoso.onmicrosoft.com',
  };

  test('is shown', () => {
    expect(JSON.parse(cleaned('json', JSON.stringify(given)))).toEqual(given);
  });

  test('is masked, in every writing, and where a page names it', () => {
    expect(JSON.parse(cleaned('json', JSON.stringify(given), false))).toEqual({
      login: '[masked]',
      TID: '[masked]',
      TenantName: '[masked]',
      note: 'mail to [masked]',
    });
    expect(
      cleaned(
        'html',
        `<div id="mectrl_currentAccount_primary"><b>Genkan Monitor</b></div><a href="${host}/${tenantId}/x">x</a>`,
        false,
      ),
    ).toMatch(/<b>\[masked\]<\/b>.*microsoftonline\.com\/\[masked\]\/x/);
    expect(cleaned('text', `${host}/?domain_hint=contoso.onmicrosoft.com&username=m`, false)).toBe(
      `${host}/?domain_hint=[masked]&username=[masked]`,
    );
  });

  test('pictures among the answers go when it is masked: a mark of the organisation, a face; fonts stay', () => {
    const answer = (mimeType: string, beginning: string) => ({
      request: { headers: [] },
      response: {
        headers: [],
        content: { mimeType, text: Buffer.from(beginning, 'latin1').toString('base64'), encoding: 'base64' },
      },
    });
    const entries = [answer('image/png', '\x89PNG\r\n'), answer('font/woff2', 'wOF2')];
    const bodies = (shown: boolean) => {
      const har = JSON.parse(cleaned('har', JSON.stringify({ log: { version: '1.2', entries } }), shown));
      return (har as { log: { entries: typeof entries } }).log.entries.map(
        ({ response }) => 'text' in response.content,
      );
    };
    expect([bodies(true), bodies(false)]).toEqual([
      [true, true],
      [false, true],
    ]);
  });
});
