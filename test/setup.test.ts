import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

// The set-up runs in a folder of its own with a made-up PATH, so that it can bring nothing real and finds only what a
// test puts there. In the copy that is tested, `/usr/bin` is that PATH's folder, and
// whether it runs as root is the test's to say.

let folder: string;
let bin: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'genkan-set-up-'));
  bin = join(folder, 'bin');
  await Promise.all(
    ['bin', 'tmp', 'cache', 'clone/scripts', 'clone/node_modules/.bin'].map(path => makeFolder(path)),
  );
  await write('clone/package.json', '{ "type": "module" }');
  await writeScript(false);
  await writeLocks('1.0.0', '1.0.0');
  await stub(
    'bin/npm',
    `echo "npm $*" >> ${folder}/calls; /bin/cp package-lock.json node_modules/.package-lock.json`,
  );
  await stub('clone/node_modules/.bin/node', 'exit 0');
});
afterEach(() => rm(folder, { recursive: true }));

const makeFolder = (path: string) => mkdir(join(folder, path), { recursive: true });
const write = (path: string, text: string) => writeFile(join(folder, path), text);

async function stub(path: string, body: string): Promise<void> {
  await write(path, `#!/bin/sh\n${body}\n`);
  await chmod(join(folder, path), 0o755);
}

/** The script under test, for a user with or without rights. */
async function writeScript(asRoot: boolean): Promise<void> {
  for (const name of ['lock.js', 'programs.js']) {
    await copyFile(new URL(`../scripts/${name}`, import.meta.url), join(folder, 'clone/scripts', name));
  }
  const script = await readFile(new URL('../scripts/setup.js', import.meta.url), 'utf8');
  const changed = script
    .replaceAll("'/usr/bin/", `'${bin}/`)
    .replace('process.getuid?.() === 0', String(asRoot));
  await write('clone/scripts/setup.js', changed);
}

/** A stub of apt-get that "installs" what it is asked for once it has lists of packages. */
const aptGet = () =>
  stub(
    'bin/apt-get',
    `echo "apt-get $1 $DEBIAN_FRONTEND" >> ${folder}/calls
if [ "$1" = update ]; then echo > ${folder}/lists; exit 0; fi
[ -e ${folder}/lists ] || { echo "E: Unable to locate package"; exit 100; }
for name in "$@"; do
  [ "$name" = libnss3-tools ] && name=certutil
  case "$name" in -*|install|*::*) ;; *) printf '#!/bin/sh\\n' > ${bin}/$name; /bin/chmod 755 ${bin}/$name; echo "+$name" >> ${folder}/calls;; esac
done`,
  );

const lockFile = (version: string) =>
  JSON.stringify({
    packages: { 'node_modules/x': { version }, 'node_modules/o': { version, optional: true } },
  });

async function writeLocks(wanted: string, installed?: string): Promise<void> {
  await write('clone/package-lock.json', lockFile(wanted));
  if (installed === undefined) return;
  await write(
    'clone/node_modules/.package-lock.json',
    JSON.stringify({ packages: { 'node_modules/x': { version: installed } } }),
  );
}

/** Playwright's installer, as far as the set-up uses it. */
async function playwright(address: string, install: string): Promise<void> {
  await makeFolder('clone/node_modules/playwright-core');
  const browsers = [
    { name: 'chromium', revision: '12' },
    { name: 'firefox', revision: '7' },
  ];
  await write('clone/node_modules/playwright-core/browsers.json', JSON.stringify({ browsers }));
  await write(
    'clone/node_modules/playwright-core/cli.js',
    `import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
if (process.argv.includes('--dry-run')) console.log('  Download url:  ${address}/x.zip');
else { appendFileSync('${folder}/calls', process.argv.slice(2).join(' ') + '\\n'); ${install} }`,
  );
}

interface Result {
  readonly code: number | null;
  readonly said: string;
}

function setUp(...engines: string[]): Promise<Result> {
  return setUpHeard(() => undefined, ...engines);
}

/** @param hear gets what is said, as soon as it is */
function setUpHeard(hear: (said: string) => void, ...engines: string[]): Promise<Result> {
  const child = spawn(process.execPath, [join(folder, 'clone/scripts/setup.js'), ...engines], {
    env: { PATH: bin, HOME: folder, TMPDIR: join(folder, 'tmp'), XDG_CACHE_HOME: join(folder, 'cache') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', chunk => (said += `stdout: ${chunk}`));
  child.stderr.on('data', chunk => {
    said += chunk;
    hear(said);
  });
  return new Promise(resolve => {
    child.on('close', code => {
      resolve({ code, said: said.replaceAll(folder, '').replaceAll(/\d+ s$/gm, 'N s') });
    });
  });
}

const calls = () => readFile(join(folder, 'calls'), 'utf8').catch(() => '');

/** Every file and folder with the time of its last change. */
async function changes(): Promise<Record<string, number>> {
  const paths = await readdir(folder, { recursive: true });
  const times = paths.map(async path => [path, (await stat(join(folder, path))).mtimeMs] as const);
  return Object.fromEntries(await Promise.all(times));
}

async function listen() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

/** A port of this machine on which nothing listens. */
async function closedPort(): Promise<number> {
  const { server, port } = await listen();
  server.close();
  return port;
}

describe('when nothing is missing', () => {
  beforeEach(async () => {
    await stub('bin/certutil', '');
    await stub('bin/chromium', '');
  });

  it('says nothing, starts no program, writes no file and asks nobody', async () => {
    for (const program of ['bin/certutil', 'bin/chromium', 'bin/apt-get', 'clone/node_modules/.bin/node'])
      await stub(program, `echo ${program} >> ${folder}/calls`);
    const { server, port } = await listen();
    let connections = 0;
    server.on('connection', () => (connections += 1));
    await playwright(`http://127.0.0.1:${port}`, '');
    const before = await changes();
    expect(await setUp()).toEqual({ code: 0, said: '' });
    expect(await changes()).toEqual(before);
    expect(connections).toBe(0);
    server.close();
  });

  it('accepts a browser that Playwright has downloaded', async () => {
    await playwright('http://127.0.0.1:9', '');
    await makeFolder('cache/ms-playwright/firefox-7');
    expect((await setUp('firefox')).code).toBe(1);
    await write('cache/ms-playwright/firefox-7/INSTALLATION_COMPLETE', '');
    expect(await setUp('chromium', 'firefox')).toMatchObject({ code: 0, said: '' });
  });

  it('does without the packages that are optional', async () => {
    await writeLocks('2.0.0', '2.0.0');
    expect(await setUp()).toMatchObject({ code: 0, said: '' });
  });
});

describe('dependencies', () => {
  beforeEach(async () => {
    await stub('bin/certutil', '');
    await stub('bin/chromium', '');
  });
  const npm = 'npm install --no-save --include=optional --ignore-scripts --no-audit --no-fund\n';

  it('are installed when they are missing, once', async () => {
    await rm(join(folder, 'clone/node_modules/.package-lock.json'));
    expect(await setUp()).toMatchObject({
      code: 0,
      said: 'set-up: installing dependencies (npm install) … N s\n',
    });
    expect(await setUp()).toMatchObject({ code: 0, said: '' });
    expect(await calls()).toBe(npm);
  });

  it('are installed when they are older than the lock file', async () => {
    await writeLocks('1.0.1', '1.0.0');
    expect((await setUp()).said).toBe('set-up: installing dependencies (npm install) … N s\n');
  });

  it('are installed once by two set-ups at the same time', async () => {
    await rm(join(folder, 'clone/node_modules/.package-lock.json'));
    await stub(
      'bin/npm',
      `echo "npm $*" >> ${folder}/calls; while [ ! -e ${folder}/met ]; do /bin/sleep 0.1; done; /bin/cp package-lock.json node_modules/.package-lock.json`,
    );
    // The one that installs is not done before the other waits for it.
    const hear = (said: string) => {
      if (said.includes('waiting for another')) writeFileSync(join(folder, 'met'), '');
    };
    const both = await Promise.all([setUpHeard(hear), setUpHeard(hear)]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(both.map(({ said }) => said)).toContain('set-up: waiting for another set-up to end\n');
    expect(await calls()).toBe(npm);
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
  });

  it('are installed although a set-up was killed', async () => {
    await rm(join(folder, 'clone/node_modules/.package-lock.json'));
    await stub('bin/npm', 'echo $$ > pid; exec /bin/sleep 60');
    const child = spawn(process.execPath, [join(folder, 'clone/scripts/setup.js')], {
      env: { PATH: bin, HOME: folder, TMPDIR: join(folder, 'tmp') },
      stdio: 'ignore',
    });
    await expect.poll(() => existsSync(join(folder, 'clone/pid'))).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    process.kill(Number(await readFile(join(folder, 'clone/pid'), 'utf8')));
    expect(await readdir(join(folder, 'tmp'))).toHaveLength(1);
    await stub('bin/npm', '/bin/cp package-lock.json node_modules/.package-lock.json');
    expect(await setUp()).toMatchObject({
      code: 0,
      said: 'set-up: installing dependencies (npm install) … N s\n',
    });
  });

  it('that cannot be installed are reported with the last lines of npm', async () => {
    await writeLocks('1.0.1', '1.0.0');
    await stub('bin/npm', 'for i in 1 2 3 4 5 6 7 8 9 10 11 12 13; do echo "npm error $i" >&2; done; exit 1');
    const { code, said } = await setUp();
    expect(code).toBe(1);
    expect(said).toBe(`set-up: installing dependencies (npm install) … failed
set-up: npm install failed
${[1, 2, 3, 4, 5, 6].map(i => `    npm error ${i}\n`).join('')}    …
${[8, 9, 10, 11, 12, 13].map(i => `    npm error ${i}\n`).join('')}  → see to what npm says, then run it again: npm install
`);
  });
});

describe('browsers', () => {
  const own = `mkdirSync('CACHE', { recursive: true }); writeFileSync('CACHE/INSTALLATION_COMPLETE', '');`;
  const cache = () => own.replaceAll('CACHE', join(folder, 'cache/ms-playwright/chromium-12'));

  it('are downloaded by Playwright where its host can be reached', async () => {
    await stub('bin/certutil', '');
    const { server, port } = await listen();
    await playwright(`http://127.0.0.1:${port}`, cache());
    expect(await setUp()).toMatchObject({
      code: 0,
      said: 'set-up: downloading chromium (playwright install) … N s\n',
    });
    expect(await calls()).toBe('install chromium\n');
    server.close();
  });

  it('come from Debian, together with certutil, where it cannot', async () => {
    await writeScript(true);
    await aptGet();
    await playwright(`http://127.0.0.1:${await closedPort()}`, cache());
    const { code, said } = await setUp('chromium', 'firefox');
    expect({ code, said }).toEqual({
      code: 0,
      said: 'set-up: installing chromium-headless-shell, firefox-esr, libnss3-tools (apt-get) … N s\n',
    });
    expect(await calls()).toBe(
      'apt-get update noninteractive\napt-get install noninteractive\n+chromium-headless-shell\n+firefox-esr\n+certutil\n',
    );
    expect(await setUp('chromium', 'firefox')).toMatchObject({ code: 0, said: '' });
  });

  it('come from Debian when the download fails', async () => {
    await writeScript(true);
    await aptGet();
    const { server, port } = await listen();
    await playwright(`http://127.0.0.1:${port}`, 'process.exit(1)');
    expect(await setUp()).toMatchObject({
      code: 0,
      said: `set-up: downloading chromium (playwright install) … not possible
set-up: installing chromium-headless-shell, libnss3-tools (apt-get) … N s
`,
    });
    expect(await calls()).toContain('apt-get install');
    server.close();
  });

  it('that a user without rights cannot install are reported with the ways to get them', async () => {
    await aptGet();
    await stub('bin/certutil', '');
    await playwright(`http://127.0.0.1:${await closedPort()}`, '');
    expect(await setUp()).toMatchObject({
      code: 1,
      said: `set-up: there is no browser for the engine chromium; Playwright's download host cannot be reached from here
  → on Debian: sudo apt-get install chromium-headless-shell
    or npx playwright install chromium
`,
    });
    expect(await calls()).toBe('');
  });

  it('that apt-get cannot install are reported with what it said', async () => {
    await writeScript(true);
    await stub('bin/certutil', '');
    await stub('bin/apt-get', 'echo "E: no network"; exit 100');
    await playwright(`http://127.0.0.1:${await closedPort()}`, '');
    expect(await setUp()).toMatchObject({
      code: 1,
      said: `set-up: installing chromium-headless-shell (apt-get) … failed
set-up: apt-get failed
    E: no network
  → see to what apt-get says, then run: apt-get update && apt-get install chromium-headless-shell
`,
    });
  });

  it('that are too old for Playwright are replaced', async () => {
    await writeScript(true);
    await stub('bin/certutil', '');
    await stub('bin/firefox-esr', '');
    await write('bin/application.ini', '[App]\nVersion=140.12.0\n');
    await playwright(`http://127.0.0.1:${await closedPort()}`, '');
    await stub(
      'bin/apt-get',
      `[ "$1" = update ] || printf '[App]\\nVersion=153.7.0\\n' > ${bin}/application.ini`,
    );
    expect(await setUp('firefox')).toMatchObject({
      code: 0,
      said: 'set-up: installing firefox-esr (apt-get) … N s\n',
    });
    expect(await setUp('firefox')).toMatchObject({ code: 0, said: '' });
    await write('bin/application.ini', '[App]\nVersion=140.12.0\n');
    await stub('bin/apt-get', '');
    const { code, said } = await setUp('firefox');
    expect(code).toBe(1);
    expect(said).toContain(
      'the browser is too old for the engine firefox; what Debian has does not change that',
    );
  });

  it.each(['chrome', 'msedge'])('of a vendor are not installed: %s', async name => {
    await stub('bin/certutil', '');
    const { code, said } = await setUp(name);
    expect(code).toBe(1);
    expect(said).toContain(
      `there is no browser for the engine ${name}; Playwright has no build of it\n  → install it to`,
    );
  });

  it('of an unknown name are refused', async () => {
    expect(await setUp('opera')).toMatchObject({
      code: 1,
      said: 'set-up: there is no engine opera\n  → name one of: chromium, firefox, webkit, chrome, msedge\n',
    });
  });
});

it('goes on without certutil where it cannot be installed, and says what will not work', async () => {
  await stub('bin/chromium-headless-shell', '');
  expect(await setUp()).toMatchObject({
    code: 0,
    said: 'set-up: certutil is missing: browser.trust and the demo will not work. Debian has it in libnss3-tools\n',
  });
});
