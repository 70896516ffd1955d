// Brings what Genkan needs and this machine lacks: dependencies, a fitting Node, browsers, certutil.
//   node scripts/setup.js [ENGINE…]        (chromium if none is named)
//
// 1. Plain JavaScript without dependencies, for Node 20: it runs before there is anything else.
// 2. Nothing missing: says nothing, reads no network, takes a blink. Otherwise one line on stderr for each thing done.
// 3. Each thing is brought from the first place that has it: what is there, Playwright's download, Debian's packages.
// 4. When something cannot be had: the reason, the remedy, exit 1.
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { connect } from 'node:net';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { takeLock } from './lock.js';
import { canRun, run, which } from './programs.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const playwright = join(root, 'node_modules', 'playwright-core');

/**
 * Where each engine may be already (the places where lib/runner looks), what Playwright calls it, and Debian's package.
 * `folders` are its names in Playwright's cache, the one that is downloaded first. One before `oldest` cannot be driven.
 */
const engines = {
  chromium: {
    places: ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'],
    folders: ['chromium'],
    download: ['chromium'],
    debian: 'chromium-headless-shell',
  },
  firefox: {
    places: ['/usr/bin/firefox-esr', '/usr/bin/firefox'],
    folders: ['firefox'],
    download: ['firefox'],
    debian: 'firefox-esr',
    // Playwright 1.64 asks for network.addDataCollector, which 140 does not know.
    oldest: 141,
  },
  webkit: { places: [], folders: ['webkit'], download: ['webkit'] },
  chrome: { places: ['/usr/bin/google-chrome'], folders: [] },
  msedge: { places: ['/usr/bin/microsoft-edge'], folders: [] },
};

const minutes = 60_000;
const npmMs = 15 * minutes;
const aptMs = 15 * minutes;
const downloadMs = 10 * minutes;
/** A download that has not moved for so long is given up. */
const stallMs = minutes;
const reachMs = 3000;

class SetupError extends Error {
  /** @param {string} reason @param {string} remedy @param {string} [output] what the failed program said last */
  constructor(reason, remedy, output = '') {
    super(reason);
    this.remedy = remedy;
    this.output = output;
  }
}

// --- What is missing? ------------------------------------------------------------------------------------------

/** Is every package that the lock file asks for installed, in that version? Optional ones may be left out. */
function hasDependencies() {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined) return true; // nothing to compare with; npm would not know better
  if (installed === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    const found = installed[path];
    if (found === undefined) return path === '' || entry.optional === true || entry.devOptional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** npm scripts and npx take the Node in node_modules/.bin first; without one they take the one at hand. */
function hasFittingNode() {
  if (canRun(join(root, 'node_modules', '.bin', 'node'))) return true;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

/** Is there a Node among the optional dependencies for this machine? */
function isNodePackaged() {
  const wanted = readPackages(join(root, 'package-lock.json')) ?? {};
  return `node_modules/node-${process.platform}-${process.arch}` in wanted;
}

function hasEngine(name) {
  const { places, folders, oldest = 0 } = engines[name];
  return places.some(place => canRun(place) && !isOlder(place, oldest)) || folders.some(hasDownload);
}

/** Mozilla writes the version into a file beside the program; where there is none, it is taken as new enough. */
function isOlder(program, oldest) {
  if (oldest === 0) return false;
  try {
    const text = readFileSync(join(dirname(realpathSync(program)), 'application.ini'), 'utf8');
    return Number(/^Version=(\d+)/m.exec(text)?.[1] ?? oldest) < oldest;
  } catch {
    return false;
  }
}

/** Playwright writes a marker when a download is complete. */
function hasDownload(browser) {
  const cache = playwrightCache();
  if (!existsSync(cache)) return false;
  const prefix = `${browser.replaceAll('-', '_')}-`;
  const revisions = playwrightRevisions(browser);
  return readdirSync(cache).some(
    folder =>
      folder.startsWith(prefix) &&
      revisions.has(folder.slice(prefix.length)) &&
      existsSync(join(cache, folder, 'INSTALLATION_COMPLETE')),
  );
}

function playwrightRevisions(browser) {
  try {
    const { browsers } = JSON.parse(readFileSync(join(playwright, 'browsers.json'), 'utf8'));
    const { revision, revisionOverrides = {} } = browsers.find(({ name }) => name === browser);
    return new Set([revision, ...Object.values(revisionOverrides)]);
  } catch {
    return new Set();
  }
}

function playwrightCache() {
  const { PLAYWRIGHT_BROWSERS_PATH: configured, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (configured === '0') return join(playwright, '.local-browsers');
  if (configured) return configured;
  const caches = { darwin: join(homedir(), 'Library', 'Caches'), win32: LOCALAPPDATA };
  return join(caches[process.platform] ?? XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'ms-playwright');
}

/** Puts authorities of `browser.trust` into a browser's store, on Linux. */
function hasCertutil() {
  return process.platform !== 'linux' || which('certutil') !== undefined;
}

function findMissing(names) {
  return {
    dependencies: !hasDependencies(),
    node: !hasFittingNode(),
    engines: names.filter(name => !hasEngine(name)),
    certutil: !hasCertutil(),
  };
}

const isNothing = missing =>
  !missing.dependencies && !missing.node && missing.engines.length === 0 && !missing.certutil;

// --- Bringing it -----------------------------------------------------------------------------------------------

async function bring(names) {
  if (!hasDependencies() || (!hasFittingNode() && isNodePackaged())) {
    await step('installing dependencies (npm install)', async () => {
      // Not npm ci: it refuses a lock file without the packages of other platforms, and npm leaves those out of a lock
      // file that was made where they could not be had. This keeps to the lock file as well, and does not write it.
      // No package of ours needs a script to install itself, so none gets to run one.
      const args = [
        'install',
        '--no-save',
        '--include=optional',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
      ];
      const { ok, output } = await run('npm', args, { cwd: root, ms: npmMs });
      if (!ok)
        throw new SetupError(
          'npm install failed',
          'see to what npm says, then run it again: npm install',
          output,
        );
    });
  }
  if (!hasFittingNode()) {
    const is = `Node ${process.versions.node} is too old, and there is no packaged one for ${process.platform} ${process.arch}`;
    throw new SetupError(is, 'install Node 24, then run this again');
  }
  const debian = [];
  for (const name of names.filter(engine => !hasEngine(engine))) {
    const why = await download(name);
    if (why === undefined) continue;
    if (engines[name].debian === undefined || !canUseApt()) throw noBrowser(name, why);
    debian.push(engines[name].debian);
  }
  if (!hasCertutil()) {
    if (canUseApt()) debian.push('libnss3-tools');
    // Only browser.trust needs it: no reason to keep everything else from starting.
    else say('certutil is missing: browser.trust and the demo will not work. Debian has it in libnss3-tools');
  }
  if (debian.length > 0) await installFromDebian(debian);
  const absent = names.find(name => !hasEngine(name));
  if (absent !== undefined) throw noBrowser(absent, 'what Debian has does not change that');
}

/** @returns {Promise<string | undefined>} why it was not downloaded, or undefined when it was */
async function download(name) {
  const { download: args } = engines[name];
  if (args === undefined) return 'Playwright has no build of it';
  const cli = [join(playwright, 'cli.js'), 'install', ...args];
  const plan = await run(process.execPath, [...cli, '--dry-run'], { cwd: root, ms: minutes });
  const addresses = plan.output.match(/https?:\/\/\S+/g) ?? [];
  // Without this look a network that swallows packets would cost minutes. Behind a proxy only the download can show this.
  const hasProxy = Object.keys(process.env).some(key => /^https?_proxy$/i.test(key));
  if (plan.ok && !hasProxy && !(await isAnyReachable(addresses))) {
    return `Playwright's download host cannot be reached from here`;
  }
  let why;
  await step(`downloading ${name} (playwright install)`, async () => {
    const { ok, output } = await run(process.execPath, cli, { cwd: root, ms: downloadMs, stallMs });
    if (!ok) why = `Playwright's download failed: ${output.trim().split('\n').at(-1)}`;
    return ok ? '' : 'not possible';
  });
  return why;
}

async function isAnyReachable(addresses) {
  const hosts = new Map(addresses.map(address => new URL(address)).map(url => [url.host, url]));
  const reached = await Promise.all(Array.from(hosts.values(), isReachable));
  return reached.includes(true);
}

function isReachable({ hostname, port, protocol }) {
  return new Promise(resolve => {
    const socket = connect({ host: hostname, port: Number(port) || (protocol === 'http:' ? 80 : 443) });
    const end = answer => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    // A timer of our own: looking the name up can hang, too.
    const timer = setTimeout(end, reachMs, false);
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}

const canUseApt = () => process.getuid?.() === 0 && which('apt-get') !== undefined;

async function installFromDebian(packages) {
  await step(`installing ${packages.join(', ')} (apt-get)`, async () => {
    const options = { cwd: root, ms: aptMs, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
    const wait = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=2'];
    const install = () =>
      run('apt-get', ['install', '-y', '--no-install-recommends', ...wait, ...packages], options);
    // Old lists name old browsers, or packages that are gone. Where they cannot be had anew, the old ones may do.
    const update = await run('apt-get', ['update', ...wait], options);
    const result = await install();
    if (result.ok) return;
    const remedy = `see to what apt-get says, then run: apt-get update && apt-get install ${packages.join(' ')}`;
    throw new SetupError('apt-get failed', remedy, update.ok ? result.output : update.output);
  });
}

function noBrowser(name, why) {
  const { places, download: args, debian } = engines[name];
  const what = places.some(canRun) ? 'the browser is too old' : 'there is no browser';
  const ways = [
    ...(debian === undefined ? [] : [`on Debian: sudo apt-get install ${debian}`]),
    ...(args === undefined
      ? [`install it to ${engines[name].places[0]}`]
      : [`npx playwright install ${args.join(' ')}`]),
  ];
  return new SetupError(`${what} for the engine ${name}; ${why}`, ways.join('\n    or '));
}

// --- Messages --------------------------------------------------------------------------------------------------

const say = text => process.stderr.write(`set-up: ${text}\n`);

/** One line for one thing: what is done, and how long it took. */
async function step(what, work) {
  const start = performance.now();
  process.stderr.write(`set-up: ${what} …`);
  try {
    const result = await work();
    process.stderr.write(` ${result || `${Math.ceil((performance.now() - start) / 1000)} s`}\n`);
  } catch (error) {
    process.stderr.write(' failed\n');
    throw error;
  }
}

/** The start and the end of what a program said: npm prints the reason first, apt-get last. */
function excerpt(text) {
  const lines = text.split('\n').filter(line => line.trim() !== '' && !/^npm (?:warn|notice)/.test(line));
  const shown = lines.length <= 12 ? lines : [...lines.slice(0, 6), '…', ...lines.slice(-6)];
  return shown.map(line => `    ${line}\n`).join('');
}

async function main(names) {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major < 20)
    throw new SetupError(`Node ${process.versions.node} is too old for the set-up`, 'install Node 24');
  const unknown = names.find(name => !Object.hasOwn(engines, name));
  if (unknown !== undefined) {
    throw new SetupError(`there is no engine ${unknown}`, `name one of: ${Object.keys(engines).join(', ')}`);
  }
  if (isNothing(findMissing(names))) return;
  await takeLock(root, () => say('waiting for another set-up to end'));
  await bring(names);
}

const named = process.argv.slice(2);
main(named.length > 0 ? named : ['chromium']).catch(error => {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`set-up: ${error.message}\n${excerpt(error.output)}  → ${error.remedy}\n`);
  process.exitCode = 1;
});
