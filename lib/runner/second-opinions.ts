import { collectOpinions } from '../diagnosis/opinions/opinions.ts';
import { refineCause } from '../diagnosis/refine-cause.ts';
import type { Account } from '../domain/account.ts';
import type { OpinionId } from '../domain/opinion.ts';
import { isoTime } from '../platform/clock.ts';
import type { Attempted } from './attempt.ts';
import type { DueRun, RunContext } from './due-run.ts';

const hour = 3_600_000;

/**
 * Asks others why a sign-in failed, and takes the cause that follows. A sign-in that got in, that was broken off or
 * that nobody has seen is left as it is.
 */
export async function askOthers(run: DueRun, attempted: Attempted, parts: RunContext): Promise<Attempted> {
  const { cause, observation, clockSkewMs } = attempted;
  const { clock, log, stop, way } = parts;
  if (cause === undefined || observation === undefined || stop.aborted) return attempted;
  try {
    const collected = await collectOpinions(
      { cause, observation, account: run.account, startUrl: run.startUrl, way, clock, clockSkewMs },
      stop,
      await countLately(run.account, parts),
    );
    const opinions = [...(attempted.opinions ?? []), ...collected];
    const sharper = refineCause(cause, observation, opinions);
    return { ...attempted, opinions, cause: sharper, signInCause: sharper === cause ? undefined : cause };
  } catch (error) {
    log.warn({ runId: run.due.runId, err: error }, 'second opinions could not be collected');
    return attempted;
  }
}

/** How often each was asked about this account within the last hour, by any process. */
async function countLately(
  { id: account }: Account,
  { clock, history }: RunContext,
): Promise<(id: OpinionId) => number> {
  const since = isoTime(clock.now() - hour);
  const runs = await history.runs({ since, account, verdicts: ['down', 'unknown'] });
  return id => runs.filter(({ opinions }) => opinions.some(opinion => opinion.id === id)).length;
}
