import type { Context } from 'hono';
import { guid, tenant } from '../accounts.ts';
import type { HostEnv } from '../network/answer.ts';
import type { Flow } from './flows.ts';
import type { EntraServices } from './services.ts';
import type { Locale } from './texts/locales.ts';

/** Which page a configuration is for, and on what request it comes. */
export interface PageIdentity {
  readonly pgid: string;
  /** The page's number (facts 1.8). */
  readonly hpgid: number;
  /** 1800 on `/authorize`, 2000 in answer to a post (facts 1.8). */
  readonly hpgact: number;
}

/** Marks an answer as one of Entra's, and returns its request id (facts 6.6). */
export function stampHeaders(context: Context<HostEnv>, services: EntraServices): string {
  const requestId = guid(services.simulator.random);
  context.header('x-ms-request-id', requestId);
  context.header('x-ms-ests-server', '2.1.19999.9 - GENKAN ProdSlices');
  context.header('x-ms-srs', '1.P');
  context.header('x-ms-httpver', '1.1');
  context.header('p3p', 'CP="DSP CUR OTPi IND OTRi ONL FIN"');
  return requestId;
}

/** What every page of Entra gives to its scripts (facts 1.11). */
export function commonConfig(
  services: EntraServices,
  ids: { readonly requestId: string; readonly correlationId: string; readonly locale: Locale },
  identity: PageIdentity,
): Record<string, unknown> {
  const origin = 'https://login.microsoftonline.com';
  return {
    pgid: identity.pgid,
    hpgid: identity.hpgid,
    hpgact: identity.hpgact,
    sFTName: 'flowToken',
    sCanaryTokenName: 'canary',
    correlationId: ids.correlationId,
    sessionId: ids.requestId,
    locale: { mkt: ids.locale.mkt, lcid: ids.locale.lcid },
    country: ids.locale.language === 'ja' ? 'JP' : ids.locale.language === 'de' ? 'DE' : 'US',
    slMaxRetry: 2,
    slReportFailure: true,
    sRingId: 'R3',
    scid: 2019,
    serverDetails: {
      slc: 'ProdSlices',
      dc: 'GENKAN',
      ri: 'GK1XXXX',
      ver: { v: [2, 1, 19999, 9] },
      rt: new Date(services.simulator.clock()).toISOString().slice(0, 19),
      et: 17,
    },
    clientMetricsModes: { None: 0, SubmitOnPost: 1, SubmitOnRedirect: 2, InstrumentPlt: 4 },
    oAppCobranding: {},
    arrExternalTrustedRealmFederatedIdps: [],
    urlFooterTOU: 'https://www.microsoft.com/servicesagreement/',
    urlFooterPrivacy: 'https://privacy.microsoft.com/privacystatement',
    urlMoreInfo: 'https://go.microsoft.com/fwlink/p/?LinkId=708614',
    urlResetPassword: `https://passwordreset.microsoftonline.com/?ru=${encodeURIComponent(origin)}`,
    strCopyrightTxt: 'Genkan simulator',
    iMaxStackForKnockoutAsyncComponents: 10000,
    fShowButtons: true,
  };
}

/**
 * They make a reader that stops at the first `};`, counts braces without quotes or expects the end of the script right
 * behind the object stumble (facts 1.3). Such readers work as long as Microsoft's values are harmless.
 */
const awkwardKeys = {
  strCopyrightTxt: 'Genkan };simulator',
  sFooterNote: 'a "quoted" brace } and\r\na line break',
  // Ours, not Microsoft's: it makes page.ts put more script behind the object.
  fScriptFollows: true,
};

/** What a page gives to its scripts about the sign-in that it belongs to. */
export function flowConfig(
  services: EntraServices,
  flow: Flow,
  requestId: string,
  identity: PageIdentity,
): Record<string, unknown> {
  const { swallowsFirstClick, hasAwkwardConfig } = services.simulator.scenarioOf(flow.account).signIn ?? {};
  return {
    ...commonConfig(
      services,
      { requestId, correlationId: flow.correlationId, locale: flow.locale },
      identity,
    ),
    sFT: services.flows.issue(flow),
    sCtx: flow.ctx,
    canary: flow.canary,
    apiCanary: flow.apiCanary,
    // Ours, not Microsoft's: it makes frame.js play slow bindings.
    ...(swallowsFirstClick ? { fSwallowFirstClick: true } : {}),
    ...(hasAwkwardConfig ? awkwardKeys : {}),
    ...(flow.account === undefined
      ? {}
      : { sTenantId: tenant.id, sCompanyDisplayName: tenant.name, sPOST_Username: flow.account.username }),
  };
}
