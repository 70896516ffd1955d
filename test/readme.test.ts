import { execFileSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadMonitors } from '../lib/app/monitors.ts';
import { parseConfiguration } from '../lib/config/load.ts';
import { causes } from '../lib/domain/causes.ts';
import { type Simulator, startSimulator } from '../simulator/simulator.ts';
import { copyRepository, typeIn } from './repository-copy.ts';

// The commands in both READMEs are run here, in a copy of this repository, or by the test that is named here.

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const readmes = { 'README.md': read('README.md'), 'README.ja.md': read('README.ja.md') };

/** Run here with nothing configured, in this order, and what they print. RUN stands for the run that failed. */
const demo: Array<[command: string, expected: RegExp]> = [
  ['npm start', /^ SIMULATED[^]*✔ up +monitor [^]*✘ down +expired-secret .* password_wrong +as expected/],
  ['npm run -s genkan -- incidents', /expired-secret/],
  ['npm run -s genkan -- runs --since 24h --down', /✘ down +expired-secret/],
  ['npm run -s genkan -- show RUN', /The password is wrong/],
  ['npm run -s genkan -- support-sheet RUN', /50126/],
];

/** Run here with the configuration that the README shows. */
const configured: Array<[command: string, expected: RegExp]> = [
  ['npm run -s genkan -- doctor', /monitor@contoso\.onmicrosoft\.com/],
  ['npm start', /^(?! SIMULATED)[^]*✔ up +contoso +Microsoft 365 admin center[^]*✔ up +contoso .*Entra/],
];

/** Run elsewhere: by what, and how it stands there. */
const elsewhere = new Map<string, [file: string, proof: RegExp]>([
  ['npm run -s genkan -- serve', ['test/e2e/serve.test.ts', /start\('serve'/]],
  ['npm run -s genkan -- resume contoso', ['test/e2e/guard.test.ts', /run\('resume'/]],
  ['npx playwright test', ['test/e2e/playwright.test.ts', /playwright/]],
  ['npm test', ['.ci/run', /setup\.js chromium firefox[^]*run -s check[^]*vitest run/]],
]);

/** The first line of a block whose commands cannot be run here says so. */
const needsMore = /^#.*\bneeds (?:Docker|kubectl)/;

interface Block {
  readonly language: string;
  readonly lines: readonly string[];
}

const blocksOf = (text: string): Block[] =>
  [...text.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(([, language = '', body = '']) => ({
    language,
    lines: body.trimEnd().split('\n'),
  }));

const withoutBlocks = (text: string): string => text.replaceAll(/^```\w*\n[^]*?^```$/gm, '');

const commandsOf = ({ lines }: Block): string[] => lines.filter(line => !line.startsWith('#'));

const isMarked = ({ lines: [first = ''] }: Block): boolean => needsMore.test(first);

/** Commands, also within sentences, that nobody runs. */
function unproven(text: string): string[] {
  const proven = new Set([...demo, ...configured].map(([command]) => command).concat(...elsewhere.keys()));
  proven.add('npm run -s genkan -- COMMAND');
  const inSentences = [
    ...withoutBlocks(text).matchAll(/`((?:npm|npx|node|git|sudo|docker|kubectl) [^`]+)`/g),
  ].map(([, command = '']) => command);
  const inBlocks = blocksOf(text)
    .filter(block => block.language === 'sh' && !isMarked(block))
    .flatMap(commandsOf);
  return [...inBlocks, ...inSentences].filter(command => !proven.has(command));
}

const headingsOf = (text: string): string[] =>
  [...withoutBlocks(text).matchAll(/^(#+) (.+)$/gm)].map(([, level = '', title = '']) => `${level} ${title}`);

/** As GitHub makes them. */
const anchorsOf = (text: string): string[] =>
  headingsOf(text).map(heading =>
    heading
      .replace(/^#+ /, '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const help = execFileSync(process.execPath, [join(root, 'lib/cli.ts'), '--help'], { encoding: 'utf8' });

describe.each(Object.entries(readmes))('%s', (name, text) => {
  test('has no command that no test runs', () => {
    expect(unproven(text)).toEqual([]);
    expect(unproven(`${text}\n\`\`\`sh\nnpm run nothing\n\`\`\`\nor \`npx nothing\``)).toEqual([
      'npm run nothing',
      'npx nothing',
    ]);
  });

  test('names files in the commands that cannot be run here, and they exist', () => {
    const commands = blocksOf(text).filter(isMarked).flatMap(commandsOf);
    const files = commands.flatMap(command => command.match(/\bdeploy\/[\w./-]+/g) ?? []);
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) expect(existsSync(join(root, file)), file).toBe(true);
  });

  test('quotes what to do as Genkan prints it', () => {
    const quoted = /^ +→ (.+) …$/m.exec(text)?.[1] ?? 'nothing';
    const { en, ja } = causes.password_wrong.remedy;
    expect(
      [en, ja].some(remedy => remedy.startsWith(quoted)),
      quoted,
    ).toBe(true);
  });

  test('shows a configuration that is accepted', async () => {
    const monitorIds = [...(await loadMonitors()).keys()];
    const settings = parseConfiguration(configurationIn(text), 'genkan.yaml', {
      monitorIds,
      hostname: 'here',
    });
    expect(settings.accounts.map(({ id }) => id)).toEqual(['contoso']);
    expect(settings.monitors.map(({ id }) => id)).toEqual(['admin-center', 'entra']);
  });

  test('links to files and headings that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(10);
    for (const link of links) {
      const [path = '', anchor] = link.split('#');
      const file = path === '' ? name : normalize(join(dirname(name), path));
      expect(existsSync(join(root, file)), link).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(read(file)), link).toContain(anchor);
    }
  });

  test('knows every command', () => {
    const commands = [...help.matchAll(/^ {2}([a-z][a-z-]+) /gm)].map(([, command = '']) => command);
    expect(commands).toContain('run');
    const listed = [...text.matchAll(/^\| `([a-z-]+)[ `]/gm)].map(([, command = '']) => command);
    for (const command of commands.filter(each => each !== 'help')) expect(listed).toContain(command);
  });
});

describe('README.ja.md says what README.md says', () => {
  const [en, ja] = [readmes['README.md'], readmes['README.ja.md']];

  test('under as many headings, in the same order and depth', () => {
    const depths = (text: string): number[] => headingsOf(text).map(heading => heading.indexOf(' '));
    expect(depths(ja)).toEqual(depths(en));
    expect(depths(en).length).toBeGreaterThan(10);
  });

  test('with the same commands and configuration', () => {
    const plain = (text: string) =>
      blocksOf(text.replace('language: ja', 'language: en')).map(block => ({
        language: block.language,
        isMarked: isMarked(block),
        commands: commandsOf(block),
      }));
    expect(plain(ja)).toEqual(plain(en));
  });

  test('with as many rows in its tables, and the same places to read on', () => {
    const rows = (text: string): number => text.match(/^\|/gm)?.length ?? 0;
    expect(rows(ja)).toBe(rows(en));
    const links = (text: string): string[] =>
      [...text.matchAll(/\]\(([^)]+)\)/g)]
        .map(([, link = '']) => link)
        .filter(link => !/README\.(?:ja\.)?md$|\.png$/.test(link));
    expect(links(ja)).toEqual(links(en));
  });
});

test.each([...elsewhere])('%s is run by the one that is said to run it', (_command, [file, proof]) => {
  expect(read(file)).toMatch(proof);
});

describe('what a reader types, in a copy of this repository', () => {
  const copies = { demo: copyRepository(), configured: copyRepository(), docker: copyRepository() };
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(async () => {
    await simulator.stop();
    for (const copy of Object.values(copies)) rmSync(copy, { recursive: true, force: true });
  });

  // At the same time: the second one mostly waits for a one-time code, as its reader does.
  test.concurrent('with nothing configured', async () => {
    for (const [command, expected] of demo) {
      const run = command.includes('RUN') ? await failedRun() : '';
      const { code, stdout, stderr } = await typeIn(copies.demo, command.replace('RUN', run));
      expect(code, `${command}\n${stderr}`).toBe(0);
      expect(stdout, command).toMatch(expected);
    }
  });

  const failedRun = async (): Promise<string> => {
    const { stdout } = await typeIn(copies.demo, 'npm run -s genkan -- runs --down --json');
    return (JSON.parse(stdout.trimEnd()) as { runId: string }).runId;
  };

  test.concurrent('with the configuration that it shows', async () => {
    const browser = `browser: { proxy: "${simulator.proxy}", trust: "${simulator.ca}" }`;
    const configuration = configurationIn(readmes['README.md']);
    writeFileSync(join(copies.configured, 'genkan.yaml'), `${configuration}\n${browser}\n`);
    const account = simulator.accounts.find(({ username }) => username.startsWith('monitor@'));
    const secrets = { CONTOSO_PASSWORD: account?.password ?? '', CONTOSO_TOTP: account?.totp ?? '' };
    for (const [command, expected] of configured) {
      const { code, stdout, stderr } = await typeIn(copies.configured, command, secrets);
      expect(code, `${command}\n${stdout}${stderr}`).toBe(0);
      expect(stdout, command).toMatch(expected);
    }
  });

  test.concurrent('with Docker and kubectl, as far as it goes without them', async () => {
    const copy = copies.docker;
    const machine = join(copy, 'machine');
    const bin = join(copy, 'bin');
    for (const folder of [machine, join(machine, 'usr/local/bin'), join(machine, 'etc/cron.d'), bin])
      mkdirSync(folder, { recursive: true });
    mkdirSync(join(machine, 'etc/systemd/system'), { recursive: true });
    const program = (name: string, body: string) =>
      writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    for (const name of ['docker', 'kubectl', 'systemctl'])
      program(name, `echo "${name} $* \${GENKAN_TOKEN:+with a token}" >>${copy}/called`);
    // Everything of the machine is below a folder, and only root may give a file away.
    program(
      'sudo',
      `for word; do
  shift
  case $word in /*) word=${machine}$word ;; 10001) word=$(id -u) ;; esac
  set -- "$@" "$word"
done
exec "$@"`,
    );
    writeFileSync(join(copy, 'genkan.yaml'), configurationIn(readmes['README.md']));
    for (const block of blocksOf(readmes['README.md']).filter(isMarked)) {
      const { code, stderr } = await typeIn(copy, `set -e\n${commandsOf(block).join('\n')}`, {
        PATH: `${bin}:${process.env['PATH']}`,
      });
      expect(code, stderr).toBe(0);
    }
    const called = readFileSync(join(copy, 'called'), 'utf8').trimEnd().split('\n');
    expect(called.map(line => line.trim())).toEqual([
      'docker build -t genkan .',
      'systemctl enable --now genkan.timer',
      'docker compose -f deploy/compose.yaml run --rm round',
      'kubectl apply -k deploy/kubernetes',
      'docker compose -f deploy/compose.yaml up --build --detach with a token',
    ]);
    // Where the crontab, the service and the script look for each other and for what is theirs.
    const shipped = ['crontab', 'genkan.service', 'genkan-round'].map(file => read(`deploy/cron/${file}`));
    const named = shipped.join('').match(/(?<=[\s:-])\/(?:etc\/genkan|usr\/local\/bin)\/[\w.-]+/g) ?? [];
    expect(new Set(named).size).toBe(4);
    for (const file of named) expect(existsSync(join(machine, file)), file).toBe(true);
    accessSync(join(machine, 'usr/local/bin/genkan-round'), constants.X_OK);
    expect(statSync(join(machine, 'etc/genkan/secrets')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(machine, 'etc/cron.d'))).toEqual(['genkan']);
    expect(readdirSync(join(machine, 'etc/systemd/system'))).toEqual(['genkan.service', 'genkan.timer']);
  });
});

function configurationIn(text: string): string {
  const block = blocksOf(text).find(({ language }) => language === 'yaml');
  return block?.lines.join('\n') ?? '';
}
