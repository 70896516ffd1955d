import type { Opinion, OpinionId } from '../../domain/opinion.ts';
import { clock } from './clock.ts';
import { graph } from './graph.ts';
import type { Question, SecondOpinion } from './opinion.ts';
import { reach } from './reach.ts';
import { realm } from './realm.ts';
import { tenant } from './tenant.ts';

/** All sources that can be asked without another sign-in, in the order of the record. */
const opinions: { readonly [Id in Exclude<OpinionId, 'engine'>]: SecondOpinion<Id> } = {
  reach,
  tenant,
  realm,
  clock,
  graph,
};
type AskedId = keyof typeof opinions;

/** What all have to come back with an answer. */
const askMs = 4_500;
/** After this they are asked to end; this much later, they are no longer waited for. */
const endMs = 300;

/**
 * Asks everybody whom it is worth to ask, side by side, and waits for nobody longer than five seconds in all. Never
 * rejects: an opinion that breaks or is late says so in the record and changes nothing.
 * @param askedLately how often each was asked about this account within the last hour
 */
export async function collectOpinions(
  question: Question,
  stop: AbortSignal,
  askedLately: (id: OpinionId) => number,
  table: Partial<Record<AskedId, SecondOpinion>> = opinions,
): Promise<Opinion[]> {
  const { clock: time } = question;
  const over = new AbortController();
  const done = new AbortController();
  const signal = AbortSignal.any([stop, over.signal]);
  const limit = time
    .until(time.now() + askMs, done.signal)
    .then(() => {
      over.abort();
      return time.until(time.now() + endMs, done.signal);
    })
    .catch(() => undefined); // it is aborted when all have answered
  const stopped = new Promise<void>(resolve =>
    stop.addEventListener('abort', () => resolve(), { signal: done.signal }),
  );
  const end = Promise.race([limit, stopped]);
  try {
    return await Promise.all(
      (Object.entries(table) as [AskedId, SecondOpinion][])
        .filter(([, { isWorthAsking }]) => isWorthAsking(question))
        .filter(([id, { mostPerHour }]) => mostPerHour === undefined || askedLately(id) < mostPerHour)
        .map(([id, opinion]) => askOne(id, opinion, question, signal, end)),
    );
  } finally {
    done.abort();
  }
}

async function askOne(
  id: AskedId,
  opinion: SecondOpinion,
  question: Question,
  signal: AbortSignal,
  end: Promise<void>,
): Promise<Opinion> {
  const { clock: time } = question;
  const start = time.elapsed();
  const opinionWith = (answer: object) =>
    // The table pairs each id with its own finding; the compiler loses sight of that pair here.
    ({ id, durationMs: Math.round(time.elapsed() - start), ...answer }) as Opinion;
  const late = end.then(() => opinionWith({ missing: 'late' }));
  const answer = (async () => {
    try {
      return opinionWith({ found: await opinion.ask(question, signal) });
    } catch (error) {
      if (signal.aborted) return opinionWith({ missing: 'late' });
      return opinionWith({ missing: 'failed', error: (error as Error).message.slice(0, 200) });
    }
  })();
  return Promise.race([answer, late]);
}
