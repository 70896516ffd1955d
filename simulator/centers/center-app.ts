import { type Context, type Handler, Hono } from 'hono';
import type { EntraServices } from '../entra/services.ts';
import { localeOf } from '../entra/texts/requested.ts';
import { answer, type HostApp, type HostEnv } from '../network/answer.ts';
import { redirectHosts } from '../network/redirects.ts';
import type { SimulatorContext } from '../simulator-context.ts';
import { bearerOf } from './bearer.ts';
import type { Call, Center, CenterPage } from './center.ts';
import { data } from './data.ts';
import { landing } from './landing.ts';
import { PortalSessions, type Visitor } from './portal-sessions.ts';
import { cloudAt, sendToSignIn, signInAddress, signInHostAt } from './send-to-sign-in.ts';
import { shellPage } from './shell-page.ts';

/** The host app of a center: its pages, its sign-in, and the data that they load (facts 5). */
export function createCenter(services: EntraServices, center: Center): HostApp {
  const { simulator } = services;
  const sessions = new PortalSessions(simulator);
  const app = new Hono<HostEnv>();

  app.get('*', redirectHosts(simulator));
  app.use('*', allowOtherOrigins(center));
  const find = (context: Context<HostEnv>): Visitor | undefined | Promise<Visitor | undefined> =>
    center.landing === undefined ? bearerOf(context, services, center) : sessions.find(context);
  for (const call of callsOf(center))
    app.on(
      call.method ?? 'GET',
      call.path,
      answer(simulator, call.isExtra ? 'extraData' : 'data', data(simulator, call, find)),
    );
  app.get('*', showPage(simulator, center, sessions));
  if (center.landing !== undefined)
    app.post(center.landing, answer(simulator, 'landing', landing(services, center, sessions)));
  app.get('/login', context => {
    const home = center.pages[0]?.returnTo ?? '/';
    const wanted = context.req.query('ru') ?? home;
    // Only a path of this host: never send the browser to an address that somebody else chose.
    const returnTo = /^\/(?![/\\])/.test(wanted) ? wanted : home;
    const address = isSignedIn(context, sessions)
      ? returnTo
      : signInAddress(context, simulator, center, sessions, returnTo);
    return context.redirect(address, 302);
  });
  app.post('/api/instrument/logclient', context => context.body(null, 204));
  app.get('/favicon.ico', context => context.body(null, 204));
  app.get('/signout', signOut(simulator, center, sessions));
  return app;
}

/** Where the data comes from another host than the page, browsers ask that host for permission. */
function allowOtherOrigins({ dataHosts }: Center): Handler<HostEnv> {
  return async (context, next) => {
    const origin = context.req.header('origin');
    if (origin !== undefined && dataHosts !== undefined) {
      context.header('access-control-allow-origin', origin);
      context.header('access-control-allow-headers', 'authorization');
    }
    return context.req.method === 'OPTIONS' ? context.body(null, 204) : next();
  };
}

/** Each data call once: pages share some. */
const callsOf = ({ pages }: Center): Iterable<Call> =>
  new Map(pages.flatMap(({ calls }) => calls).map(call => [call.path, call])).values();

const isSignedIn = (context: Context<HostEnv>, sessions: PortalSessions): boolean =>
  sessions.find(context)?.isExpired === false;

/** The page of a path, for a visitor with a session; others are sent to Entra. */
function showPage(simulator: SimulatorContext, center: Center, sessions: PortalSessions): Handler<HostEnv> {
  const respond = (context: Context<HostEnv>, page: CenterPage) => {
    context.header('cache-control', 'no-store, no-cache');
    return context.html(shellPage(context, localeOf(context, simulator), center, page));
  };
  const show = (page: CenterPage) =>
    answer(simulator, 'shell', context => {
      simulator.journal.write('session', { account: context.get('account')?.username ?? '', ok: true });
      return respond(context, page);
    });
  // Everybody gets the same single page: its script knows whether it has been to Entra.
  const showSinglePage = (page: CenterPage) => answer(simulator, 'portal', context => respond(context, page));
  const askToSignIn = (page: CenterPage) =>
    answer(simulator, 'portal', context => sendToSignIn(context, simulator, center, page, sessions));

  return (context, next) => {
    const path = context.req.path.toLowerCase();
    const page = center.pages.find(each => each.path.toLowerCase() === path);
    if (page === undefined) return next();
    if (center.landing === undefined) return showSinglePage(page)(context, next);
    const hasSession = isSignedIn(context, sessions);
    if (page.redirectTo === undefined) return (hasSession ? show(page) : askToSignIn(page))(context, next);
    if (!hasSession)
      return context.redirect(`/login?ru=${encodeURIComponent(page.returnTo ?? page.path)}`, 302);
    const address =
      typeof page.redirectTo === 'string' ? page.redirectTo : page.redirectTo[cloudAt(context, center)];
    return address === undefined ? next() : context.redirect(address, 302);
  };
}

/** Ends the session here, then at Entra. */
function signOut(simulator: SimulatorContext, center: Center, sessions: PortalSessions): Handler<HostEnv> {
  return context => {
    const visitor = sessions.end(context);
    simulator.journal.write('signOut', {
      ok: visitor !== undefined,
      detail: center.name,
      ...(visitor === undefined ? {} : { account: visitor.account.username }),
    });
    const parameters = new URLSearchParams({ client_id: center.clientId });
    const host = signInHostAt(context, center);
    return context.redirect(`https://${host}/common/oauth2/v2.0/logout?${parameters}`, 302);
  };
}
