import type { Account } from '../accounts.ts';
import type { ClientCredentials } from '../credentials.ts';
import { Assertions } from '../federation/assertions.ts';
import { registerApplication, type TenantApplication } from '../graph/application.ts';
import { SignInLog } from '../graph/sign-in-log.ts';
import { Registrations } from '../security-info/registrations.ts';
import type { SimulatorContext } from '../simulator-context.ts';
import { BrowserSessions } from './browser-sessions.ts';
import { CertificateTokens } from './certificate-tokens.ts';
import { Flows } from './flows.ts';
import { Grants } from './grants.ts';
import { Lockout } from './lockout.ts';
import { Passcodes } from './passcodes.ts';
import { Passkeys } from './passkeys.ts';
import { createSigner, type Signer } from './signer.ts';

/** What Entra remembers, and what the tenant has issued; every request handler gets it. */
export interface EntraServices {
  readonly simulator: SimulatorContext;
  readonly flows: Flows;
  readonly sessions: BrowserSessions;
  readonly lockout: Lockout;
  readonly passcodes: Passcodes;
  readonly passkeys: Passkeys;
  readonly certificateTokens: CertificateTokens;
  readonly registrations: Registrations;
  /** What was issued to whom. */
  readonly issued: ReadonlyMap<Account, ClientCredentials>;
  readonly grants: Grants;
  readonly assertions: Assertions;
  readonly signer: Signer;
  readonly application: TenantApplication;
  readonly signInLog: SignInLog;
}

/** What the tenant has issued: credentials, and in PEM the authority of its users' certificates. */
export interface Issued {
  readonly issued: ReadonlyMap<Account, ClientCredentials>;
  readonly userAuthority: string;
}

export async function createEntraServices(
  simulator: SimulatorContext,
  { issued, userAuthority }: Issued,
): Promise<EntraServices> {
  return {
    simulator,
    flows: new Flows(simulator),
    sessions: new BrowserSessions(simulator),
    lockout: new Lockout(simulator),
    passcodes: new Passcodes(simulator),
    passkeys: new Passkeys(issued),
    registrations: new Registrations(simulator),
    certificateTokens: new CertificateTokens(simulator, userAuthority),
    issued,
    grants: new Grants(simulator),
    assertions: new Assertions(simulator),
    signer: await createSigner(simulator),
    application: registerApplication(simulator),
    signInLog: new SignInLog(simulator),
  };
}
