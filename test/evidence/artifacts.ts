import { zipSync } from 'fflate';
import type { Form } from '../../lib/evidence/cleaning/cleaner.ts';
import { waysToWrite } from '../e2e/leak-search.ts';

// Artifacts of a sign-in as they come from browser and Playwright, made small, with a secret wherever one has been seen, and
// in every encoding in a place where none belongs.

const flowToken = `AQABIQEAAAD${'x1Y'.repeat(20)}`;
const page = 'https://login.microsoftonline.com/common/login';

const html = (secret: string, ways: readonly string[]): string => {
  const value = secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const config = JSON.stringify({ sFT: flowToken, sErrorCode: '50126', sPOST: secret }).replaceAll(
    '<',
    '\\u003c',
  );
  return `<!DOCTYPE html><html><head><title>Sign in</title><script>//<![CDATA[
$Config=${config};
//]]></script></head><body><form action="/common/login?ctx=${encodeURIComponent(secret)}">
<input name="passwd" type="password" value="${value}"><input type="hidden" name="flowToken" value="${flowToken}">
<textarea name="passwd">${value}</textarea></form>
${ways.map(way => `<p title='${way.replaceAll("'", '&#39;')}'>${way.replaceAll('<', '&lt;')}</p><!-- ${way.replaceAll('--', '-')} -->`).join('\n')}
</body></html>`;
};

const json = (secret: string, ways: readonly string[]): unknown => ({
  body: JSON.stringify({ passwd: secret, nested: JSON.stringify({ passwd: secret }) }),
  list: [secret, ...ways],
  otc: secret,
  [`of ${secret}`]: 'a key',
});

const entry = (secret: string, ways: readonly string[]): Record<string, unknown> => ({
  startedDateTime: '2026-11-25T00:00:00.000Z',
  time: 1,
  request: {
    method: 'POST',
    url: `${page}?p=${encodeURIComponent(secret)}`,
    httpVersion: 'HTTP/1.1',
    cookies: [{ name: 'ESTSAUTH', value: `1.A${secret}` }],
    headers: [
      { name: 'Cookie', value: `ESTSAUTH=${secret}; buid=${flowToken}` },
      { name: 'Authorization', value: `Basic ${Buffer.from(`monitor:${secret}`).toString('base64')}` },
      { name: 'X-Way', value: ways.join(' ') },
    ],
    queryString: [{ name: 'p', value: secret }],
    postData: {
      mimeType: 'application/x-www-form-urlencoded',
      text: new URLSearchParams({ passwd: secret, flowToken }).toString(),
      params: [{ name: 'passwd', value: secret }],
    },
  },
  response: {
    status: 200,
    statusText: 'OK',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: [{ name: 'Set-Cookie', value: `ESTSAUTHPERSISTENT=${flowToken}; path=/` }],
    redirectURL: `${page}#code=${encodeURIComponent(secret)}`,
    content: {
      size: 1,
      mimeType: 'text/html',
      encoding: 'base64',
      text: Buffer.from(html(secret, ways)).toString('base64'),
    },
  },
});

const har = (secret: string, ways: readonly string[]): unknown => ({
  log: {
    version: '1.2',
    creator: { name: 'test', version: '1' },
    pages: [],
    entries: [
      entry(secret, ways),
      {
        ...entry(secret, ways),
        response: {
          status: 200,
          headers: [],
          content: { mimeType: 'application/json', text: JSON.stringify(json(secret, ways)) },
        },
      },
    ],
  },
});

const trace = (secret: string, ways: readonly string[]): Uint8Array => {
  const lines = (...events: unknown[]) =>
    Buffer.from(events.map(event => `${JSON.stringify(event)}\n`).join(''));
  const { postData, ...request } = entry(secret, ways)['request'] as Record<string, object>;
  return zipSync({
    'trace.trace': lines(
      {
        version: 10,
        type: 'context-options',
        browserName: 'chromium',
        options: { proxy: { password: secret } },
      },
      {
        type: 'before',
        callId: 'c@1',
        class: 'Frame',
        method: 'fill',
        params: { selector: '#i0118', value: secret },
        title: `Fill "${secret}"`,
      },
      { type: 'log', callId: 'c@1', time: 1, message: `fill(${JSON.stringify(secret)})` },
      {
        type: 'after',
        callId: 'c@1',
        endTime: 2,
        result: { value: { s: secret } },
        error: { message: `not ${secret}`, stack: ways.join('\n') },
      },
      {
        type: 'console',
        messageType: 'log',
        text: ways.join(' '),
        args: ways.map(preview => ({ preview, value: preview })),
      },
      {
        type: 'frame-snapshot',
        snapshot: {
          callId: 'c@1',
          frameUrl: `${page}?p=${encodeURIComponent(secret)}`,
          html: [
            'HTML',
            {},
            [
              'BODY',
              {},
              ['INPUT', { name: 'passwd', type: 'password', __playwright_value_: secret }],
              ...ways.map(way => ['P', { title: way }, way]),
              [[1, 2]],
            ],
          ],
          resourceOverrides: [],
        },
      },
    ),
    'trace.network': lines({
      type: 'resource-snapshot',
      snapshot: {
        ...entry(secret, ways),
        request: { ...request, postData: { ...postData, _file: 'resources/1.dat' } },
        response: { status: 200, headers: [], content: { mimeType: 'text/html', _file: 'resources/2.html' } },
      },
    }),
    'trace.stacks': Buffer.from(JSON.stringify({ files: [`/x/${secret}.ts`], stacks: [] })),
    'resources/1.dat': Buffer.from(new URLSearchParams({ passwd: secret }).toString()),
    'resources/2.html': Buffer.from(html(secret, ways)),
    'resources/orphan.txt': Buffer.from(secret),
    'resources/page-1.jpeg': Buffer.from('pixels'),
  });
};

/** Not a picture that anybody could see, but its parts: with a comment and EXIF. */
const jpeg = (secret: string): Uint8Array => {
  const segment = (marker: number, data: Uint8Array): Buffer => {
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(data.length + 2, 2);
    return Buffer.concat([head, data]);
  };
  return Buffer.concat([
    Buffer.from('ffd8', 'hex'),
    segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1')),
    segment(0xe1, Buffer.from(`Exif\0\0${secret}`)),
    segment(0xfe, Buffer.from(secret)),
    segment(0xda, Buffer.from('0101000000', 'hex')),
    Buffer.from('d2cf20ffd9', 'hex'),
  ]);
};

/** An artifact of every form that holds the secret, in every place and in every encoding. */
export function artifactsWith(secret: string): Record<Form, Uint8Array> {
  // Binary ones are not texts; they are planted in bytes of their own.
  const ways = Object.entries(waysToWrite(secret)).flatMap(([name, way]) =>
    name.startsWith('UTF-16') ? [] : [way],
  );
  const bytes = (data: unknown) => Buffer.from(JSON.stringify(data));
  return {
    text: Buffer.from([`passwd=${secret}`, ...ways, JSON.stringify(json(secret, ways))].join('\n')),
    json: bytes(json(secret, ways)),
    har: bytes(har(secret, ways)),
    html: Buffer.from(html(secret, ways)),
    trace: trace(secret, ways),
    jpeg: jpeg(secret),
  };
}
