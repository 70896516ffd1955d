import { type ChildProcess, spawn } from 'node:child_process';
import { execEnvironment } from './exec-environment.ts';
import { maxSecretBytes, SecretError, type SecretSource } from './source.ts';

const byHand = 'run it by hand to see why';

/** `exec:COMMAND ARGS`: what a command prints. No shell reads the command. */
export const runForSecret: SecretSource = async (commandLine, surroundings) => {
  const [command, ...args] = splitCommand(commandLine);
  if (command === undefined || command === '') {
    throw new SecretError('the command has no name', 'write exec:COMMAND ARGUMENTS');
  }
  // Standard error is thrown away unread: some tools repeat there what they were given.
  const child = spawn(command, args, {
    cwd: surroundings.folder,
    env: execEnvironment(surroundings),
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: false,
    detached: true,
  });
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const chunks: Buffer[] = [];
  let size = 0;
  let closed = false;
  child.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxSecretBytes) resolve(Buffer.concat(chunks));
  });
  child.on('error', error => reject(whyNotStarted(command, error)));
  child.on('close', (code, signal) => {
    closed = true;
    if (code === 0) resolve(Buffer.concat(chunks));
    const how = code === null ? `was ended by ${signal}` : `failed with exit code ${code}`;
    reject(new SecretError(`the command ${command} ${how}`, byHand));
  });
  const timer = setTimeout(() => {
    const seconds = surroundings.timeoutMs / 1000;
    reject(
      new SecretError(
        `the command ${command} had not finished after ${seconds} s`,
        `${byHand}; it cannot ask for input`,
      ),
    );
  }, surroundings.timeoutMs);
  try {
    return { bytes: await promise, origin: `the command ${command}` };
  } finally {
    clearTimeout(timer);
    if (!closed) end(child);
  }
};

/** As leader of its own group a command can be ended together with whatever it started. */
function end(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Gone by itself meanwhile.
  }
  child.stdout?.destroy();
}

function whyNotStarted(command: string, { code, message }: NodeJS.ErrnoException): SecretError {
  // The error itself also carries the arguments, and those are shown nowhere.
  const cause = new Error(message);
  const because = (what: string, remedy: string) =>
    new SecretError(`the command ${command} ${what}`, remedy, { cause });
  if (code === 'ENOENT') return because('was not found', 'install it, or write its full path');
  if (code === 'EACCES') return because('is not executable', 'make it executable for this user');
  return because('could not be started', byHand);
}

/**
 * Splits a command line at spaces; quotes of either kind keep spaces and are taken off. Nothing else has a meaning.
 * @throws SecretError when a quote is not closed
 */
function splitCommand(commandLine: string): string[] {
  const rest = commandLine.replaceAll(/"[^"]*"|'[^']*'/g, '');
  if (/["']/.test(rest)) throw new SecretError('a quote in the command is not closed', 'close it');
  return Array.from(commandLine.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g), ([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? ''),
  );
}
