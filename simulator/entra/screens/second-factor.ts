import { signInOrigin } from '../../clouds.ts';
import type { AuthMethod } from '../../scenarios/scenario.ts';
import { flowConfig, stampHeaders } from '../config.ts';
import type { Flow } from '../flows.ts';
import { respondWithPage } from '../page.ts';
import type { EntraServices } from '../services.ts';
import type { Screen } from './screen.ts';

const displays: Readonly<Record<AuthMethod, string>> = {
  PhoneAppOTP: '+XX XXXXXXXXX',
  PhoneAppNotification: '+XX XXXXXXXXX',
  OneWaySMS: '+XX XXXXXXX45',
  TwoWayVoiceMobile: '+XX XXXXXXX45',
  FidoKey: '',
};

/** The second factors of the account that signs in. */
export function proofsOf(services: EntraServices, flow: Flow): readonly AuthMethod[] {
  return services.simulator.scenarioOf(flow.account).signIn?.proofs ?? flow.account?.proofs ?? [];
}

/** The one that the sign-in opens on: the only one, or the default where there is one. */
function defaultProofOf(services: EntraServices, flow: Flow): AuthMethod | undefined {
  const { signIn } = services.simulator.scenarioOf(flow.account);
  const [first, ...others] = proofsOf(services, flow);
  if (flow.listsProofs) return undefined;
  if (others.length === 0) return first;
  return signIn?.proofs === undefined ? flow.account?.defaultProof : signIn.defaultProof;
}

/** ConvergedTFA: the default proof's own view, or the method list where there is no default (facts 2.6 to 2.8). */
export const secondFactor: Screen = {
  id: 'second-factor',
  due: (services, flow) => !flow.codeAccepted && proofsOf(services, flow).length > 0,
  show(context, services, flow) {
    const requestId = stampHeaders(context, services);
    const origin = signInOrigin(context);
    const defaultProof = defaultProofOf(services, flow);
    const config = {
      ...flowConfig(services, flow, requestId, { pgid: 'ConvergedTFA', hpgid: 1114, hpgact: 2000 }),
      arrUserProofs: proofsOf(services, flow).map(method => ({
        authMethodId: method,
        data: method,
        display: displays[method],
        isDefault: method === defaultProof,
        isLocationAware: false,
        phoneAppOtpTypes:
          method === 'PhoneAppOTP'
            ? ['MicrosoftAuthenticatorBasedTOTP', 'SoftwareTokenBasedTOTP']
            : undefined,
      })),
      urlBeginAuth: `${origin}/common/SAS/BeginAuth`,
      urlEndAuth: `${origin}/common/SAS/EndAuth`,
      urlPost: `${origin}/common/SAS/ProcessAuth`,
      iMaxPollAttempts: 10,
      iPollingInterval: 5000,
      iPollingTimeout: 300000,
      oPerAuthPollingInterval: { PhoneAppNotification: 1, PhoneAppOTP: 1, OneWaySMS: 1 },
      urlFidoLogin: `https://login.microsoft.com/${flow.request.tenantSegment}/fido/get?uiflavor=Web`,
      urlRefresh: `${origin}/${flow.request.tenantSegment}/reprocess?ctx=${flow.ctx}`,
      iTotpOtcLength: flow.account?.tokenKind.digits ?? 6,
      iSAOtcLength: 6,
      fEnableNumberMatching: true,
      fHideOtpByPolicy: false,
      fSasEndAuthPostToGetSwitch: false,
      sTrustedDeviceCheckboxName: 'rememberMFA',
      sAuthMethodInputFieldName: 'mfaAuthMethod',
    };
    return respondWithPage(
      context,
      { pgid: 'ConvergedTFA', locale: flow.locale, title: flow.locale.texts.title, config },
      services.simulator.token(16),
    );
  },
};
