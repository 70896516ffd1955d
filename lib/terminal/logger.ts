import { type Logger, pino } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { Redactor } from '../core/redaction.ts';

/**
 * The log of this process: JSON lines, or lines for people on a terminal. Every line passes the redactor as a whole,
 * since pino's own redaction looks at named fields only and a secret may stand in any text.
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
  if (!stream.isTTY) return pino(options, pino.destination({ fd: stream.fd, sync: true }));
  return pino(
    options,
    PinoPretty({
      destination: stream.fd,
      sync: true,
      colorize: true,
      translateTime: 'SYS:HH:MM:ss',
      hideObject: true,
    }),
  );
}
