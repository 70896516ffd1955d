import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { InputError } from '../../lib/platform/problem.ts';
import { Redactor } from '../../lib/platform/redaction.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { logProblems, openLog } from '../../lib/terminal/logger.ts';

let folder: string;
let fd: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'genkan-log-'));
  fd = openSync(join(folder, 'log'), 'w');
});
afterEach(() => {
  closeSync(fd);
  rmSync(folder, { recursive: true });
});
const written = () => readFileSync(join(folder, 'log'), 'utf8');

test('every text in a line is redacted, however deep', () => {
  const log = openLog({ fd, isTTY: false }, new Redactor([new Secret('P@ss w0rd')]));
  const error = new Error('GET /P@ss%20w0rd', { cause: new Error('P\\u0040ss w0rd') });
  log.error({ err: error, found: [{ what: 'P&#64;ss+w0rd' }] }, 'it said P@ss w0rd');
  expect(written()).toContain('it said [redacted]');
  expect(written()).not.toMatch(/P@ss|w0rd|P&#64;/);
});

test.each(['30', 'info', 'chromium', 'up', 'true', '1', 'contoso', 'run-1', 'runId', '"', '{', '2'])(
  'a line stays what it is where the password is %j',
  secret => {
    const log = openLog({ fd, isTTY: false }, new Redactor([new Secret(secret)]));
    const fields = { runId: 'run-1', account: 'contoso', engine: 'chromium', verdict: 'up', durationMs: 1 };
    log.info(fields, `signed in ${secret}`);
    expect(JSON.parse(written())).toMatchObject({ level: 30, ...fields });
    expect(JSON.parse(written()).msg.replaceAll('[redacted]', '')).not.toContain(secret);
  },
);

test('the error behind a problem is written at debug level only, redacted like everything else', () => {
  const redactor = new Redactor([new Secret('P@ss w0rd')]);
  const cause = new Error('open P@ss w0rd', { cause: new Error('deeper: P@ss%20w0rd') });
  const problem = { where: 'genkan.yaml', what: 'does not exist', remedy: 'write it', cause };
  logProblems([problem], openLog({ fd, isTTY: false }, redactor));
  expect(written()).toContain('does not exist');
  expect(written()).not.toMatch(/deeper|logger\.test\.ts/);
  logProblems([problem], openLog({ fd, isTTY: false }, redactor, 'debug'));
  expect(written()).toMatch(/deeper: \[redacted\]/);
  expect(written()).toContain('logger.test.ts'); // a stack trace
  expect(written()).not.toMatch(/P@ss|w0rd/);
});

test('of several problems the errors behind all are written', () => {
  const problems = ['first', 'second'].map(what => ({
    where: 'genkan.yaml',
    what,
    remedy: 'correct it',
    cause: new Error(`behind the ${what}`),
  }));
  openLog({ fd, isTTY: false }, new Redactor(), 'debug').debug({ err: new InputError(problems).cause });
  expect(written()).toContain('behind the first');
  expect(written()).toContain('behind the second');
});

test('a person at a terminal sees the error behind a message at debug level, redacted', () => {
  const problem = { where: 'genkan.yaml:3:5', what: 'cannot be read', remedy: 'look' };
  const cause = new Error('EACCES: S3cret-and-unusual');
  for (const level of ['info', 'debug'] as const) {
    const log = openLog({ fd, isTTY: true }, new Redactor([new Secret('S3cret-and-unusual')]), level);
    logProblems([{ ...problem, cause }], log);
    expect(written().includes('EACCES: [redacted]'), level).toBe(level === 'debug');
  }
  expect(written()).not.toContain('S3cret');
});
