import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

// GitHub reads these files; here it is only checked what can be checked without it.

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string): string => readFileSync(`${root}/${file}`, 'utf8');
const packageJson = JSON.parse(read('package.json')) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
};

interface Job {
  readonly 'timeout-minutes'?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly container?: { readonly image: string };
  readonly steps: ReadonlyArray<{
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Readonly<Record<string, unknown>>;
  }>;
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const workflows = globSync('.github/workflows/*.{yml,yaml}', { cwd: root }).map(file => ({
  file,
  text: read(file),
  workflow: parse(read(file)) as Workflow,
}));

test('there are workflows', () => {
  expect(workflows.length).toBeGreaterThan(0);
});

describe.each(workflows)('$file', ({ text, workflow }) => {
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps);

  test('gives the whole workflow no permission, and each job only to read the code', () => {
    expect(workflow.permissions).toEqual({});
    for (const [name, job] of jobs) expect(job.permissions, name).toEqual({ contents: 'read' });
  });

  test('gives each job a time limit', () => {
    for (const [name, job] of jobs) expect(job['timeout-minutes'], name).toBeTypeOf('number');
  });

  test("uses GitHub's own actions only, each by its full commit with the version beside it", () => {
    const lines = text.split('\n').filter(line => /^\s*(?:- )?uses:/.test(line));
    expect(lines).toHaveLength(steps.filter(({ uses }) => uses !== undefined).length);
    for (const line of lines) expect(line).toMatch(/uses: actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('leaves no token in the checkout', () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts).toHaveLength(jobs.length);
    for (const step of checkouts) expect(step.with).toEqual({ 'persist-credentials': false });
  });

  test('runs the code of pull requests without our secrets, and never runs their texts as code', () => {
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target');
    expect(text).not.toMatch(/\bsecrets\./);
    for (const { run = '' } of steps) expect(run).not.toContain('${{');
  });

  test('runs scripts that exist', () => {
    const commands = steps.flatMap(({ run }) => (run === undefined ? [] : [run]));
    const scripts = commands.flatMap(command => /\bnpm run (?:-s )?([\w:-]+)/.exec(command)?.[1] ?? []);
    expect(scripts.filter(script => !Object.hasOwn(packageJson.scripts, script))).toEqual([]);
    const files = commands.flatMap(
      command => /^(?:node )?((?:\.ci|scripts)\/[\w.-]+)/.exec(command)?.[1] ?? [],
    );
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter(file => !existsSync(`${root}/${file}`))).toEqual([]);
  });
});

test('everything is tested on the Debian and Node that the image is made of', () => {
  const base = /^ARG BASE=(.+)-slim$/m.exec(read('Dockerfile'))?.[1];
  const images = workflows.flatMap(({ workflow }) =>
    Object.values(workflow.jobs).flatMap(({ container }) => container?.image ?? []),
  );
  expect(images).toEqual([base]);
});

test('Playwright is pinned to one version, and Dependabot leaves it alone', () => {
  expect(packageJson.dependencies['@playwright/test']).toMatch(/^\d+\.\d+\.\d+$/);
  const { updates } = parse(read('.github/dependabot.yml')) as {
    updates: ReadonlyArray<{ 'package-ecosystem': string; ignore?: ReadonlyArray<Record<string, string>> }>;
  };
  const npm = updates.find(update => update['package-ecosystem'] === 'npm');
  expect(npm?.ignore).toEqual([{ 'dependency-name': '@playwright/test' }]);
});

const forms = globSync('.github/ISSUE_TEMPLATE/*.yml', { cwd: root }).filter(
  file => !file.endsWith('/config.yml'),
);

test.each(forms)('%s is a form whose fields have a label', file => {
  const form = parse(read(file)) as {
    name: string;
    description: string;
    body: ReadonlyArray<{ type: string; id?: string; attributes: { label?: string; value?: string } }>;
  };
  expect(form.name).not.toBe('');
  expect(form.description).not.toBe('');
  const fields = form.body.filter(({ type }) => type !== 'markdown');
  expect(fields.length).toBeGreaterThan(0);
  for (const { type, id, attributes } of fields) {
    expect(['checkboxes', 'dropdown', 'input', 'textarea'], id).toContain(type);
    expect(attributes.label, id).toBeTypeOf('string');
  }
  expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
});
