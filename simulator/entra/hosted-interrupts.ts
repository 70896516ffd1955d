import { Hono } from 'hono';
import type { HostApp, HostEnv } from '../network/answer.ts';
import type { SimulatorContext } from '../simulator-context.ts';
import { escapeHtml, scriptJson } from './page.ts';
import { localeOf } from './texts/requested.ts';

/**
 * The pages that a sign-in leaves for: registering at mysignins, in Fluent and without ids (facts 2.13), and a tenant's
 * terms of use (facts 2.18). No button works but the one that skips the registration.
 */
export function createHostedInterrupts(simulator: SimulatorContext): HostApp {
  const app = new Hono<HostEnv>();
  app.get('/register', context => {
    const { texts } = localeOf(context, simulator);
    const { ctx = '', flowtoken = '', ...names } = context.req.query();
    const resume = `https://login.microsoftonline.com/common/resume?${new URLSearchParams({ ctx, flowtoken })}`;
    return context.html(
      page(texts.moreInformationTitle, texts.simulator, [
        { className: 'ms-Button ms-Button--primary', text: texts.next },
        { className: 'ms-Link', text: texts.otherMethod },
        { className: 'ms-Link', text: texts.skipSetup, names, address: resume },
      ]),
    );
  });
  app.get('/TermsOfUse', context => {
    const { texts } = localeOf(context, simulator);
    return context.html(
      page(texts.termsTitle, texts.simulator, [
        { className: 'ms-Button', text: texts.decline },
        { className: 'ms-Button ms-Button--primary', text: texts.accept },
      ]),
    );
  });
  app.get('/favicon.ico', context => context.body(null, 204));
  return app;
}

interface Button {
  readonly className: string;
  readonly text: string;
  /** Attributes that name it. */
  readonly names?: Readonly<Record<string, string>>;
  readonly address?: string;
}

/** Built by script, as the originals are: the HTML holds an empty root. */
function page(title: string, note: string, buttons: readonly Button[]): string {
  return `<!DOCTYPE html><html><head><title>${escapeHtml(title)}</title></head>
<body style="font-family:sans-serif;padding:2em"><div id="root"></div><p>${escapeHtml(note)}</p>
<script>
const root = document.getElementById('root');
root.append(Object.assign(document.createElement('h1'), { textContent: ${scriptJson(title)} }));
for (const { className, text, names = {}, address } of ${scriptJson(buttons)}) {
  const button = Object.assign(document.createElement('button'), { type: 'button', className, textContent: text });
  for (const [name, value] of Object.entries(names)) button.setAttribute(name, value);
  if (address !== undefined) button.addEventListener('click', () => location.assign(address));
  root.append(button);
}
</script></body></html>`;
}
