import type { Browser, Route } from '@playwright/test';
import { diagnose } from '../../lib/diagnosis/diagnose.ts';
import { defineMonitor } from '../../lib/domain/monitor.ts';
import { systemClock } from '../../lib/platform/clock.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { signIn } from '../../lib/sign-in/sign-in.ts';

// A sign-in on pages that a test makes up, where no simulator stands behind them.

export const secret = 'Hunter2-of-the-Monitor';
export const username = 'monitor@contoso.example';

const monitor = defineMonitor({
  id: 'center',
  title: { en: 'Center', ja: 'センター' },
  urls: { global: 'https://center.example/' },
  ready: {
    hosts: ['center.example'],
    shell: ['#shell'],
    answers: [],
    whoAmI: { open: '#me', name: '#name' },
  },
});

const center = 'https://center.example/';
export const login = 'https://login.microsoftonline.com/';
export const sts = 'https://sts.contoso.example/';

export const goTo = (address: string) => `<script>location.href = '${address}'</script>`;

export const emailPage = (next: string) => `<meta name="PageID" content="ConvergedSignIn"><input id="i0116">
  <input type="submit" id="idSIButton9"><script>
  idSIButton9.onclick = async () => {
    await fetch('/common/GetCredentialType', { method: 'POST', body: '{}' });
    location.href = '${next}';
  }</script>`;

export const passwordPage = (next: string) => `<meta name="PageID" content="ConvergedSignIn">
  <form method="post" action="${next}"><input id="i0118" name="passwd" type="password">
  <input type="submit" id="idSIButton9"></form>`;

/** AD FS of 2012 R2 and later: its button is a span. */
export const adfsPage = (
  next = '',
) => `<form method="post" action="${next}"><input id="userNameInput" name="UserName">
  <input id="passwordInput" name="Password" type="password">
  <span id="submitButton" onclick="document.forms[0].submit()">Sign in</span></form>`;

const centerPage = `<div id="shell"><button id="me">Me</button><span id="name">${username}</span></div>`;

/** A page, or what each request for it gets in turn, the last one again and again. A number is a status without a page. */
type Served = string | number | readonly (string | number)[];

/** The way to the form of the organisation's own server, and from what it accepts into the center. */
export const federated = (pages: Readonly<Record<string, Served>>): Record<string, Served> => ({
  [center]: [goTo(login), centerPage],
  [login]: emailPage(sts),
  [`${login}login.srf`]: goTo(center),
  ...pages,
});

interface Options {
  readonly password?: string;
  /** The headers of the answers from a place. */
  readonly headers?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly deadlineMs?: number;
}

/** Signs in; says how it ended, and each request that the password left with, by the place and what was sent. */
export async function signInOn(
  browser: Browser,
  pages: Readonly<Record<string, Served>>,
  { password = secret, headers = {}, deadlineMs = 120_000 }: Options = {},
) {
  const sent: { readonly to: string; readonly body: string }[] = [];
  const served = new Map<string, number>();
  const context = await browser.newContext();
  const page = await context.newPage();
  await context.route('**/*', async (route: Route) => {
    const request = route.request();
    const { origin, pathname, search } = new URL(request.url());
    const address = `${origin}${pathname}`;
    const body = request.postData() ?? search.slice(1);
    if (`${request.url()} ${body}`.toLowerCase().includes(password.toLowerCase().slice(0, 8)))
      sent.push({ to: address, body });
    const list = [pages[address] ?? 404].flat();
    const n = served.get(address) ?? 0;
    served.set(address, n + 1);
    const answer = list[Math.min(n, list.length - 1)] ?? 404;
    const status = typeof answer === 'number' ? answer : 200;
    const text = typeof answer === 'number' ? '' : answer;
    await route.fulfill({ status, contentType: 'text/html', headers: headers[address] ?? {}, body: text });
  });
  try {
    const { observation, screens, credentialsTyped, clockSkewMs } = await signIn({
      page,
      monitor,
      startUrl: center,
      account: {
        id: 'contoso',
        username,
        tenant: 'contoso',
        cloud: 'global',
        password: new Secret(password),
        federation: new URL(sts).origin,
      },
      clock: systemClock,
      deadline: systemClock.elapsed() + deadlineMs,
      nextCode: () => Promise.reject(new Error('no codes here')),
    });
    return {
      cause: diagnose(observation) ?? 'inside',
      screens,
      sent,
      ending: observation.ending,
      given: observation.given?.map(({ factor }) => factor),
      mayHaveLeft: observation.mayHaveLeft,
      clockSkewMs,
      credentialsTyped,
      /** How often each address was asked for. */
      asked: Object.fromEntries(served),
    };
  } finally {
    await context.close();
  }
}
