import type { Ending } from '../domain/observation.ts';
import type { Fresh } from '../domain/run-record.ts';
import type { NetworkObserver } from './network/observer.ts';
import type { SignInTask } from './task.ts';
import { whoIsSignedIn } from './who-am-i.ts';

/** How long the center's first data may take once its shell is there and nothing of it is on its way. */
const answersMs = 15_000;

/** Answers that no second question changes: the portal's session or the account's role is not good enough (5.2). */
const refusals = new Set([401, 403, 440]);

/** How the way ended, and who was signed in there. */
export interface End {
  readonly ending: Ending;
  readonly signedInAs?: string;
  readonly accountProvenBy?: Fresh['accountProvenBy'];
}

/**
 * The shell is visible: the center's first data must have come, and it must be that of the account that was meant.
 * @param seen called when the center can be used: what follows is our own question, not the user's time
 * @param namedBefore whom the password page named, for a center that names nobody
 */
export async function enter(
  { page, monitor, account }: Pick<SignInTask, 'page' | 'monitor' | 'account'>,
  {
    network,
    seen,
    leftMs,
    namedBefore,
  }: {
    readonly network: NetworkObserver;
    readonly seen: () => void;
    readonly leftMs: () => number;
    readonly namedBefore: string | undefined;
  },
): Promise<End> {
  const { answers, whoAmI } = monitor.ready;
  const statuses = () => answers.map(path => network.calls.answer(path));
  const isUsable = () => statuses().every(status => status === 200);
  // Of several calls below a path, one that is refused may be one that this role cannot make.
  const isRefused = (path: string) => !path.endsWith('/') && refusals.has(network.calls.answer(path) ?? 0);
  const isDecided = () => isUsable() || answers.some(isRefused);
  // A call that is not answered yet is slow; only the deadline ends the wait for it.
  while (!(await network.until(isDecided, Math.min(answersMs, leftMs()))))
    if (network.isGone || leftMs() <= 0 || !network.isAnswerAwaited) break;
  if (network.isGone) return { ending: 'browser_closed' };
  if (!isUsable())
    return {
      ending: leftMs() <= 0 && !network.isAnswerAwaited ? 'deadline' : whatIsMissing(answers, network),
    };
  seen();

  const inMenu = await whoIsSignedIn(page, whoAmI, leftMs());
  const name = inMenu ?? namedBefore;
  if (name === undefined) return { ending: 'unrecognised' };
  if (name.toLowerCase() !== account.username.toLowerCase())
    return { ending: 'wrong_account', signedInAs: name };
  return { ending: 'inside', accountProvenBy: inMenu === undefined ? 'password_page' : 'account_menu' };
}

/** Calls that are known only by where they go, and that never went there, are nothing to blame the center for. */
function whatIsMissing(answers: readonly string[], network: NetworkObserver): Ending {
  const isElsewhere = answers.some(path => path.endsWith('/') && !network.calls.hasCalled(path));
  return isElsewhere ? 'unrecognised' : 'shell_incomplete';
}
