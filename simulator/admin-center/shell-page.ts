import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { scriptJson } from '../entra/page.ts';
import type { Locale } from '../entra/texts/language.ts';
import { answer, type Room } from '../network/answer.ts';
import type { World } from '../world.ts';
import { shellTexts } from './texts.ts';

const scriptPath = '/admincenter/shell/main.bundle.js';
const stylePath = '/admincenter/shell/main.css';
const assetHost = 'res.cdn.office.net';

/** The page inside: a script will build everything on it (facts 5.4). */
export function shellPage(locale: Locale): string {
  return `<!DOCTYPE html>
<html lang="${locale.language}">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>${shellTexts[locale.language].title}</title>
<link rel="stylesheet" href="https://${assetHost}${stylePath}" />
<script>window.$AdminShell = ${scriptJson({ language: locale.language, texts: shellTexts[locale.language] })};</script>
</head>
<body>
<div id="root"></div>
<div class="simulator-note">${locale.texts.simulator}</div>
<script src="https://${assetHost}${scriptPath}"></script>
</body>
</html>
`;
}

/** The host of the admin center's scripts. */
export function createShellAssets(world: World): Hono<Room> {
  const script = read('shell.js');
  const style = read('shell.css');
  const app = new Hono<Room>();
  app.get(
    scriptPath,
    answer(world, 'shellBundle', context => {
      context.header('content-type', 'application/javascript');
      return context.body(`(function () {\n'use strict';\n${script}\n})();\n`);
    }),
  );
  app.get(
    stylePath,
    answer(world, 'shellBundle', context => {
      context.header('content-type', 'text/css');
      return context.body(style);
    }),
  );
  return app;
}

function read(name: string): string {
  return readFileSync(new URL(`client/${name}`, import.meta.url), 'utf8');
}
