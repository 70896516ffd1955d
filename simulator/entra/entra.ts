import { type Context, Hono } from 'hono';
import { guid } from '../accounts.ts';
import { answer, type HostApp, type HostEnv } from '../network/answer.ts';
import { redirectHosts } from '../network/redirects.ts';
import { authorize } from './authorize.ts';
import { beginAuth } from './begin-auth.ts';
import { desktopSsoStatus } from './desktop-sso-status.ts';
import { openidConfiguration, signingKeys } from './discovery.ts';
import { endAuth } from './end-auth.ts';
import { SignInError } from './errors.ts';
import { federationHandBack } from './federation.ts';
import { fidoCreate, fidoGet } from './fido.ts';
import { getCredentialType } from './get-credential-type.ts';
import { answerInterrupt, skipInterrupt } from './interrupt.ts';
import { kmsi } from './kmsi.ts';
import { login } from './login.ts';
import { logout } from './logout.ts';
import { processAuth } from './process-auth.ts';
import { getUserRealm, userRealm } from './realm.ts';
import { reprocess } from './reprocess.ts';
import { saml2 } from './saml2.ts';
import { showError } from './screens/error.ts';
import { answerAsImpostor } from './screens/impostor.ts';
import type { EntraServices } from './services.ts';
import { localeOf } from './texts/requested.ts';
import { token } from './token.ts';

/** The host app of `login.microsoftonline.com`: every route, in the order in which a sign-in uses them. */
export function createEntra(services: EntraServices): HostApp {
  const { simulator } = services;
  const app = new Hono<HostEnv>();

  app.get('*', redirectHosts(simulator));

  app.on(
    ['GET', 'POST'],
    '/:tenant/oauth2/v2.0/authorize',
    answer(simulator, 'authorize', authorize(services)),
  );
  app.on(['GET', 'POST'], '/:tenant/oauth2/authorize', answer(simulator, 'authorize', authorize(services)));
  app.on(['GET', 'POST'], '/:tenant/saml2', answer(simulator, 'authorize', saml2(services)));
  app.post('/:tenant/GetCredentialType', answer(simulator, 'getCredentialType', getCredentialType(services)));
  app.post('/:tenant/login', answer(simulator, 'login', login(services)));
  app.post('/login.srf', federationHandBack(services));
  app.post('/common/federation/oauth2', federationHandBack(services));
  app.post('/:tenant/fido/get', fidoGet(services));
  app.get('/:tenant/fido/create', fidoCreate(services));
  app.post('/:tenant/SAS/BeginAuth', answer(simulator, 'beginAuth', beginAuth(services)));
  app.post('/:tenant/SAS/EndAuth', answer(simulator, 'endAuth', endAuth(services)));
  app.post('/:tenant/SAS/ProcessAuth', answer(simulator, 'processAuth', processAuth(services)));
  app.post('/appverify', answerInterrupt(services));
  app.post('/tenantconfirm', answerInterrupt(services));
  app.get('/common/resume', skipInterrupt(services));
  app.post('/kmsi', answer(simulator, 'kmsi', kmsi(services)));
  app.on(['GET', 'POST'], '/:tenant/oauth2/v2.0/logout', answer(simulator, 'logout', logout(services)));
  app.on(['GET', 'POST'], '/:tenant/oauth2/logout', answer(simulator, 'logout', logout(services)));

  app.get('/:tenant/reprocess', reprocess(services));
  app.post('/:tenant/oauth2/v2.0/token', token(services));
  app.post('/:tenant/oauth2/token', token(services));

  app.get(
    '/:tenant/v2.0/.well-known/openid-configuration',
    answer(simulator, 'metadata', openidConfiguration(services)),
  );
  app.get('/:tenant/.well-known/openid-configuration', openidConfiguration(services));
  app.get('/:tenant/discovery/v2.0/keys', signingKeys(services));
  app.get('/GetUserRealm.srf', getUserRealm(services));
  app.get('/:tenant/userrealm/:upn', userRealm(services));
  app.post('/:tenant/instrumentation/dssostatus', desktopSsoStatus(services));
  // Where programs without a page of their own are sent back to: blank, all that counts is its address.
  app.get('/:tenant/oauth2/nativeclient', context => context.html('<html><head></head><body></body></html>'));
  app.get('/favicon.ico', context => context.body(null, 204));

  app.all('/impostor/:account/*', answerAsImpostor(services));

  // A reload of the answer to a form requests its URL with GET (facts 4, 900561).
  for (const path of ['/:tenant/login', '/:tenant/SAS/ProcessAuth', '/kmsi']) {
    app.get(path, () => {
      throw new SignInError('900561');
    });
  }
  app.notFound(context => context.text('Not found', 404));
  app.onError((error, context) => refuse(error, context, services));
  return app;
}

function refuse(error: Error, context: Context<HostEnv>, services: EntraServices): Response {
  if (!(error instanceof SignInError)) throw error;
  services.simulator.journal.write('rejected', { ok: false, detail: error.code });
  const locale = localeOf(context, services.simulator);
  const correlationId = error.correlationId ?? guid(services.simulator.random);
  return showError(context, services, { code: error.code, correlationId, locale });
}
