#!/usr/bin/env node
import process from 'node:process';
import { Argument, Command, CommanderError, InvalidArgumentError } from 'commander';
import type { EnrollOptions } from './app/enroll.ts';
import type { HistoryQuestion } from './app/history.ts';
import type { InventoryOptions } from './app/inventory.ts';
import type { Invocation } from './app/invocation.ts';
import type { OpenOptions } from './app/open.ts';
import type { ResumeOptions } from './app/resume.ts';
import type { ServeOptions } from './app/serve.ts';
import type { SimulationOptions } from './app/simulation.ts';
import type { Verdict } from './domain/run-record.ts';
import { HistoryError } from './history/format.ts';
import { aborted } from './platform/aborted.ts';
import { formatProblem, InputError } from './platform/problem.ts';
import { genkanVersion } from './platform/version.ts';
import { DriverFaults } from './runner/driver-faults.ts';
import type { Selection } from './runner/plan.ts';
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
}

const driverFaults = new DriverFaults();
/** Does this process perform runs? Then they are ended and recorded before it ends, for any reason. */
let hasRuns = false;

// Each word loads its own parts: Playwright alone takes longer to load than the history takes to tell.
const program = new Command('genkan')
  .version(genkanVersion)
  .description(
    'Signs in to the Microsoft 365 admin centers as an admin would, and reports whether it worked.',
  )
  .exitOverride()
  .showHelpAfterError('Run genkan --help for the words it knows.')
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'genkan: ')) });

word('run', 'sign in once for every account, monitor and engine; leave records, evidence and metrics')
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
      await print(options.json ? asJsonLines(records) : app.formatRound(records));
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

word(
  'incidents',
  'list what stood in the way: runs of an account and monitor that failed one after the other',
)
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

word('open', 'find, check and if need be decrypt the evidence of a run; prints the page that shows it')
  .argument('<run>', 'its id')
  .option('--identity <file>', 'the private key of age, where evidence is encrypted', only)
  .option('--to <dir>', 'the folder to decrypt into; default: a new private one', only)
  .action(async (run: string, options: CommonOptions & OpenOptions) => {
    const { openEvidence } = await import('./app/open.ts');
    await print(await openEvidence(invocation(options), run, options));
  });

word('support-sheet', "write down what a call to Microsoft's support needs, as Markdown")
  .argument('<run>', 'the id of the run that it is about')
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

word('resume', 'let a paused account be tried again')
  .argument('<account>', 'its id')
  .option('--once', 'also where too many of its credentials were refused: one more try, which may lock it')
  .action(async (account: string, options: CommonOptions & ResumeOptions) => {
    const { resumeAccount } = await import('./app/resume.ts');
    await print(await resumeAccount(invocation(options), account, options));
  });

word('doctor', 'look at configuration, secrets, clock, browsers and hosts; signs in nowhere').action(
  async (options: CommonOptions) => {
    const { examine } = await import('./app/doctor.ts');
    const { text, healthy } = await examine(invocation(options));
    await print(text);
    process.exitCode = healthy ? exitCodes.good : exitCodes.input;
  },
);

word('serve', 'run everything when it is due; serve /metrics, the pages and the health of all that')
  .option('--listen <address>', 'HOST:PORT to listen on, instead of the configured one', only)
  .option('--no-schedule', 'run nothing: only show the history that cron jobs write')
  .action(async (options: CommonOptions & ServeOptions) => {
    hasRuns = true;
    const { serve } = await import('./app/serve.ts');
    await serve(invocation(options), options, reload => process.on('SIGHUP', reload));
  });

word('enroll', 'register a passkey for an account, once and in person, so that runs can sign in with it')
  .addArgument(new Argument('<what>').choices(['passkey']))
  .requiredOption('--account <id>', 'the account', only)
  .option('--replace', 'a passkey that is there may go')
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
  .description('start the simulator alone, for other clients; the first line on stdout says how to reach it')
  .option('--port <number>', 'listen on this port of 127.0.0.1', port)
  .option('--scenario <name>', 'what shall happen', only)
  .option('--language <code>', 'en, ja or de; else as the browser asks', only)
  .action(async (options: SimulationOptions) => {
    const { startSimulation } = await import('./app/simulation.ts');
    const simulation = await startSimulation(options);
    await print(simulation.text);
    await aborted(stop.signal);
    await simulation.stop();
  });

/** One word of the command line, with the options that every word takes. */
function word(name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option(
      '--config <file>',
      'the configuration; default: GENKAN_CONFIG, else genkan.yaml, else the demo',
      notEmpty,
    )
    .option('--reports <dir>', 'where runs leave what they leave behind; default: reports', notEmpty);
}

function invocation({ config, reports, headed = false }: CommonOptions & { headed?: boolean }): Invocation {
  return {
    env: process.env,
    configFile: config ?? process.env['GENKAN_CONFIG'],
    reports: reports ?? 'reports',
    isReportsNamed: reports !== undefined,
    headless: !headed,
    stop: stop.signal,
    driverFaults,
    stderr: process.stderr,
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
    return error.isPassing ? exitCodes.unknown : exitCodes.input;
  }
  say(`genkan: this is a fault of Genkan itself: ${error instanceof Error ? error.stack : String(error)}`);
  return exitCodes.unknown;
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
    stop.abort(new Error('a fault of Genkan itself'));
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
}
process.exitCode = faultCode ?? process.exitCode;
// A browser that hangs must not keep us: leaving ends whatever is still there.
process.exit();
