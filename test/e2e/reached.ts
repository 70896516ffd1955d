import type { CauseId } from '../../lib/domain/causes.ts';
import { scenarios } from '../../simulator/scenarios.ts';

/** A test that drives the real command line into a cause that no scenario of the simulator plays, and asserts it. */
interface Proof {
  readonly file: string;
  readonly title: string;
}

const at =
  (file: string) =>
  (title: string): Proof => ({ file: `test/e2e/${file}.test.ts`, title });
const [causes, guard, stopped] = [at('causes'), at('guard'), at('stopped')];
const connections = causes('a name that does not exist, a refused, a reset and a mis-certified connection');
const ownFaults = causes('a browser that does not start; a secret that is away takes its own account only');
const held = guard('a person can resume an account');

/** By cause. One that a scenario ends in, too, stands here where a real connection shows more. */
export const proofs: Readonly<Partial<Record<CauseId, readonly Proof[]>>> = {
  account_unknown: [causes('a name that the tenant does not know')],
  password_wrong: [held],
  not_an_admin: [
    at('centers')('failures after the sign-in are distinguished, whatever the center looks like'),
  ],
  dns_failed: [connections],
  connection_failed: [connections, causes('a way on which everything is lost in silence')],
  tls_failed: [connections],
  proxy_failed: [causes('a proxy that is not there')],
  no_code_in_time: [causes('the next one-time codes are used up by other sign-ins of the same secret')],
  browser_crashed: [
    stopped('a browser that is killed is a crash of ours, and the next run gets another one'),
  ],
  internal_error: [causes('a history that has lost a part: nobody signs in unguarded')],
  browser_not_started: [ownFaults],
  secret_unavailable: [ownFaults],
  clock_skewed: [at('opinions')('codes that a wrong clock has made are the fault of the clock')],
  overlapped: [
    guard(
      '100 runs with one-time codes, by 4 processes at once: no code is seen twice, each got in or was overlapped',
    ),
  ],
  missed: [at('serve')('due times that came while it was not running are recorded once, also over restarts')],
  interrupted: [
    stopped(
      'asked to stop, it ends what is under way, records it as interrupted, and leaves nothing running',
    ),
  ],
  paused: [held],
};

/** The scenarios that end in a cause. */
export const scenariosFor = (cause: CauseId): string[] =>
  Object.keys(scenarios).filter(name => scenarios[name]?.cause === cause);
