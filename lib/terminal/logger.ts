import { writeSync } from 'node:fs';
import { type Logger, pino } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { Problem } from '../core/problem.ts';
import type { Redactor } from '../core/redaction.ts';

/**
 * The log of this process: JSON lines, or lines for people on a terminal. Every line passes the redactor as a whole,
 * since pino's own redaction looks at named fields only and a secret may stand in any text. A log that cannot be
 * written (a full disk, a closed pipe) costs lines, never a run.
 */
export function openLog(
  stream: { readonly fd: number; readonly isTTY: boolean },
  redactor: Redactor,
): Logger {
  const options = {
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    hooks: { streamWrite: (line: string) => redactor.text(line) },
  };
  const write = (line: string): void => {
    try {
      writeSync(stream.fd, line);
    } catch {
      // Nowhere left to say it.
    }
  };
  if (!stream.isTTY) return pino(options, { write });
  const forPeople = PinoPretty.prettyFactory({
    colorize: true,
    translateTime: 'SYS:HH:MM:ss',
    hideObject: true,
  });
  return pino(options, { write: line => write(forPeople(line)) });
}

/** Problems that do not stop everything: a line each, with what to do. */
export function logProblems(problems: readonly Problem[], log: Logger): void {
  for (const { where, key, what, remedy } of problems) log.error({ where, key, remedy }, what);
}
