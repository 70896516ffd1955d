import { signInOrigin } from '../../clouds.ts';
import type { AuthMethod } from '../../scenarios/scenario.ts';
import { flowConfig, stampHeaders } from '../config.ts';
import type { Desk } from '../desk.ts';
import type { Flow } from '../flows.ts';
import { respondWithPage } from '../page.ts';
import type { Screen } from './screen.ts';

const displays: Readonly<Record<AuthMethod, string>> = {
  PhoneAppOTP: '+XX XXXXXXXXX',
  PhoneAppNotification: '+XX XXXXXXXXX',
  OneWaySMS: '+XX XXXXXXX45',
  TwoWayVoiceMobile: '+XX XXXXXXX45',
  FidoKey: '',
};

/** The second factors of the account that signs in. */
export function proofsOf(desk: Desk, flow: Flow): readonly AuthMethod[] {
  return desk.simulator.scenarioOf(flow.account).signIn?.proofs ?? flow.account?.proofs ?? [];
}

/** The one that the sign-in opens on: the only one, or the default where there is one. */
function defaultProofOf(desk: Desk, flow: Flow): AuthMethod | undefined {
  const { signIn } = desk.simulator.scenarioOf(flow.account);
  const [first, ...others] = proofsOf(desk, flow);
  if (flow.listsProofs) return undefined;
  if (others.length === 0) return first;
  return signIn?.proofs === undefined ? flow.account?.defaultProof : signIn.defaultProof;
}

/** ConvergedTFA: the default proof's own view, or the method list where there is no default (facts 2.6 to 2.8). */
export const secondFactor: Screen = {
  id: 'second-factor',
  due: (desk, flow) => !flow.codeAccepted && proofsOf(desk, flow).length > 0,
  show(context, desk, flow) {
    const requestId = stampHeaders(context, desk);
    const origin = signInOrigin(context);
    const defaultProof = defaultProofOf(desk, flow);
    const config = {
      ...flowConfig(desk, flow, requestId, { pgid: 'ConvergedTFA', hpgid: 1114, hpgact: 2000 }),
      arrUserProofs: proofsOf(desk, flow).map(method => ({
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
      desk.simulator.token(16),
    );
  },
};
