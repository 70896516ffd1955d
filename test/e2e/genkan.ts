import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseRecord } from '../../lib/domain/parse-record.ts';
import type { RunRecord } from '../../lib/domain/run-record.ts';
import type { ClientAccount, Simulator } from '../../simulator/simulator.ts';
import { publishedRecord } from '../published-record.ts';

const cli = fileURLToPath(new URL('../../lib/cli.ts', import.meta.url));
const loopbackOnly = `--import=${new URL('loopback-only.ts', import.meta.url).href}`;

/** Hundreds of starts would compile the same modules again. */
const compileCache = fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder in which the real CLI is run, with a temporary folder of its own, so that whatever is left is found. */
export class Bench {
  readonly folder = mkdtempSync(join(tmpdir(), 'genkan-e2e-'));
  readonly temporary = join(this.folder, 'tmp');
  env: Record<string, string> = {};
  /** The user that starts it, where that is another one. */
  uid: number | undefined;
  /** Another copy of the program may take its place. */
  cli = cli;

  constructor() {
    mkdirSync(this.temporary);
  }

  /** What this machine is called, for everything that is started from now on. */
  setHostname(hostname: string): void {
    this.preload(`import os from 'node:os'; import { syncBuiltinESMExports } from 'node:module';
      os.hostname = () => '${hostname}'; syncBuiltinESMExports();`);
  }

  /** Code that runs before the program does, in all that is started from now on; without any, no longer. */
  preload(code = ''): void {
    this.env['NODE_OPTIONS'] = `${loopbackOnly} --import=data:text/javascript,${encodeURIComponent(code)}`;
  }

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  write(name: string, text: string): void {
    writeFileSync(this.path(name), text);
  }

  /** Files left below a folder of the bench, relative to it. */
  files(...names: string[]): string[] {
    return readdirSync(this.path(...names), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name).slice(this.path(...names).length + 1))
      .toSorted();
  }

  start(...args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
    const child = spawn(process.execPath, [this.cli, ...args], {
      cwd: this.folder,
      uid: this.uid,
      env: {
        PATH: process.env['PATH'] ?? '',
        TMPDIR: this.temporary,
        NODE_OPTIONS: loopbackOnly,
        NODE_COMPILE_CACHE: compileCache,
        ...this.env,
      },
    });
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', code => resolve({ code, stdout, stderr }));
    });
    return { child, ended };
  }

  run(...args: string[]): Promise<Ended> {
    return this.start(...args).ended;
  }

  /** `genkan run --json`, and what it printed as records. */
  async records(...args: string[]): Promise<{ code: number | null; stderr: string; records: RunRecord[] }> {
    const { code, stdout, stderr } = await this.run('run', '--json', ...args);
    return { code, stderr, records: recordsOf(stdout) };
  }

  /** What the history holds, read with the command line. */
  async history(...args: string[]): Promise<RunRecord[]> {
    return recordsOf((await this.run('runs', '--json', ...args)).stdout);
  }

  /** Processes that carry the temporary folder on their command line or in their environment: genkan and its browsers. */
  processes(): string[] {
    return readdirSync('/proc').filter(pid => {
      if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false;
      try {
        return ['cmdline', 'environ'].some(file =>
          readFileSync(`/proc/${pid}/${file}`, 'utf8').includes(this.temporary),
        );
      } catch {
        return false;
      }
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** To the browsers of a bench, not to their children. */
export function signalBrowser(bench: Bench, signal: NodeJS.Signals): void {
  for (const pid of bench.processes()) {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    if (command.includes('headless') && !command.includes('--type=')) process.kill(Number(pid), signal);
  }
}

const recordsOf = (stdout: string): RunRecord[] =>
  stdout
    .split('\n')
    .filter(line => line !== '')
    .map(line => {
      publishedRecord.parse(JSON.parse(line));
      return parseRecord(line);
    });

export interface Watching {
  readonly engines?: readonly string[];
  readonly language?: string;
  readonly locale?: string;
  readonly timeout?: string;
  readonly slow?: string;
  readonly every?: string;
  /** Ids of those that are watched; all when absent. */
  readonly accounts?: readonly string[];
  /** Leaves out which identity providers may be given a password. */
  readonly trustsNobody?: boolean;
  /** Gives every account the application that may ask Microsoft Graph. */
  readonly asksGraph?: boolean;
  /** Further lines. */
  readonly more?: string;
}

/** Everything that an account is given, in the environment and in files, and the references to it. */
/** Does Genkan know the password? Something to begin with is needed, also where the account no longer takes it. */
export const isPasswordGiven = ({ passkey, certificate, accessPass, firstFactors }: ClientAccount): boolean =>
  firstFactors.includes('password') || (passkey ?? certificate ?? accessPass) === undefined;

function secretsOf(bench: Bench, account: ClientAccount, id: string, n: number): string {
  const { password, totp, passkey, certificate, accessPass } = account;
  const inEnvironment = (key: string, name: string, value: string): string => {
    bench.env[`${name}_${n}`] = value;
    return `${key}: env:${name}_${n}`;
  };
  const inFile = (key: string, name: string, text: string): string => {
    bench.write(`${id}.${name}`, text);
    return `${key}: file:${id}.${name}`;
  };
  return [
    isPasswordGiven(account) ? inEnvironment('password', 'PASSWORD', password) : '',
    inEnvironment('totp', 'TOTP', totp),
    passkey && inFile('passkey', 'passkey', JSON.stringify(passkey)),
    certificate &&
      `certificate: { ${inFile('cert', 'crt', certificate.cert)}, ${inFile('key', 'key', certificate.key)} }`,
    accessPass === undefined ? '' : inEnvironment('temporaryAccessPass', 'PASS', accessPass),
  ]
    .filter(Boolean)
    .join(', ');
}

function applicationOf(bench: Bench, { application }: Simulator): string {
  const { clientId, clientSecret, tenantId } = application;
  bench.env['GRAPH_SECRET'] = clientSecret;
  return `graph: { tenantId: ${tenantId}, clientId: ${clientId}, clientSecret: env:GRAPH_SECRET }`;
}

/** Writes a `genkan.yaml` for every account of a simulator, its secrets in the environment; real addresses, a proxy. */
export function watch(bench: Bench, simulator: Simulator, watching: Watching = {}): void {
  const {
    engines = ['chromium'],
    language = 'en',
    locale = 'en-US',
    // A busy machine is not a failure.
    timeout = '240s',
    slow = '239s',
    every = '5m',
    more = '',
  } = watching;
  const accounts = simulator.accounts.map((account, n) => {
    const id = account.username.replace(/@.*/, '');
    const { federation } = account;
    const graph = watching.asksGraph ? `, ${applicationOf(bench, simulator)}` : '';
    const trusted = federation === undefined || watching.trustsNobody ? '' : `, federation: ${federation}`;
    return {
      id,
      line: `{ username: ${account.username}, tenant: contoso, ${secretsOf(bench, account, id, n)}${trusted}${graph} }`,
    };
  });
  const watched = watching.accounts ?? accounts.map(({ id }) => id);
  bench.write(
    'genkan.yaml',
    `location: bench
language: ${language}
browser:
  engines: [${engines.join(', ')}]
  proxy: ${simulator.proxy}
  trust: ${simulator.ca}
  locale: ${locale}
accounts:
${accounts.map(({ id, line }) => `  ${id}: ${line}`).join('\n')}
monitors:
  admin-center: { accounts: [${watched.join(', ')}], every: ${every}, timeout: ${timeout}, slow: ${slow} }
${more}
`,
  );
}
