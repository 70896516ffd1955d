import type { Account } from '../accounts.ts';
import type { Fields } from '../network/fields.ts';
import type { FirstFactor } from '../scenarios/scenario.ts';
import type { Flow } from './flows.ts';
import type { Assertion } from './passkeys.ts';
import type { EntraServices } from './services.ts';

/** What was posted in place of a password, and what it is worth. */
export interface Judged {
  readonly factor: FirstFactor;
  readonly account: Account | undefined;
  readonly errorCode: string | undefined;
}

/** What an account can begin with in the scenario that is played for it. */
export const firstFactorsOf = (services: EntraServices, account: Account): readonly FirstFactor[] =>
  services.simulator.scenarioOf(account).signIn?.firstFactors ?? account.firstFactors;

/** Judges a passkey, a certificate or an access pass; nothing where the form holds none of them. */
export function judgeFirstFactor(services: EntraServices, flow: Flow, fields: Fields): Judged | undefined {
  const judge = judges.find(({ field }) => fields.get(field) !== '');
  if (judge === undefined) return undefined;
  const { factor, account, errorCode } = judge.judge(services, flow, fields);
  const forced = account && services.simulator.scenarioOf(account).signIn?.firstFactorError;
  return { factor, account, errorCode: errorCode ?? forced };
}

const judges: ReadonlyArray<{
  field: string;
  judge: (services: EntraServices, flow: Flow, fields: Fields) => Judged;
}> = [
  { field: 'assertion', judge: judgePasskey },
  { field: 'certificatetoken', judge: judgeCertificate },
  { field: 'accesspass', judge: judgeAccessPass },
];

function judgePasskey(services: EntraServices, flow: Flow, fields: Fields): Judged {
  const challenge = flow.challenge ?? '';
  flow.challenge = undefined;
  const account = services.passkeys.verify(readAssertion(fields.get('assertion')), challenge);
  return { factor: 'passkey', account, errorCode: account === undefined ? '1350161' : undefined };
}

function judgeCertificate(services: EntraServices, flow: Flow, fields: Fields): Judged {
  const shown = services.certificateTokens.redeem(fields.get('certificatetoken'));
  const account = services.simulator.accountNamed(shown?.upn ?? '');
  // The certificate must have been issued to the account that signs in.
  const isTheirs =
    account !== undefined && (flow.username === undefined || flow.username === account.username);
  const errorCode = !shown?.isTrusted ? '50017' : isTheirs ? undefined : '50012';
  return { factor: 'certificate', account: isTheirs ? account : undefined, errorCode };
}

function judgeAccessPass(services: EntraServices, _flow: Flow, fields: Fields): Judged {
  const account = services.simulator.accountNamed(fields.get('login'));
  const known = account && services.issued.get(account)?.accessPass;
  const isRight = known !== undefined && fields.get('accesspass') === known;
  return { factor: 'accessPass', account, errorCode: isRight ? undefined : '130503' };
}

function readAssertion(text: string): Assertion {
  const none = { id: '', clientDataJSON: '', authenticatorData: '', signature: '' };
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null ? { ...none, ...read } : none;
  } catch {
    return none;
  }
}
