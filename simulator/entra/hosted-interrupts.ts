import { Hono } from 'hono';
import type { Room } from '../network/answer.ts';
import type { World } from '../world.ts';
import { escapeHtml, scriptJson } from './page.ts';
import { localeOf } from './texts/requested.ts';

/**
 * The pages that a sign-in leaves for: registering at mysignins, in Fluent and without ids (facts 2.13), and a tenant's
 * terms of use (facts 2.18). Nothing on them leads anywhere.
 */
export function createHostedInterrupts(world: World): Hono<Room> {
  const app = new Hono<Room>();
  app.get('/register', context => {
    const { texts } = localeOf(context, world);
    return context.html(
      page(texts.moreInformationTitle, texts.simulator, [
        ['ms-Button ms-Button--primary', texts.next],
        ['ms-Link', texts.otherMethod],
        ['ms-Link', texts.skipSetup],
      ]),
    );
  });
  app.get('/TermsOfUse', context => {
    const { texts } = localeOf(context, world);
    return context.html(
      page(texts.termsTitle, texts.simulator, [
        ['ms-Button', texts.decline],
        ['ms-Button ms-Button--primary', texts.accept],
      ]),
    );
  });
  app.get('/favicon.ico', context => context.body(null, 204));
  return app;
}

/** Built by script, as the originals are: the HTML holds an empty root. */
function page(title: string, note: string, buttons: readonly (readonly [string, string])[]): string {
  return `<!DOCTYPE html><html><head><title>${escapeHtml(title)}</title></head>
<body style="font-family:sans-serif;padding:2em"><div id="root"></div><p>${escapeHtml(note)}</p>
<script>
const root = document.getElementById('root');
root.append(Object.assign(document.createElement('h1'), { textContent: ${scriptJson(title)} }));
for (const [className, textContent] of ${scriptJson(buttons)}) {
  root.append(Object.assign(document.createElement('button'), { type: 'button', className, textContent }));
}
</script></body></html>`;
}
