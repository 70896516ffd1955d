import type { Verdict } from '../domain/run-record.ts';

/** Distinguishable without colours, too. */
export const signs: Record<Verdict, string> = { up: '✔', degraded: '▲', down: '✘', unknown: '?' };
