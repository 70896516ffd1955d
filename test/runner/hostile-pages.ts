import { gzipSync } from 'node:zlib';
import type { CauseId } from '../../lib/domain/causes.ts';

/** A page that no sign-in should meet, in Microsoft's place. */
export interface HostilePage {
  readonly name: string;
  /** What its own account may end with: nothing that blames the account, or Genkan. */
  readonly causes: readonly CauseId[];
  readonly answer: (request: Request) => Response | Promise<Response>;
}

/** It shows something that nobody knows, or never comes to rest. */
const unknown: readonly CauseId[] = ['unknown_screen', 'deadline_exceeded'];
/** It stops answering, or its process ends. */
const broken: readonly CauseId[] = ['browser_crashed', ...unknown];
/** It goes on without end. */
const restless: readonly CauseId[] = ['sign_in_loop', ...broken];
/** Its server does not answer as servers do. */
const unserved: readonly CauseId[] = ['sign_in_service_error', 'sign_in_page_incomplete', ...broken];

const html = (body: string): Response =>
  new Response(`<!DOCTYPE html><title>hostile</title><meta name="PageID" content="Hostile"><body>${body}`, {
    headers: { 'content-type': 'text/html; charset=utf-8' },
  });

const script = (name: string, causes: readonly CauseId[], source: string, body = ''): HostilePage => ({
  name,
  causes,
  answer: request =>
    new URL(request.url).pathname.endsWith('/')
      ? html(`<button>Next</button>${body}<script>${source}</script>`)
      : new Response('', { headers: { 'content-type': 'text/plain' } }),
});

const served = (
  name: string,
  causes: readonly CauseId[],
  answer: (request: Request) => Response | Promise<Response>,
): HostilePage => ({ name, causes, answer });

/** All that a script inside a page could stand in the way with. */
export const replacing = `
  const evil = () => { throw new Error('evil'); };
  Array.prototype.toJSON = Object.prototype.toJSON = String.prototype.toJSON = () => 'evil';
  JSON.stringify = () => 'evil'; JSON.parse = evil; window.eval = evil; window.Function = evil;
  for (const type of [Element, Document, Node, HTMLElement, HTMLInputElement, Array, String, RegExp, Set, Map, Promise, Function])
    for (const name of Object.getOwnPropertyNames(type.prototype))
      if (name !== 'constructor') try { Object.defineProperty(type.prototype, name, { get: evil, set: evil }); } catch {}
  for (const name of ['Map', 'Set', 'WeakMap', 'Promise', 'Symbol', 'Reflect', 'Proxy', 'URL', 'performance', 'requestAnimationFrame',
    'setTimeout', 'getComputedStyle', 'innerWidth', 'Document', 'Element', 'Node', 'Object', 'Array', 'HTMLInputElement'])
    try { Object.defineProperty(window, name, { value: undefined }); } catch {}
`;

/** Elements that stand before the properties of the document, a form and the window whose names they have. */
export const clobbering = [
  ...`querySelectorAll querySelector createElement scripts forms documentElement body location defaultView
    implementation styleSheets title cookie evaluate`
    .split(/\s+/)
    .map(name => `<img name="${name}" id="${name}" hidden><form name="${name}" hidden></form>`),
  ...['performance', 'innerWidth', 'Document', 'JSON', 'Element', 'location'].map(
    name => `<iframe name="${name}" hidden></iframe><a id="${name}" hidden></a>`,
  ),
  `<form hidden>${['getAttribute', 'textContent', 'matches', 'localName', 'checkVisibility']
    .map(name => `<input name="${name}">`)
    .join('')}</form>`,
].join('');

/** Takes as long as the browser waits: a few bytes now and then, until the browser has gone. */
function drip(request: Request): Response {
  const bytes = new TextEncoder().encode('<p>');
  let timer: NodeJS.Timeout | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const end = () => {
        clearInterval(timer);
        timer = undefined;
      };
      timer = setInterval(() => {
        try {
          controller.enqueue(bytes);
        } catch {
          end();
        }
      }, 300);
      request.signal.addEventListener('abort', end);
    },
    cancel: () => clearInterval(timer),
  });
  return new Response(body, { headers: { 'content-type': 'text/html' } });
}

const never = (request: Request): Promise<Response> =>
  new Promise(resolve => request.signal.addEventListener('abort', () => resolve(new Response())));

let bomb: Uint8Array<ArrayBuffer> | undefined;

export const hostilePages: readonly HostilePage[] = [
  script('replaces every built-in', unknown, replacing),
  script('names its elements like properties', unknown, '', clobbering),
  script('loops at once', broken, 'for (;;);'),
  script('loops after a while', broken, 'setTimeout(() => { for (;;); }, 1500)'),
  script(
    'loops in promises',
    broken,
    'const again = () => Promise.resolve().then(again); setTimeout(again, 500)',
  ),
  script(
    'loops in a regular expression',
    broken,
    `setTimeout(() => /^(a+)+$/.test('a'.repeat(60) + 'b'), 500)`,
  ),
  script('asks without end', restless, 'setInterval(() => { alert(1); confirm(2); prompt(3); }, 1)'),
  script(
    'does not let go',
    unknown,
    `addEventListener('beforeunload', event => { event.preventDefault(); event.returnValue = 'stay'; })`,
  ),
  script('prints without end', broken, 'setInterval(() => print(), 10)'),
  script(
    'opens windows without end',
    restless,
    `setInterval(() => open(location.href + '?n=' + Math.random()), 20)`,
  ),
  script(
    'offers downloads without end',
    unknown,
    `const url = URL.createObjectURL(new Blob(['x'.repeat(1e6)]));
     setInterval(() => Object.assign(document.createElement('a'), { href: url, download: 'a.bin' }).click(), 20)`,
  ),
  script(
    'asks for every permission',
    unknown,
    `Notification.requestPermission?.(); navigator.geolocation?.getCurrentPosition(() => {}); navigator.mediaDevices?.getUserMedia({ audio: true, video: true }).catch(() => {});
     navigator.credentials?.get({ publicKey: { challenge: new Uint8Array(32) } }).catch(() => {})`,
  ),
  served(
    'asks for a password of its own',
    [...unserved, 'idp_unreachable'],
    () => new Response('', { status: 401, headers: { 'www-authenticate': 'Basic realm="hostile"' } }),
  ),
  script(
    'opens sockets without end',
    unknown,
    `setInterval(() => { try { new WebSocket('wss://' + location.host + '/x'); } catch {} }, 5)`,
  ),
  served('comes back through a service worker', unknown, request => {
    const { pathname } = new URL(request.url);
    if (pathname.endsWith('/worker.js'))
      return new Response(`addEventListener('fetch', event => event.respondWith(new Promise(() => {})))`, {
        headers: { 'content-type': 'text/javascript' },
      });
    return html(`<button>Next</button><script>navigator.serviceWorker?.register('worker.js')</script>`);
  }),
  script(
    'writes itself anew without end',
    restless,
    `setInterval(() => { document.open(); document.write('<button>' + Math.random() + '</button><p>'); }, 5)`,
  ),
  served('redirects to itself', [...unserved, 'connection_failed', 'sign_in_loop'], request =>
    Response.redirect(`${request.url.split('?')[0]}?n=${Math.random()}`, 302),
  ),
  script(
    'loads itself again and again',
    restless,
    `setTimeout(() => location.replace('?n=' + Math.random()), 20)`,
  ),
  served('refreshes itself', restless, () =>
    html('<meta http-equiv="refresh" content="0"><button>Next</button>'),
  ),
  script(
    'changes its address without end',
    restless,
    `setInterval(() => { try { history.pushState(0, '', '?n=' + Math.random()); location.hash = Math.random(); } catch {} }, 10)`,
  ),
  script(
    'never stands still',
    restless,
    `setInterval(() => { document.querySelector('button').hidden ^= 1; }, 30)`,
  ),
  script(
    'has 100,000 elements',
    broken,
    `document.body.append(...Array.from({ length: 1e5 }, () => document.createElement('button')))`,
  ),
  served('has a huge configuration', broken, () =>
    html(
      `<button>Next</button><script>$Config = {"pgid":"Hostile","sErrorCode":"${'5'.repeat(1e6)}","x":"${'x'.repeat(2e7)}"};</script>`,
    ),
  ),
  script(
    'takes all memory',
    broken,
    `const kept = []; for (let n = 0; n < 40; n += 1) kept.push(new Uint8Array(1e7).fill(1)); window.kept = kept`,
  ),
  script(
    'closes itself',
    broken,
    `window.close(); setTimeout(() => { open('', '_self'); window.close(); }, 200)`,
  ),
  served('never answers', unserved, never),
  served('answers drop by drop', unserved, drip),
  served('answers with a bomb', unserved, () => {
    bomb ??= new Uint8Array(gzipSync(Buffer.alloc(5e7, '<p>')));
    return new Response(bomb, { headers: { 'content-type': 'text/html', 'content-encoding': 'gzip' } });
  }),
  script(
    'floods the console',
    restless,
    `setInterval(() => { for (let n = 0; n < 20; n += 1) console.log('x'.repeat(5000), { n }); }, 10)`,
  ),
  script('throws without end', restless, `setInterval(() => { throw new Error('x'.repeat(5000)); }, 1)`),
  script(
    'asks for 5,000 files',
    restless,
    `for (let n = 0; n < 5000; n += 1) fetch('file' + n).catch(() => {})`,
  ),
  script(
    'is made of 300 frames',
    broken,
    `for (let n = 0; n < 300; n += 1) document.body.append(Object.assign(document.createElement('iframe'), { srcdoc: '<input type=password>' }))`,
  ),
  script(
    'goes to an address of its own',
    unserved,
    `location = URL.createObjectURL(new Blob(['<button>Next</button>'], { type: 'text/html' }))`,
  ),
];
