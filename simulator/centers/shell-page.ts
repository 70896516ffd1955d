import { readFileSync } from 'node:fs';
import { type Context, Hono } from 'hono';
import { scriptJson } from '../entra/page.ts';
import type { Locale } from '../entra/texts/locales.ts';
import { answer, type HostApp, type HostEnv } from '../network/answer.ts';
import type { SimulatorContext } from '../simulator-context.ts';
import type { Center, CenterPage } from './center.ts';
import { cloudAt, signInHostAt } from './send-to-sign-in.ts';
import { shellTexts } from './texts.ts';

const scriptPath = '/admincenter/shell/main.bundle.js';
const stylePath = '/admincenter/shell/main.css';
const assetHost = 'res.cdn.office.net';

// In this order: the parts first, and the one that starts it all.
const files = ['elements', 'suite-header', 'azure-portal', 'single-page', 'shell'];

/** The page of a center after the sign-in: a script builds everything on it (facts 5.4). */
export function shellPage(
  context: Context<HostEnv>,
  locale: Locale,
  center: Center,
  page: CenterPage,
): string {
  const { hostname } = new URL(context.req.url);
  const texts = shellTexts[locale.language];
  const dataHost = center.dataHosts?.[cloudAt(context, center)] ?? hostname;
  const shell = {
    language: locale.language,
    texts,
    frame: center.frame,
    calls: page.calls.map(({ path, method = 'GET', isExtra = false }) => ({
      address: `https://${dataHost}${path}`,
      method,
      isExtra,
    })),
    // What the browser needs to sign in by itself, where no form post does it.
    ...(center.landing === undefined && {
      signIn: {
        base: `https://${signInHostAt(context, center)}/organizations/oauth2/v2.0`,
        clientId: center.clientId,
        scope: `openid profile https://${dataHost}/.default`,
      },
    }),
  };
  return `<!DOCTYPE html>
<html lang="${locale.language}">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>${center.titles?.[locale.language] ?? center.name}</title>
<link rel="stylesheet" href="https://${assetHost}${stylePath}" />
<script>window.$AdminShell = ${scriptJson(shell)};</script>
</head>
<body>
<div id="root"></div>
<div class="simulator-note">${locale.texts.simulator}</div>
<script src="https://${assetHost}${scriptPath}"></script>
</body>
</html>
`;
}

/** The host of the centers' scripts. */
export function createShellAssets(simulator: SimulatorContext): HostApp {
  // Written in modules; side by side they need neither import nor export.
  const script = files
    .map(name =>
      read(`${name}.js`)
        .replaceAll(/^import [^;]*;\n/gm, '')
        .replaceAll(/^export /gm, ''),
    )
    .join('\n');
  const style = read('shell.css');
  const app = new Hono<HostEnv>();
  app.get(
    scriptPath,
    answer(simulator, 'shellBundle', context => {
      context.header('content-type', 'application/javascript');
      return context.body(`(function () {\n'use strict';\n${script}\n})();\n`);
    }),
  );
  app.get(
    stylePath,
    answer(simulator, 'shellBundle', context => {
      context.header('content-type', 'text/css');
      return context.body(style);
    }),
  );
  return app;
}

function read(name: string): string {
  return readFileSync(new URL(`client/${name}`, import.meta.url), 'utf8');
}
