import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, matchesGlob, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { oneByOne, together } from './projects.ts';

// What docs/architecture.md promises about the shape of the code. A new folder in lib/ gets a line here.

/** Each folder of lib/, and the folders that it may import. `app` is app.ts, cli.ts and app/: where parts are wired. */
const layers: Record<string, readonly string[]> = {
  platform: [],
  domain: ['platform'],
  config: ['domain', 'platform'],
  secrets: ['domain', 'platform'],
  'sign-in': ['domain', 'platform'],
  evidence: ['domain', 'platform'],
  diagnosis: ['domain', 'platform'],
  history: ['domain', 'platform'],
  sinks: ['domain', 'platform'],
  terminal: ['domain', 'platform'],
  pages: ['domain', 'platform'],
  web: ['domain', 'platform', 'pages'],
  runner: ['domain', 'platform', 'sign-in', 'evidence', 'diagnosis'],
  app: [
    'domain',
    'platform',
    'config',
    'secrets',
    'sign-in',
    'evidence',
    'diagnosis',
    'history',
    'sinks',
    'terminal',
    'pages',
    'web',
    'runner',
  ],
};

/** What a file outside lib/ may import of ours, or a file in lib/ from outside. Patterns are whole paths. */
const exceptions: ReadonlyArray<{ readonly from: RegExp; readonly to: RegExp }> = [
  { from: /^monitors\/[^/]+\.monitor\.ts$/, to: /^lib\/domain\/(?:monitor|shells)\.ts$/ },
  { from: /^monitors\/[^/]+\.spec\.ts$/, to: /^lib\/app\/[^/]+\.ts$/ },
  { from: /^playwright\.config\.ts$/, to: /^lib\/app\/[^/]+\.ts$/ },
  { from: /^lib\/(?:app|cli|app\/.*)\.ts$/, to: /^simulator\/simulator\.ts$/ },
  { from: /^simulator\//, to: /^simulator\// },
  { from: /^(?:test|bench)\//, to: /^/ },
];

const grabBags = /(?:^|\/)(?:index|utils?|helpers?|common|types|misc|shared)(?:\.ts|\/)/;
const maxLines = 400;
const maxSpreads = 18;
const here = 'test/architecture.test.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Source {
  readonly path: string;
  readonly text: string;
  /** Without comments. */
  readonly code: string;
  readonly imports: readonly Import[];
}

interface Import {
  /** Of this repository, from its root. */
  readonly path: string;
  readonly isType: boolean;
  /** Only when it is needed, by `import()`. */
  readonly isLate: boolean;
}

const sources: readonly Source[] = [
  ...['lib', 'monitors', 'simulator', 'test', 'bench'].flatMap(filesIn),
  'playwright.config.ts',
].map(path => {
  const text = readFileSync(join(root, path), 'utf8');
  const code = text.replaceAll(/^\s*\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
  return { path, text, code, imports: importsOf(path, code) };
});

const inFolder = (...folders: string[]) =>
  sources.filter(({ path }) => folders.some(name => path.startsWith(`${name}/`)));

function filesIn(folder: string): string[] {
  try {
    const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
    return files.filter(file => file.endsWith('.ts')).map(file => `${folder}/${file}`);
  } catch {
    return []; // not every folder of the layout is there yet
  }
}

function importsOf(path: string, code: string): Import[] {
  const statements = code.matchAll(
    /^\s*(?:import|export)\s(?<what>[^'";]*?)from\s*['"](?<from>\.[^'"]+)['"]|^\s*import\s*['"](?<effect>\.[^'"]+)['"]|\bimport\(\s*['"](?<late>\.[^'"]+)['"]/gm,
  );
  return Array.from(statements, ({ groups = {} }) => {
    const what = groups['what'] ?? '';
    const names = /^\{(.*)\}$/s
      .exec(what.trim())?.[1]
      ?.split(',')
      .filter(name => name.trim() !== '');
    return {
      path: normalize(join(dirname(path), groups['from'] ?? groups['effect'] ?? groups['late'] ?? '')),
      isType: what.startsWith('type ') || (names?.every(name => name.trim().startsWith('type ')) ?? false),
      isLate: groups['late'] !== undefined,
    };
  });
}

function layerOf(path: string): string | undefined {
  if (path === 'lib/app.ts' || path === 'lib/cli.ts') return 'app';
  return /^lib\/([^/]+)\//.exec(path)?.[1];
}

function isAllowed(from: string, to: string): boolean {
  const layer = layerOf(from);
  const imported = layerOf(to);
  if (layer !== undefined && imported !== undefined) {
    return layer === imported || (layers[layer]?.includes(imported) ?? false);
  }
  return exceptions.some(exception => exception.from.test(from) && exception.to.test(to));
}

/** Is there anything besides imports and exports of what others have? */
function isMoreThanExports(code: string): boolean {
  return code.replaceAll(/^(?:import|export)\s[^'";]*?from\s*['"].*$/gm, '').trim() !== '';
}

/** Lines of the code, comments left out, that must not be there. */
function matches(files: readonly Source[], pattern: RegExp): string[] {
  return files.flatMap(({ path, code }) =>
    Array.from(
      code.matchAll(new RegExp(pattern, `g${pattern.flags}`)),
      ([found]) => `${path}: ${found.trim()}`,
    ),
  );
}

describe('the test itself', () => {
  it('sees the imports', () => {
    const imports = importsOf(
      'lib/a/b.ts',
      `import type { A } from './a.ts';\nimport { type B, c } from '../c.ts';\nimport {\n  type D,\n} from './d.ts';
export { e } from './e.ts';\nimport './f.ts';\nconst g = await import('../../g.ts');\nimport fs from 'node:fs';`,
    );
    expect(imports.map(({ path, isType }) => `${path}${isType ? ' (type)' : ''}`)).toEqual([
      'lib/a/a.ts (type)',
      'lib/c.ts',
      'lib/a/d.ts (type)',
      'lib/a/e.ts',
      'lib/a/f.ts',
      'g.ts',
    ]);
    expect(sources.flatMap(({ imports: found }) => found).length).toBeGreaterThan(100);
  });

  it('has a line for every folder of lib/, and app may import them all', () => {
    const folders = new Set(inFolder('lib').map(({ path }) => layerOf(path)));
    const forgotten = [...folders].filter(folder => folder === undefined || !(folder in layers));
    expect(
      forgotten,
      `add these folders of lib/ to \`layers\` in ${here} (undefined: a file outside a folder)`,
    ).toEqual([]);
    expect(layers['app']?.toSorted()).toEqual(
      Object.keys(layers)
        .filter(name => name !== 'app')
        .toSorted(),
    );
  });
});

describe('the shape of the code', () => {
  it('is as docs/architecture.md shows it', () => {
    const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `([\w-]+)` +\|.*\| ([\w, -]+?) +\|$/gm)].map(
      ([, folder = '', imports = '']) => [folder, imports === 'nothing of ours' ? [] : imports.split(', ')],
    );
    const { app: _all, ...others } = layers;
    expect(Object.fromEntries(rows)).toEqual(others);
  });

  it('keeps imports to the layers', () => {
    const wrong = sources.flatMap(({ path, imports }) =>
      imports.filter(({ path: to }) => !isAllowed(path, to)).map(({ path: to }) => `${path} imports ${to}`),
    );
    const how = `move the code, hand in what is needed, or (if the layout itself changes) edit \`layers\` or \`exceptions\` in ${here}`;
    expect(wrong, how).toEqual([]);
  });

  it('names the history that is used in one file', () => {
    const users = sources.filter(
      ({ path, imports }) =>
        /^lib\/(?!history\/)/.test(path) && imports.some(({ path: to }) => to.startsWith('lib/history/')),
    );
    expect(users.map(({ path }) => path)).toEqual(['lib/app/stores.ts']);
  });

  it('has no cycles, type imports counted', () => {
    expect(findCycles(), 'move what both need into a file that imports neither').toEqual([]);
  });

  it('describes scenarios in a file that imports nothing', () => {
    const file = 'simulator/scenarios/scenario.ts';
    expect(codeOf(file)).toContain('export interface Scenario');
    expect(codeOf(file)).not.toMatch(/\bimport\b/);
  });

  it('has no barrels and no grab-bags', () => {
    const named = sources.map(({ path }) => path).filter(path => grabBags.test(path));
    expect(named, 'name the file after the one thing that it holds').toEqual([]);
    const barrels = sources.filter(({ code }) => /^export\s*\*/m.test(code) || !isMoreThanExports(code));
    expect(
      barrels.map(({ path }) => path),
      'a file that only passes on is none: import from where it is',
    ).toEqual([]);
  });

  it('has no file that is too long', () => {
    const long = sources
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > maxLines);
    expect(long, `split what has more than ${maxLines} lines`).toEqual([]);
  });

  it('adds few fields under a condition: one that may be missing may be undefined', () => {
    const spread = /\.\.\.\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*?(?:&&|\?)\s*\(?\{[^}]*\}?/;
    expect('...(known && { known }) ...(a(b(c)) !== 1 && { d }) ...(e ? { e } : {})').toMatch(
      new RegExp(`(?:${spread.source}.*){3}`),
    );
    const found = matches(inFolder('lib'), spread);
    const how = `write \`known\` or \`known: maybe\` (docs/decisions/0043):\n${found.join('\n')}`;
    expect(found.length, how).toBeLessThanOrEqual(maxSpreads);
  });

  it('loads no browser driver to show what is stored: loading it takes longer than the rest', () => {
    const drivers = (entry: string) =>
      loadedBy(entry).filter(path => /^import (?!type )[^;]*'@playwright\/test'/m.test(codeOf(path)));
    for (const room of ['cli', 'app/history', 'app/inventory', 'app/open', 'app/support'])
      expect(drivers(`lib/${room}.ts`), room).toEqual([]);
    expect(drivers('lib/app.ts')).not.toEqual([]);
  });

  it('touches arguments, environment, exit and standard streams only where parts are wired', () => {
    const inner = inFolder('lib', 'monitors').filter(({ path }) => layerOf(path) !== 'app');
    const touches = /\bprocess\.(?:argv|env|exit|exitCode|cwd|chdir|std\w+)\b|\bconsole\.\w+/;
    expect(matches(inner, touches), 'hand it in from lib/app.ts or lib/cli.ts').toEqual([]);
  });

  it('waits for events, never for a fixed time', () => {
    const sleeps = /waitForTimeout|networkidle|timers\/promises|=>\s*\{?\s*setTimeout\(\s*\w+\s*,|\bsleep\(/;
    expect(
      matches(inFolder('lib', 'monitors'), sleeps),
      'wait for what is to happen, with a deadline',
    ).toEqual([]);
  });

  it('adds no script to a page: the sign-in pages run none but their own', () => {
    const adding = /\b(?:addScriptTag|addStyleTag|addInitScript|exposeFunction|exposeBinding|bypassCSP)\b/;
    // Passkeys can be answered in no other way; Playwright's own authenticator is such a script, too.
    const ceremonies = 'lib/sign-in/factors/ceremonies.ts';
    const others = inFolder('lib', 'monitors').filter(({ path }) => path !== ceremonies);
    expect(matches(others, adding), 'look with evaluate (sign-in-facts 3.2)').toEqual([]);
  });

  it('does not know in lib/ or monitors/ whether a run is simulated', () => {
    const inner = inFolder('lib', 'monitors').filter(
      ({ path }) => layerOf(path) !== 'app' && layerOf(path) !== 'terminal',
    );
    const how =
      'only lib/app and lib/cli.ts may know of the simulator; the record carries `simulated`, lib/terminal prints it';
    // The field may be declared and copied, never asked.
    expect(matches(inner, /\b(?!simulated\b)\w*simulat\w*/i), how).toEqual([]);
    expect(
      matches(
        inner,
        /\bsimulated\s*(?:\?(?!:)|&&|\|\||===|!==)|!\s*[\w.]*\bsimulated\b|\bif\s*\([^)]*\bsimulated\b/,
      ),
      how,
    ).toEqual([]);
  });
});

describe('the tests', () => {
  const testFiles = sources.map(({ path }) => path).filter(path => path.endsWith('.test.ts'));
  const projects = Object.entries({ ...together, ...oneByOne });
  const isIn = (path: string, { include, exclude }: (typeof together)['unit']) =>
    include.some(glob => matchesGlob(path, glob)) && !exclude.some(glob => matchesGlob(path, glob));

  it('belong to one project each', () => {
    const wrong = testFiles
      .map(path => ({
        path,
        projects: projects.filter(([, files]) => isIn(path, files)).map(([name]) => name),
      }))
      .filter(({ projects: its }) => its.length !== 1);
    expect(wrong, 'edit test/projects.ts').toEqual([]);
    const listed = projects.flatMap(([, { include, exclude }]) => [...include, ...exclude]);
    const gone = listed.filter(glob => !testFiles.some(path => matchesGlob(path, glob)));
    expect(gone, 'no test file is called like this any more: edit test/projects.ts').toEqual([]);
  });

  it('start no browser, command line or simulator where they are unit tests', () => {
    const starters = new Set([
      'lib/runner/browser.ts',
      'test/e2e/genkan.ts',
      'test/simulator/browsers.ts',
      'simulator/simulator.ts',
    ]);
    const starts = ({ isType, path }: Import) => !isType && starters.has(path);
    const wrong = sources.filter(({ path, imports }) => isIn(path, together.unit) && imports.some(starts));
    const how = 'list the file in test/projects.ts with what needs a browser';
    expect(
      wrong.map(({ path }) => path).filter(path => testFiles.includes(path)),
      how,
    ).toEqual([]);
  });
});

/** A file, and all that is loaded with it. */
function loadedBy(entry: string): string[] {
  const graph = importsBy(({ isType, isLate }) => !isType && !isLate);
  const reached = new Set([entry]);
  for (const path of reached) for (const next of graph.get(path) ?? []) reached.add(next);
  return [...reached];
}

/** What each file imports in such a way. */
function importsBy(isMeant: (one: Import) => boolean): Map<string, string[]> {
  return new Map(
    sources.map(({ path, imports }) => [path, imports.filter(isMeant).map(({ path: to }) => to)]),
  );
}

const codeOf = (file: string): string => sources.find(({ path }) => path === file)?.code ?? '';

/** Every import cycle, once, as the files that form it. */
function findCycles(): string[] {
  const graph = importsBy(() => true);
  const cycles = new Set<string>();
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string) => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.add([...trail.slice(start), path].join(' → '));
    if (start >= 0 || done.has(path)) return;
    trail.push(path);
    for (const next of graph.get(path) ?? []) visit(next);
    trail.pop();
    done.add(path);
  };
  for (const path of graph.keys()) visit(path);
  return [...cycles];
}
