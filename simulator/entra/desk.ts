import type { Account } from '../accounts.ts';
import type { ClientCredentials } from '../credentials.ts';
import { Assertions } from '../federation/assertions.ts';
import { registerApplication, type TenantApplication } from '../graph/application.ts';
import { SignInLog } from '../graph/sign-in-log.ts';
import { Registrations } from '../security-info/registrations.ts';
import type { World } from '../world.ts';
import { BrowserSessions } from './browser-sessions.ts';
import { CertificateTokens } from './certificate-tokens.ts';
import { Flows } from './flows.ts';
import { Grants } from './grants.ts';
import { Lockout } from './lockout.ts';
import { Passcodes } from './passcodes.ts';
import { Passkeys } from './passkeys.ts';
import { createSigner, type Signer } from './signer.ts';

/** Everything that Entra's rooms remember: handed to each of them. */
export interface Desk {
  readonly world: World;
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

export async function openDesk(world: World, { issued, userAuthority }: Issued): Promise<Desk> {
  return {
    world,
    flows: new Flows(world),
    sessions: new BrowserSessions(world),
    lockout: new Lockout(world),
    passcodes: new Passcodes(world),
    passkeys: new Passkeys(issued),
    registrations: new Registrations(world),
    certificateTokens: new CertificateTokens(world, userAuthority),
    issued,
    grants: new Grants(world),
    assertions: new Assertions(world),
    signer: await createSigner(world),
    application: registerApplication(world),
    signInLog: new SignInLog(world),
  };
}
