import { writeSync } from 'node:fs';
import { type Logger, pino } from 'pino';
import { PinoPretty } from 'pino-pretty';
import { withoutControls } from '../platform/foreign-text.ts';
import type { Problem } from '../platform/problem.ts';
import type { Redactor } from '../platform/redaction.ts';

/** `debug` also writes the errors behind messages, with their stack traces. */
export type LogLevel = 'info' | 'debug';

/**
 * The log of this process: JSON lines, or lines for people on a terminal. Every text in a line passes the redactor, since
 * pino's own redaction looks at named fields only and a secret may be in any text. A log that cannot be
 * written (a full disk, a closed pipe) costs lines, never a run.
 */
export function openLog(
  stream: { readonly fd: number; readonly isTTY: boolean },
  redactor: Redactor,
  level: LogLevel = 'info',
): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    hooks: { streamWrite: (line: string) => redactLine(line, redactor) },
  };
  const write = (line: string): void => {
    try {
      if (line !== '') writeSync(stream.fd, line);
    } catch {
      // Nowhere left to say it.
    }
  };
  if (!stream.isTTY) return pino(options, { write });
  const forPeople = PinoPretty.prettyFactory({
    colorize: true,
    translateTime: 'SYS:HH:MM:ss',
    hideObject: level !== 'debug',
  });
  return pino(options, { write: line => write(line === '' ? line : forPeople(line)) });
}

/** Values of closed sets, our own ids and times. They are never secrets, even if a secret is the same word, and programs read them. */
const closed: ReadonlySet<string> = new Set([
  'level',
  'time',
  'runId',
  'monitor',
  'account',
  'engine',
  'verdict',
  'cause',
]);

/** A line that cannot be redacted is not written. */
function redactLine(line: string, redactor: Redactor): string {
  try {
    const fields = Object.entries(JSON.parse(line) as object).map(
      ([key, value]) => [key, closed.has(key) ? value : redacted(value, redactor)] as const,
    );
    return `${JSON.stringify(Object.fromEntries(fields))}\n`;
  } catch {
    return '';
  }
}

function redacted(data: unknown, redactor: Redactor): unknown {
  if (typeof data === 'string') return withoutControls(redactor.text(data));
  if (Array.isArray(data)) return data.map(item => redacted(item, redactor));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, redacted(value, redactor)]));
}

/** The message of a line that holds the error behind one that a person has read. */
export const errorBehind = 'the error behind this message';

/** Problems that do not stop everything: a line each, with what to do. */
export function logProblems(problems: readonly Problem[], log: Logger): void {
  for (const { where, key, what, remedy, cause } of problems) {
    log.error({ where, key, remedy }, what);
    if (cause !== undefined) log.debug({ where, key, err: cause }, errorBehind);
  }
}

/** The same for settings that work, but are probably mistakes. */
export function logWarnings(warnings: readonly Problem[], log: Logger): void {
  for (const { where, key, what, remedy } of warnings) log.warn({ where, key, remedy }, what);
}
