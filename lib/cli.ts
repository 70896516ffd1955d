#!/usr/bin/env node
import process from 'node:process';
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { EnrollOptions } from './app/enroll.ts';
import type { HistoryQuestion } from './app/history.ts';
import type { InventoryOptions } from './app/inventory.ts';
import type { Invocation } from './app/invocation.ts';
import type { OpenOptions } from './app/open.ts';
import type { ResumeOptions } from './app/resume.ts';
import type { ServeOptions } from './app/serve.ts';
import type { SimulationOptions } from './app/simulation.ts';
import { HistoryError } from './domain/history-error.ts';
import type { Verdict } from './domain/run-record.ts';
import { aborted } from './platform/aborted.ts';
import { formatProblem, InputError } from './platform/problem.ts';
import { Redactor } from './platform/redaction.ts';
import { genkanVersion } from './platform/version.ts';
import { DriverFaults } from './runner/driver-faults.ts';
import type { Selection } from './runner/plan.ts';
import type { LogLevel } from './terminal/logger.ts';
import { forTerminal } from './terminal/output.ts';
import { asJsonLines } from './terminal/report.ts';

/** The contract for schedulers: what an exit code means. */
const exitCodes = { good: 0, down: 1, input: 2, unknown: 3 } as const;
const exitCodeOf: Record<Verdict, number> = {
  up: exitCodes.good,
  degraded: exitCodes.good,
  down: exitCodes.down,
  unknown: exitCodes.unknown,
};

interface CommonOptions {
  readonly config?: string;
  readonly reports?: string;
  readonly logLevel?: LogLevel;
}

const driverFaults = new DriverFaults();
const redactor = new Redactor();
let logLevel: LogLevel = 'info';
/** Does this process perform runs? Then they are ended and recorded before it ends, for any reason. */
let hasRuns = false;

// Each command loads only what it needs: loading Playwright takes longer than reading the history.
const program = new Command('genkan')
  .version(genkanVersion)
  .description(
    'Signs in to the Microsoft 365 admin centers as an admin would, and reports whether it worked.',
  )
  .exitOverride()
  .showHelpAfterError('Run genkan --help to see the commands.')
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'genkan: ')) });

word('run', 'sign in once for every account, monitor and engine; write records, evidence and metrics')
  .option('--account <id>', 'only this account; may be given more than once', each)
  .option('--monitor <id>', 'only this admin center; may be given more than once', each)
  .option('--engine <name>', 'only this browser engine; may be given more than once', each)
  .option('--headed', 'show the browser')
  .option('--json', 'print the records, one JSON object a line')
  .action(async (options: CommonOptions & Selection & { headed?: boolean; json?: boolean }) => {
    hasRuns = true;
    stopOn('SIGHUP'); // the terminal is gone; for `serve` it means another thing
    const { openApp, worstOf } = await import('./app.ts');
    const app = await openApp(invocation(options));
    try {
      const round = await app.run(options);
      const { records } = round;
      await print(options.json ? asJsonLines(records, app.config.language) : app.formatRound(records));
      process.exitCode = exitCodeOf[worstOf(round, app.config.isAnnounced)];
    } finally {
      await app.close();
    }
  });

word('runs', 'list the runs in the history')
  .option('--since <duration>', 'only those of the last 30m, 24h, 7d …', only)
  .option('--down', 'only those that were not up')
  .option('--json', 'one JSON object a line')
  .action(async (options: CommonOptions & HistoryQuestion) => {
    const { renderRunHistory } = await import('./app/history.ts');
    await print(await renderRunHistory(invocation(options), options));
  });

word('incidents', 'list incidents: consecutive failed runs of an account and monitor')
  .option('--since <duration>', 'only runs of the last 24h, 7d …; default: 30d', only)
  .option('--json', 'one JSON object a line')
  .action(async (options: CommonOptions & HistoryQuestion) => {
    const { renderIncidentHistory } = await import('./app/history.ts');
    await print(await renderIncidentHistory(invocation(options), options));
  });

word('show', 'show the details of one run')
  .argument('<run>', 'its id')
  .action(async (run: string, options: CommonOptions) => {
    const { renderRun } = await import('./app/history.ts');
    await print(await renderRun(invocation(options), run));
  });

word('open', 'check the evidence of a run, decrypt it if needed, and print the path of its page')
  .argument('<run>', 'its id')
  .option('--identity <file>', 'file with the private key (age), if the evidence is encrypted', only)
  .option('--to <dir>', 'the folder to decrypt into; default: a new private folder', only)
  .action(async (run: string, options: CommonOptions & OpenOptions) => {
    const { openEvidence } = await import('./app/open.ts');
    await print(await openEvidence(invocation(options), run, options));
  });

word('support-sheet', "print what Microsoft's support asks for, as Markdown")
  .argument('<run>', 'the id of the run')
  .action(async (run: string, options: CommonOptions) => {
    const { renderSupportSheet } = await import('./app/support.ts');
    await print(await renderSupportSheet(invocation(options), run));
  });

word('accounts', 'list the accounts: kind, role, owner, factor, last proven sign-in; no secret')
  .option('--csv', 'for a spreadsheet')
  .option('--json', 'one JSON object a line')
  .action(async (options: CommonOptions & InventoryOptions) => {
    const { renderAccounts } = await import('./app/inventory.ts');
    await print(await renderAccounts(invocation(options), options));
  });

word('resume', 'resume a paused account')
  .argument('<account>', 'its id')
  .option(
    '--once',
    'allow one more try although the budget of refused credentials is used up, if that cannot lock the account',
  )
  .action(async (account: string, options: CommonOptions & ResumeOptions) => {
    const { resumeAccount } = await import('./app/resume.ts');
    await print(await resumeAccount(invocation(options), account, options));
  });

word('doctor', 'check the configuration, secrets, clock, browsers and hosts, without signing in').action(
  async (options: CommonOptions) => {
    const { examine } = await import('./app/doctor.ts');
    const { text, healthy } = await examine(invocation(options));
    await print(text);
    process.exitCode = healthy ? exitCodes.good : exitCodes.input;
  },
);

word('serve', 'run what is due; serve the pages, /metrics and the health endpoints')
  .option('--listen <address>', 'HOST:PORT to listen on, instead of the configured address', only)
  .option('--no-schedule', 'run nothing: only show the results that `genkan run` writes')
  .action(async (options: CommonOptions & ServeOptions) => {
    hasRuns = true;
    const { serve } = await import('./app/serve.ts');
    await serve(invocation(options), options, reload => process.on('SIGHUP', reload));
  });

word('enroll', 'register a passkey for an account, once and in person, so that runs can sign in with it')
  .addArgument(new Argument('<what>').choices(['passkey']))
  .requiredOption('--account <id>', 'the account', only)
  .option('--replace', 'replace the passkey that the account has now')
  .action(async (_what: string, options: CommonOptions & EnrollOptions) => {
    const notify = (line: string) => void say(line);
    const { enrollPasskey } = await import('./app/enroll.ts');
    const file = await enrollPasskey(invocation(options), options, notify);
    if (file === undefined) notify('No passkey was registered; nothing was written.');
    else await print(file);
    process.exitCode = file === undefined ? exitCodes.down : exitCodes.good;
  });

program
  .command('simulate')
  .description(
    'start the simulator alone, for other clients; the first line of stdout is its address as JSON',
  )
  .option('--port <number>', 'listen on this port of 127.0.0.1', port)
  .option('--scenario <name>', 'the scenario to play', only)
  .option('--language <code>', 'en, ja or de; default: the language that the browser asks for', only)
  .action(async (options: SimulationOptions) => {
    const { startSimulation } = await import('./app/simulation.ts');
    const simulation = await startSimulation(options);
    await print(simulation.text);
    await aborted(stop.signal);
    await simulation.stop();
  });

/** A command, with the options that all but `simulate` take. */
function word(name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option(
      '--config <file>',
      'the configuration; default: GENKAN_CONFIG, else genkan.yaml, else the demo',
      notEmpty,
    )
    .option('--reports <dir>', 'the folder of history and evidence; default: reports', notEmpty)
    .addOption(
      new Option('--log-level <level>', 'debug: also write the errors behind messages').choices([
        'info',
        'debug',
      ] satisfies LogLevel[]),
    );
}

function invocation(options: CommonOptions & { headed?: boolean }): Invocation {
  const { config, reports, headed = false } = options;
  logLevel = options.logLevel ?? logLevel;
  return {
    env: process.env,
    configFile: config ?? process.env['GENKAN_CONFIG'],
    reports: reports ?? 'reports',
    isReportsNamed: reports !== undefined,
    headless: !headed,
    stop: stop.signal,
    driverFaults,
    stderr: process.stderr,
    logLevel,
    redactor,
    colour: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
  };
}

/** An option that takes one more value each time it is given. */
function each(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** An option that may be given once: a second value would silently replace the first. */
function only(text: string, before: unknown): string {
  if (before !== undefined) throw new InvalidArgumentError('it can be given only once.');
  return text;
}

function notEmpty(text: string, before: string | undefined): string {
  if (text === '') throw new InvalidArgumentError('it must not be empty.');
  return only(text, before);
}

function port(text: string, before: number | undefined): number {
  const number = Number(only(text, before));
  if (!Number.isInteger(number) || number < 0 || number > 65_535)
    throw new InvalidArgumentError('a port is a number from 0 to 65535.');
  return number;
}

/** Resolves when the reader has it: a pipe takes it later than `write` returns, and we end with `process.exit`. */
function print(text: string): Promise<void> {
  return new Promise(resolve =>
    process.stdout.write(text === '' ? '' : `${forTerminal(text)}\n`, () => resolve()),
  );
}

/** A message for a person, on stderr. */
const say = (text: string): boolean => process.stderr.write(`${forTerminal(text)}\n`);

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.good : exitCodes.input;
  if (error instanceof InputError) {
    say(error.problems.map(problem => `genkan: ${formatProblem(problem)}`).join('\n'));
    return exitCodes.input;
  }
  if (error instanceof HistoryError) {
    say(`genkan: ${error.message}`);
    const isPassing = error.kind === 'busy' || error.kind === 'full';
    return isPassing ? exitCodes.unknown : exitCodes.input;
  }
  const trace = error instanceof Error ? String(error.stack) : String(error);
  say(`genkan: an error in Genkan itself: ${redactor.text(trace)}`);
  return exitCodes.unknown;
}

/** The error behind what `explain` has said, where there is one. */
async function logBehind({ cause }: { readonly cause?: unknown }): Promise<void> {
  if (cause === undefined || logLevel !== 'debug') return;
  const { errorBehind, openLog } = await import('./terminal/logger.ts');
  openLog(process.stderr, redactor, logLevel).debug({ err: cause }, errorBehind);
}

// A reader that is gone (`| head`) or a full disk ends the output, not the contract of the exit codes.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
/** The exit code after a fault of ours, whatever the results are. */
let faultCode: number | undefined;
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    if (driverFaults.report(error)) return;
    faultCode = explain(error);
    if (!hasRuns || stop.signal.aborted) process.exit(faultCode);
    stop.abort(new Error('an error in Genkan itself'));
  });
}

const stop = new AbortController();
stopOn('SIGINT');
stopOn('SIGTERM');

function stopOn(signal: NodeJS.Signals): void {
  process.on(signal, () => {
    // The second time it is meant: leave at once. What was under way is found and closed by the next start.
    if (stop.signal.aborted) process.exit(exitCodes.unknown);
    stop.abort(new Error(`stopped by ${signal}`));
  });
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = explain(error);
  await logBehind(error as Error);
}
process.exitCode = faultCode ?? process.exitCode;
// A browser that hangs must not keep us: leaving ends whatever is still there.
process.exit();
