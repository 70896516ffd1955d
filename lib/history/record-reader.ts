import { parseDueRecord, parseRecord, RecordError } from '../domain/parse-record.ts';
import type { DueRecord, RunRecord } from '../domain/run-record.ts';

/**
 * Reads the records in a history. One that is damaged does not keep the others from being read: it is left out, and
 * named once.
 */
export class RecordReader {
  readonly #warn: (message: string) => void;
  readonly #named = new Set<string>();

  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  /** @returns nothing where it is damaged */
  run(json: unknown): RunRecord[] {
    return this.#read(json, parseRecord);
  }

  /** @returns nothing where it is damaged */
  due(json: unknown): DueRecord[] {
    return this.#read(json, parseDueRecord);
  }

  #read<T>(json: unknown, parse: (json: string) => T): T[] {
    try {
      return [parse(String(json))];
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      if (!this.#named.has(error.message)) this.#warn(`${error.message}: it is left out`);
      this.#named.add(error.message);
      return [];
    }
  }
}
