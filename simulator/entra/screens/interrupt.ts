import type { Context } from 'hono';
import type { HostEnv } from '../../network/answer.ts';
import type { Interrupt, InterruptPage } from '../../scenarios/scenario.ts';
import { flowConfig, stampHeaders } from '../config.ts';
import { isErrorCode, SignInError } from '../errors.ts';
import type { Flow } from '../flows.ts';
import { respondWithPage } from '../page.ts';
import type { EntraServices } from '../services.ts';
import type { Screen } from './screen.ts';

/** The key under which a sign-in remembers that it has passed its interrupt. */
export const interruptId = 'interrupt';

/** A page by its id, what its `$Config` holds besides the usual, and after what it comes. */
interface Described {
  readonly pgid: string;
  readonly hpgid: number;
  readonly after: 'password' | 'factor';
  readonly config: (flow: Flow, interrupt: Interrupt, flowToken: string) => Record<string, unknown>;
}

const origin = 'https://login.microsoftonline.com';
const registration = 'https://mysignins.microsoft.com';

/** `hpgid` is known of proof-up only (facts 1.8); the others' are made up. */
const pages: Readonly<Partial<Record<InterruptPage, Described>>> = {
  'proof-up': {
    pgid: 'ConvergedProofUpRedirect',
    hpgid: 1121,
    after: 'password',
    config: (flow, interrupt, flowToken) => ({
      ...daysLeft(flow, interrupt, flowToken),
      urlPostRedirect: `${registration}/register`,
      urlPost: `${registration}/register`,
    }),
  },
  'new-proof-up': {
    pgid: 'ConvergedProofUpRedirect',
    hpgid: 1121,
    after: 'factor',
    config: (flow, interrupt, flowToken) => ({
      ...daysLeft(flow, interrupt, flowToken),
      // Without a form: the script posts by itself when Next is pressed (facts 2.13).
      urlPost: `${registration}/api/post/registerMfaMethods?ctx=${flow.ctx}`,
    }),
  },
  // No source knows the id of this page (facts 2.13).
  campaign: {
    pgid: 'ConvergedPasskeyInvitation',
    hpgid: 1191,
    after: 'factor',
    config: (flow, { skip = {} }, flowToken) => ({
      urlPost: `${registration}/register`,
      urlSkip: skipAddress(flow, flowToken),
      oSkipNames: skip,
    }),
  },
  'forced-campaign': {
    pgid: 'ConvergedRegistrationCampaign',
    hpgid: 1192,
    after: 'factor',
    config: () => ({ urlPost: `${registration}/register` }),
  },
  'password-change': {
    pgid: 'ConvergedChangePassword',
    hpgid: 1116,
    after: 'password',
    config: (_flow, { hasStrayPassword = false }) => ({ urlPost: '/changepassword', hasStrayPassword }),
  },
  'conditional-access': {
    pgid: 'ConvergedConditionalAccess',
    hpgid: 1125,
    after: 'factor',
    config: () => ({ urlPost: '' }),
  },
  terms: {
    pgid: 'ConvergedSignIn',
    hpgid: 1104,
    after: 'factor',
    config: () => ({ urlPost: '/termsofuse', sPOST_PaginatedLoginState: 17 }),
  },
  consent: {
    pgid: 'ConvergedConsent',
    hpgid: 1117,
    after: 'factor',
    config: () => ({ urlPost: '/Consent/Set' }),
  },
  captcha: {
    pgid: 'ConvergedSignIn',
    hpgid: 1104,
    after: 'password',
    config: () => ({ urlPost: '/common/login', sPOST_PaginatedLoginState: 48 }),
  },
  blocked: {
    pgid: 'ConvergedSignIn',
    hpgid: 1104,
    after: 'password',
    config: () => ({ iLoginMode: 12, urlPost: '', sPOST_PaginatedLoginState: 62 }),
  },
  'app-confirmation': {
    pgid: 'CmsiInterrupt',
    hpgid: 1126,
    after: 'factor',
    config: () => ({ sErrorCode: '50199', urlPost: '/appverify' }),
  },
  // No source knows the id of this page (facts 1.7).
  'confirm-tenant': {
    pgid: 'ConvergedTenantConfirm',
    hpgid: 1190,
    after: 'factor',
    config: () => ({ urlPost: '/tenantconfirm' }),
  },
};

/** Pages of other hosts: the sign-in leaves for them (facts 2.13, 2.18). */
const hosted: Readonly<Partial<Record<InterruptPage, string>>> = {
  'hosted-proof-up': `${registration}/register`,
  'hosted-campaign': `${registration}/register`,
  'hosted-terms': 'https://account.activedirectory.windowsazure.com/TermsOfUse',
};

export const interruptAfterPassword = screenAfter('password');
export const interruptAfterFactor = screenAfter('factor');

function screenAfter(after: Described['after']): Screen {
  return {
    id: interruptId,
    due(services, flow) {
      const interrupt = services.simulator.scenarioOf(flow.account).signIn?.interrupt;
      if (interrupt === undefined || flow.answered.has(interruptId)) return false;
      const usual = interrupt.page === 'hosted-campaign' ? 'factor' : 'password';
      return (pages[interrupt.page]?.after ?? usual) === after;
    },
    show(context, services, flow) {
      const interrupt = services.simulator.scenarioOf(flow.account).signIn?.interrupt;
      if (interrupt === undefined) throw new Error('No interrupt is due');
      return showInterrupt(context, services, flow, interrupt);
    },
  };
}

function showInterrupt(
  context: Context<HostEnv>,
  services: EntraServices,
  flow: Flow,
  interrupt: Interrupt,
): Response {
  const { page, errorCode = '', view, lateMs, skip } = interrupt;
  if (page === 'error' && isErrorCode(errorCode)) throw new SignInError(errorCode, flow.correlationId);
  const elsewhere = hosted[page];
  if (elsewhere !== undefined) {
    const names = new URLSearchParams({ ctx: flow.ctx, flowtoken: services.flows.issue(flow), ...skip });
    return context.redirect(`${elsewhere}?${names}`, 302);
  }
  const described = pages[page];
  if (described === undefined) throw new Error(`No page for the interrupt ${page}`);

  const { pgid, hpgid } = described;
  const base = flowConfig(services, flow, stampHeaders(context, services), { pgid, hpgid, hpgact: 2000 });
  const config = {
    ...base,
    ...described.config(flow, interrupt, String(base['sFT'])),
    ...(errorCode === '' ? {} : { sErrorCode: errorCode }),
    ...(view === undefined ? {} : { sPOST_PaginatedLoginState: view }),
    // Ours, not Microsoft's: it makes start.js play slow scripts.
    ...(lateMs === undefined ? {} : { iControlsLateMs: lateMs }),
  };
  return respondWithPage(
    context,
    { pgid, locale: flow.locale, title: flow.locale.texts.title, config },
    services.simulator.token(16),
  );
}

const skipAddress = (flow: Flow, flowToken: string): string =>
  `${origin}/common/resume?ctx=${flow.ctx}&flowtoken=${flowToken}&skipmfaregistration=1`;

function daysLeft(flow: Flow, { daysLeft: days = 0 }: Interrupt, flowToken: string): Record<string, unknown> {
  return {
    iRemainingDaysToSkipMfaRegistration: days,
    ...(days === 0
      ? {}
      : {
          urlSkipMfaRegistration: skipAddress(flow, flowToken),
        }),
  };
}
