import type { JournalEntry } from '../../simulator/journal.ts';
import type { Simulator } from '../../simulator/simulator.ts';

/**
 * Acts at the moment when the simulator writes down the next entry of this kind, before it answers the request: however
 * slow the machine is, the browser cannot get any further first.
 * @returns when it has acted; rejects with what `act` threw
 */
export function atEntry(
  { journal }: Pick<Simulator, 'journal'>,
  isMeant: (entry: JournalEntry) => boolean,
  act: () => void,
): Promise<void> {
  const entries = journal as JournalEntry[];
  return new Promise((resolve, reject) => {
    entries.push = entry => {
      const length = Array.prototype.push.call(entries, entry);
      if (isMeant(entry)) {
        Reflect.deleteProperty(entries, 'push');
        try {
          act();
          resolve();
        } catch (error) {
          reject(error);
        }
      }
      return length;
    };
  });
}
