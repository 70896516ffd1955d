import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launch } from '../simulator/browsers.ts';
import { federated, login, secret, signInOn, sts, username } from './made-up-pages.ts';

// Forms of an organisation's own server, as HTML allows them: what sends them, and fields that do as they like.

const done = `${login}login.srf`;
// By GET: Playwright does not show what Firefox posts.
const form = (fields: string, attributes = '') => `<form action="${done}" ${attributes}>${fields}</form>`;
const name = '<input name="username" autocomplete="username">';
const password = '<input type="password" name="password">';
const image = `<input type="image" alt="Go" src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='60' height='20'/%3E">`;
const wrong = 'location.href = "about:blank#wrong"';
const both = name + password;

const field = 'document.querySelector("[name=password]")';
const go = '<button>Go</button>';
const scripted = (script: string) => `${form(both + go)}<script>${script}</script>`;

/** What was sent, by name. */
const fieldsOf = (body: string | undefined) => Object.fromEntries(new URLSearchParams(body));

/** One of each kind on the second engine: nothing in it is meant to depend on the engine. */
const onFirefox = new Set([
  'by an image outside of it',
  'by Enter, where its button cannot be seen',
  'after it was emptied',
  'it is emptied again and again',
]);
const rows = (engine: string, all: [string, string][]) =>
  all.filter(([what]) => engine === 'chromium' || onFirefox.has(what));

describe.each(['chromium', 'firefox'] as const)('on %s', engine => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(engine);
  });
  afterAll(() => browser.close());
  // Firefox loses its way where many windows are opened at once.
  const eachOf = engine === 'chromium' ? test.concurrent : test;

  describe('a form is sent', () => {
    eachOf.each(
      rows(engine, [
        ['by a submit input', form(`${both}<input type="submit" value="Go">`)],
        ['by an image', form(both + image)],
        ['by a button without a type', form(`${both}<button>Go</button>`)],
        ['by a button of a type that is none', form(`${both}<button type="primary">Go</button>`)],
        ['by a button outside of it', `${form(both, 'id="f"')}<button form="f">Go</button>`],
        ['by an image outside of it', form(both, 'id="f"') + image.replace('>', ' form="f">')],
        [
          'by its own button, not by that of the form before it',
          `<form action="/help"><input name="q"><button onclick='${wrong}'>?</button></form>${form(`${both}<button>Go</button>`)}`,
        ],
        [
          'by none that empties it, or does something else',
          form(`<input type="reset" value="Clear"><button type="button" onclick='${wrong}'>Show</button>${both}
          <button type="reset">Clear</button><input type="button" onclick='${wrong}'>${image}`),
        ],
        [
          'by none that leads back',
          form(
            `${both}<button formnovalidate name="cancel" onclick='${wrong}'>Back</button><button>Go</button>`,
          ),
        ],
        [
          'by none that cannot be seen',
          form(`<button style="display:none" onclick='${wrong}'>x</button>${both}<button>Go</button>`),
        ],
        [
          'by Enter, where its button cannot be seen',
          form(`${both}<input type="submit" style="display:none">`),
        ],
        [
          'by Enter, where a script waits for it and the button is a link',
          form(`${both}<a role="button">Go</a><script>
          document.forms[0].onkeydown = event => { if (event.key === 'Enter') event.target.form.submit(); };
        </script>`),
        ],
        [
          'where there is no form',
          `<div>${both}<button onclick="
          const sent = document.createElement('form');
          sent.action = '${done}'; sent.hidden = true;
          sent.append(...document.querySelectorAll('input')); document.body.append(sent); sent.submit();
        ">Go</button></div>`,
        ],
        [
          "with a password that bears the name of AD FS's, and no button of its",
          form(`<input name="pf.username" autocomplete="username"><input type="password" id="passwordInput" name="pf.pass">
          <a class="ping-button normal allow" onclick="document.forms[0].submit()">Sign on</a>`),
        ],
        [
          "with AD FS's names for password and button, and another one for the user name",
          form(
            `${name}<input type="password" id="passwordInput" name="password"><input type="submit" id="submitButton">`,
          ),
        ],
        [
          'by AD FS 2, whose button is an image',
          form(`<input id="ContentPlaceHolder1_UsernameTextBox" name="u">
          <input type="password" id="ContentPlaceHolder1_PasswordTextBox" name="p">
          ${image.replace('>', ' id="ContentPlaceHolder1_SubmitButton">')}`),
        ],
        [
          'with fields that bear the names of its own properties',
          form(
            `${both}<input type="hidden" name="elements"><input type="hidden" name="submit"><button>Go</button>`,
          ),
        ],
      ]),
    )('%s', async (_what, page) => {
      const { cause, sent } = await signInOn(browser, federated({ [sts]: page }));
      const fields = fieldsOf(sent[0]?.body);
      expect(cause).toBe('inside');
      expect(sent).toHaveLength(1);
      expect(Object.values(fields)).toEqual(expect.arrayContaining([username, secret]));
      expect(fields).not.toHaveProperty('cancel');
    });
  });

  describe('a field that is filled again keeps its value', () => {
    eachOf.each(
      rows(engine, [
        [
          'after it was emptied',
          `${field}.oninput = event => { event.target.oninput = null; event.target.value = ''; }`,
        ],
        [
          'after it was emptied a moment later',
          `${field}.oninput = event => { event.target.oninput = null; setTimeout(() => { event.target.value = ''; }, 30); }`,
        ],
        [
          'after it was emptied when it lost the focus',
          `${field}.onblur = event => { event.target.onblur = null; event.target.value = ''; }`,
        ],
        [
          'after the form was built anew',
          `const again = document.forms[0].innerHTML;
         ${field}.onchange = () => setTimeout(() => { document.forms[0].innerHTML = again; });`,
        ],
      ]),
    )('%s', async (_what, script) => {
      const { cause, sent } = await signInOn(browser, federated({ [sts]: scripted(script) }));
      expect(cause).toBe('inside');
      expect(sent.map(({ body }) => fieldsOf(body))).toEqual([{ username, password: secret }]);
    });
  });

  describe('a field that does not take what is typed: nothing is pressed, and nobody else is blamed', () => {
    eachOf.each(
      rows(engine, [
        ['it empties itself', scripted(`${field}.oninput = event => { event.target.value = ''; }`)],
        ['it is emptied again and again', scripted(`setInterval(() => { ${field}.value = ''; }, 40)`)],
        [
          'it is emptied when it loses the focus',
          scripted(`${field}.onblur = event => { event.target.value = ''; }`),
        ],
        [
          'it makes small letters',
          scripted(`${field}.oninput = event => { event.target.value = event.target.value.toLowerCase(); }`),
        ],
        ['it is too short', form(`${name}<input type="password" name="password" maxlength="16">${go}`)],
        [
          'it takes digits only',
          form(`${name}<input type="password" name="password">${go}<script>
        ${field}.oninput = event => { event.target.value = event.target.value.replace(/\\D/g, ''); }</script>`),
        ],
        ['the name is too long for its field', form(`<input name="username" maxlength="8">${password}${go}`)],
      ]),
    )('%s', async (_what, page) => {
      const ended = await signInOn(browser, federated({ [sts]: page }));
      expect(ended).toMatchObject({ cause: 'entry_not_taken', sent: [], mayHaveLeft: false });
    });
  });
});

describe('beside the form', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch('chromium');
  });
  afterAll(() => browser.close());

  test('a form whose end arrives late is sent by its button', async () => {
    const late = '<script src="/late.js"></script>';
    const page = form(`${both}${late}<button>Go</button>`);
    const { cause, sent } = await signInOn(browser, federated({ [sts]: page, [`${sts}late.js`]: '0' }));
    expect([cause, sent.length]).toEqual(['inside', 1]);
  });

  test('what a page sends by itself, before anything was pressed, has left it', async () => {
    const page = scripted(`${field}.oninput = event => {
      fetch('/strength', { method: 'POST', body: event.target.value });
      event.target.value = '';
    }`);
    const { cause, sent, mayHaveLeft } = await signInOn(browser, federated({ [sts]: page }));
    expect({ cause, mayHaveLeft, sent: sent.length }).toEqual({
      cause: 'entry_not_taken',
      mayHaveLeft: true,
      sent: 1,
    });
  });

  test.each([
    ['a line end', `${secret}\n`],
    ['a carriage return', `${secret}\r`],
  ])('a secret with %s at its end is not blamed on Microsoft', async (_what, withEnd) => {
    const page = form(both + go);
    const ended = await signInOn(browser, federated({ [sts]: page }), { password: withEnd });
    expect(ended).toMatchObject({ cause: 'entry_not_taken', sent: [] });
  });
});
