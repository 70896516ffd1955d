import { Assertions } from '../federation/assertions.ts';
import type { World } from '../world.ts';
import { BrowserSessions } from './browser-sessions.ts';
import { Flows } from './flows.ts';
import { Grants } from './grants.ts';
import { Lockout } from './lockout.ts';
import { Passcodes } from './passcodes.ts';
import { createSigner, type Signer } from './signer.ts';

/** Everything that Entra's rooms remember: handed to each of them. */
export interface Desk {
  readonly world: World;
  readonly flows: Flows;
  readonly sessions: BrowserSessions;
  readonly lockout: Lockout;
  readonly passcodes: Passcodes;
  readonly grants: Grants;
  readonly assertions: Assertions;
  readonly signer: Signer;
}

export async function openDesk(world: World): Promise<Desk> {
  return {
    world,
    flows: new Flows(world),
    sessions: new BrowserSessions(world),
    lockout: new Lockout(world),
    passcodes: new Passcodes(world),
    grants: new Grants(world),
    assertions: new Assertions(world),
    signer: await createSigner(world),
  };
}
