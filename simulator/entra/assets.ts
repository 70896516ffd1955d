import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { answer, type HostApp, type HostEnv } from '../network/answer.ts';
import type { SimulatorContext } from '../simulator-context.ts';
import { bundlePath, styleSheetPath } from './asset-urls.ts';
import { isLanguage } from './texts/language.ts';
import { locales } from './texts/locales.ts';

// In this order: the frame first, a file for each page id, and the one that starts it all.
const files = [
  'frame',
  'background-calls',
  'account-picker',
  'which-account',
  'passkey',
  'first-factors',
  'sign-in',
  'browser-sso',
  'second-factor-session',
  'code-entry',
  'push-approval',
  'second-factor',
  'stay-signed-in',
  'error',
  'proof-up',
  'interrupts',
  'unknown-page',
  'start',
];

/** The host of the sign-in pages' scripts. A page whose bundle never comes stays without controls (facts 1.4). */
export function createSignInAssets(simulator: SimulatorContext): HostApp {
  const script = files.map(name => withoutModuleSyntax(read(`${name}.js`))).join('\n');
  const style = read('sign-in.css');

  const app = new Hono<HostEnv>();
  app.use(async (context, next) => {
    await next();
    // On errors, too: otherwise a browser reports an answer that it may not read, instead of the error.
    context.header('access-control-allow-origin', '*');
    if (context.res.ok) context.header('cache-control', 'public, max-age=31536000');
  });
  app.get(
    '/shared/1.0/content/js/:file',
    answer(simulator, 'bundle', context => {
      const language = /_([a-z]+)\.js$/.exec(context.req.path)?.[1] ?? '';
      if (!isLanguage(language) || context.req.path !== `/${bundlePath(language)}`) return context.notFound();
      const texts = JSON.stringify(locales[language].texts);
      context.header('content-type', 'application/x-javascript');
      return context.body(`window.$GenkanTexts=${texts};\n(function () {\n'use strict';\n${script}\n})();\n`);
    }),
  );
  app.get(
    `/${styleSheetPath}`,
    answer(simulator, 'bundle', context => {
      context.header('content-type', 'text/css');
      return context.body(style);
    }),
  );
  return app;
}

function read(name: string): string {
  return readFileSync(new URL(`client/${name}`, import.meta.url), 'utf8');
}

// The original is one classic script. Ours is written in modules; side by side they need neither import nor export.
function withoutModuleSyntax(source: string): string {
  return source.replace(/^import [^;]*;\n/gm, '').replace(/^export /gm, '');
}
