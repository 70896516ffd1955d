import { type Context, Hono } from 'hono';
import type { Desk } from '../entra/desk.ts';
import { localeOf } from '../entra/texts/requested.ts';
import { answer, type Room } from '../network/answer.ts';
import { data, dataSources } from './data.ts';
import { landing } from './landing.ts';
import { PortalSessions } from './portal-sessions.ts';
import { sendToSignIn, signInAddress } from './send-to-sign-in.ts';
import { shellPage } from './shell-page.ts';

/** The Microsoft 365 admin center: every door of `admin.microsoft.com` and `admin.cloud.microsoft` (facts 5). */
export function createAdminCenter(desk: Desk): Hono<Room> {
  const { world } = desk;
  const sessions = new PortalSessions(world);
  const app = new Hono<Room>();

  app.get('*', async (context, next) => {
    const url = new URL(context.req.url);
    const host = world.scenarioOf(undefined).redirects?.[url.hostname];
    return host === undefined ? next() : context.redirect(`https://${host}${url.pathname}${url.search}`, 302);
  });

  const inside = (context: Context<Room>): boolean => {
    const session = sessions.find(context);
    return session !== undefined && !sessions.isExpired(session);
  };
  const shell = answer(world, 'shell', context => {
    world.journal.write('session', { account: context.get('account')?.username ?? '', ok: true });
    context.header('cache-control', 'no-store, no-cache');
    return context.html(shellPage(localeOf(context, world)));
  });
  const stranger = answer(world, 'portal', context => sendToSignIn(context, world, sessions));

  app.get('/', (context, next) => (inside(context) ? shell(context, next) : stranger(context, next)));
  app.get('/adminportal/home', (context, next) =>
    inside(context) ? shell(context, next) : stranger(context, next),
  );
  app.get('/adminportal', context => {
    if (inside(context)) return context.redirect('/?ref=/homepage', 302);
    return context.redirect('/login?ru=%2Fadminportal%3Fref%3D%2Fhomepage', 302);
  });
  app.get('/login', context => {
    const wanted = context.req.query('ru') ?? '/adminportal?ref=/homepage';
    // Only back into our own house: an address of another host is no place to return to.
    const returnTo = /^\/(?![/\\])/.test(wanted) ? wanted : '/adminportal?ref=/homepage';
    return context.redirect(
      inside(context) ? returnTo : signInAddress(context, world, sessions, returnTo),
      302,
    );
  });
  app.post('/landing', answer(world, 'landing', landing(desk, sessions)));

  const { shellinfo, navigation, dataStream, dataLocation, features } = dataSources;
  const source = (name: string, compose: Parameters<typeof data>[3]) => data(world, sessions, name, compose);
  app.get(
    '/admin/api/coordinatedbootstrap/shellinfo',
    answer(world, 'shellinfo', source('shellinfo', shellinfo)),
  );
  app.get('/admin/api/navigation', answer(world, 'navigation', source('navigation', navigation)));
  app.get(
    '/adminportal/home/ClassicModernAdminDataStream',
    answer(world, 'dataStream', source('dataStream', dataStream)),
  );
  app.get('/admin/api/tenant/datalocationandcommitments', source('dataLocation', dataLocation));
  app.get('/admin/api/features/all', source('features', features));
  app.post(
    '/admin/api/users/getuseraccesstoken',
    source('userAccessToken', account => ({
      AccessToken: world.token(200),
      UserId: account.id,
      ExpiresIn: 3599,
    })),
  );
  app.post('/api/instrument/logclient', context => context.body(null, 204));
  app.get('/favicon.ico', context => context.body(null, 204));

  app.get('/signout', context => {
    const session = sessions.end(context);
    world.journal.write('signOut', {
      ok: session !== undefined,
      detail: 'admin center',
      ...(session === undefined ? {} : { account: session.account.username }),
    });
    const parameters = new URLSearchParams({ client_id: 'admin' });
    return context.redirect(`https://login.microsoftonline.com/common/oauth2/v2.0/logout?${parameters}`, 302);
  });
  return app;
}
