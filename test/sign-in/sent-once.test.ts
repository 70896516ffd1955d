import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launch } from '../simulator/browsers.ts';
import { adfsPage, emailPage, federated, login, passwordPage, signInOn, sts } from './made-up-pages.ts';

// A credential leaves the browser once in a sign-in, by whatever channel and on whosever page; and only one that has left
// can be refused.

const field = 'document.querySelector("[type=password]")';
const value = `${field}.value`;
const name = '<input name="username" autocomplete="username">';
const password = '<input type="password" name="password">';
const next = `${sts}next`;
const form = (attributes: string, script = '') =>
  `<form ${attributes}>${name}${password}<button>Go</button></form><script>${script}</script>`;
const onSubmit = (script: string) =>
  form('', `document.forms[0].onsubmit = event => { event.preventDefault(); ${script} };`);
const onClick = (page: string, button: string, script: string) =>
  `${page}<script>document.querySelector('${button}').onclick = event => { event.preventDefault(); ${script} };</script>`;
const post = (to: string, body = value) => `fetch('${to}', { method: 'POST', body: ${body} });`;
const microsofts = (page: string) => ({ [login]: emailPage(`${login}pw`), [`${login}pw`]: page });

/** Shows how often the page was pressed, also where the browser does not show what was sent. */
const pressed = `new Image().src = '/pressed';`;
const counter = (origin: string) => `${origin}pressed`;

/** With each of these the page stays as it is, as if nothing had come of the press. */
const channels: [string, Record<string, string>, string][] = [
  ['a form for another page', { [sts]: form(`method="post" action="${next}" target="_blank"`) }, next],
  [
    'a WebSocket',
    { [sts]: onSubmit(`new WebSocket('wss://sts.contoso.example/'); ${pressed}`) },
    counter(sts),
  ],
  ['a beacon', { [sts]: onSubmit(`navigator.sendBeacon('/next', ${value});`) }, next],
  [
    'a call that outlives its page',
    { [sts]: onSubmit(`fetch('/next', { method: 'POST', keepalive: true, body: ${value} });`) },
    next,
  ],
  ['a call that hides it', { [sts]: onSubmit(post('/next', `btoa(${value})`)) }, next],
  ['whatever is not seen at all', { [sts]: onSubmit(pressed) }, counter(sts)],
  ['a script of AD FS', { [sts]: onClick(adfsPage(), '#submitButton', post('/next')) }, next],
  [
    'a script of AD FS that is not seen',
    { [sts]: onClick(adfsPage(), '#submitButton', pressed) },
    counter(sts),
  ],
  [
    "a script of Microsoft's",
    microsofts(onClick(passwordPage(''), '#idSIButton9', post('/common/other'))),
    `${login}common/other`,
  ],
  [
    "a script of Microsoft's that hides it",
    microsofts(onClick(passwordPage(''), '#idSIButton9', post('/common/other', `btoa(${value})`))),
    `${login}common/other`,
  ],
  [
    "a form of Microsoft's for another page",
    microsofts(passwordPage(`${login}other`).replace('<form', '<form target="_blank"')),
    `${login}other`,
  ],
];
/** One of each kind on the second engine, which shows less of what is sent. */
const onFirefox: ReadonlySet<unknown> = new Set([
  'a form for another page',
  "a script of Microsoft's",
  'change',
  'onblur',
  'telemetry',
]);
const on = <T extends string | readonly [string, ...unknown[]]>(engine: string, rows: T[]): T[] =>
  rows.filter(row => engine === 'chromium' || onFirefox.has(typeof row === 'string' ? row : row[0]));

/** Several times as long as a press with a password is waited for, also on a slow machine. */
const deadlineMs = 30_000;

describe.each(['chromium', 'firefox'] as const)('on %s', engine => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(engine);
  });
  afterAll(() => browser.close());
  // Firefox loses its way where many windows are opened at once.
  const eachOf = engine === 'chromium' ? test.concurrent : test;

  describe('the password leaves once', () => {
    eachOf.each(on(engine, channels))('by %s', async (_what, pages, to) => {
      const ended = await signInOn(browser, federated(pages), { deadlineMs });
      expect(ended.asked[to]).toBe(1);
      expect(ended).toMatchObject({ mayHaveLeft: true, cause: 'deadline_exceeded' });
    });

    const waitingForNoPress: [string, string][] = [
      ['input', `${field}.oninput = () => { ${post('/next')} };`],
      ['change', `${field}.onchange = () => { ${post('/next')} };`],
      ['input, with its form', `${field}.oninput = event => { event.target.form.submit(); };`],
    ];
    eachOf.each(on(engine, waitingForNoPress))(
      'by a page that waits for no press: on %s',
      async (_what, script) => {
        const pages = { [sts]: form(`method="post" action="${next}"`, script), [next]: 'Thank you' };
        const ended = await signInOn(browser, federated(pages), { deadlineMs });
        expect(ended.asked[next]).toBe(1);
        expect(ended.given).toEqual(['password']);
      },
    );

    eachOf.each(on(engine, ['onblur', 'onchange']))(
      'and is given where the page looks the name up: %s',
      async listener => {
        const script = `document.forms[0].username.${listener} = () => { ${post('/name', '"x"')} };`;
        const page = form(`method="post" action="${login}login.srf"`, script);
        const { cause, asked } = await signInOn(browser, federated({ [sts]: page }));
        expect([cause, asked[`${login}login.srf`]]).toEqual(['inside', 1]);
      },
    );
  });

  eachOf.each(on(engine, ['nothing else', 'telemetry']))(
    "a press that Microsoft's page swallows, and sends %s, is repeated",
    async what => {
      const measure = [
        'https://browser.events.data.microsoft.com/OneCollector/1.0/',
        '/common/handlers/watson',
      ]
        .map(to => post(to, '"{}"'))
        .join('');
      const page = `${passwordPage(`${login}login.srf`)}<script>
        ${what === 'telemetry' ? `${field}.oninput = () => { ${measure} };` : ''}
        idSIButton9.addEventListener('click', event => {
          event.preventDefault();
          ${what === 'telemetry' ? measure : ''}
        }, { once: true });
      </script>`;
      const { cause, asked } = await signInOn(browser, federated(microsofts(page)));
      expect([cause, asked[`${login}login.srf`]]).toEqual(['inside', 1]);
    },
  );
});

describe('a page that checks its form by itself', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch('chromium');
  });
  afterAll(() => browser.close());
  const alert = `document.body.insertAdjacentHTML('beforeend', '<p role="alert">Too short.</p>');`;

  test.concurrent.each([
    ['sends to another site', post('https://telemetry.example/', '"pressed"')],
    ['sends to its own site', post('/telemetry', '"pressed"')],
    ['asks for', `fetch('/texts');`],
  ])('has refused nothing, whatever else it %s', async (_what, script) => {
    const ended = await signInOn(browser, federated({ [sts]: onSubmit(script + alert) }), { deadlineMs });
    expect(ended).toMatchObject({ cause: 'deadline_exceeded', sent: [], given: [] });
  });

  test.concurrent.each([
    ['its own server', '/next'],
    ['another one', 'https://api.other.example/'],
  ])('is believed where the password has gone to %s', async (_what, to) => {
    const ended = await signInOn(browser, federated({ [sts]: onSubmit(`${post(to)} ${alert}`) }));
    expect(ended).toMatchObject({ cause: 'idp_rejected', given: ['password'] });
    expect(ended.sent).toHaveLength(1);
  });
});
