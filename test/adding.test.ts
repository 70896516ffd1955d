import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../simulator/simulator.ts';
import { type Addition, additionsFor } from './adding/additions.ts';
import { type Section, sectionsOf, withNames } from './adding/sections.ts';
import { copyRepository, filesOfRepository, typeIn } from './repository-copy.ts';

// docs/adding.md is followed here: everything that it explains is added to a copy of this repository, all at once, and
// what it says to run is run there.

const page = readFileSync(new URL('../docs/adding.md', import.meta.url), 'utf8');
const sections = sectionsOf(page);
const additions = additionsFor(page);
const sectionOf = ({ kind }: Addition): Section | undefined => sections.find(each => each.kind === kind);

const files = additions.flatMap(addition => Object.entries(addition.files));
const commands = additions.flatMap(addition =>
  (sectionOf(addition)?.commands ?? []).map(command => ({
    kind: addition.kind,
    command: withNames(command, addition.names),
  })),
);

test('every section is followed', () => {
  expect(sections.map(({ kind }) => kind).toSorted()).toEqual(additions.map(({ kind }) => kind).toSorted());
  expect(commands.map(({ kind }) => kind)).toEqual(expect.arrayContaining(sections.map(({ kind }) => kind)));
});

test.each(additions)('$kind: the section names the files that are needed, and no other', addition => {
  const { written = [], changed = [] } = sectionOf(addition) ?? {};
  const named = (list: readonly string[]) => list.map(file => withNames(file, addition.names)).toSorted();
  const needed = (kind: 'string' | 'function') =>
    Object.entries(addition.files)
      .filter(([, change]) => typeof change === kind)
      .map(([file]) => file)
      .toSorted();
  expect({ written: named(written), changed: named(changed) }).toEqual({
    written: needed('string'),
    changed: needed('function'),
  });
});

describe('with everything added', () => {
  let copy: string;
  let before: ReadonlyMap<string, string>;
  let simulator: Simulator;
  /** Removed with the copy. */
  const temporary = () => join(copy, 'reports', 'tmp');
  const read = (file: string) => readFileSync(join(copy, file), 'utf8');
  const secrets: Record<string, string> = {};

  async function succeed(command: string): Promise<void> {
    const { code, stdout, stderr } = await typeIn(copy, command, { ...secrets, TMPDIR: temporary() });
    expect(code, `${command}\n${stdout}\n${stderr}`).toBe(0);
  }

  beforeAll(async () => {
    copy = copyRepository();
    before = new Map(filesOfRepository().map(file => [file, read(file)]));
    for (const [file, change] of files) {
      const text = typeof change === 'string' ? change : change(read(file));
      mkdirSync(dirname(join(copy, file)), { recursive: true });
      writeFileSync(join(copy, file), text);
    }
    mkdirSync(temporary());
    simulator = await startSimulator();
    configure();
    await succeed('npm run -s format && npm run -s docs');
  });
  afterAll(async () => {
    await simulator.stop();
    rmSync(copy, { recursive: true });
  });

  /** One account, whose password is kept where the new scheme looks for it, and the new center. */
  function configure(): void {
    const account = simulator.accounts.find(({ username }) => username.startsWith('monitor@'));
    if (account === undefined) throw new Error('The demo account is missing');
    const { username, password, totp } = account;
    writeFileSync(join(copy, 'contoso'), password);
    Object.assign(secrets, { CREDENTIALS_DIRECTORY: copy, DEMO_TOTP: totp });
    writeFileSync(
      join(copy, 'genkan.yaml'),
      `browser: { proxy: "${simulator.proxy}", trust: "${simulator.ca}" }
accounts:
  contoso: { username: ${username}, tenant: contoso, password: credential:contoso, totp: env:DEMO_TOTP }
monitors:
  exchange-before: { accounts: [contoso], timeout: 240s, slow: 239s }
sinks: [{ type: status-file, path: reports/status }]
`,
    );
  }

  test('nothing else has changed but what is made from the code', () => {
    const changed = [...before.keys()].filter(file => read(file) !== before.get(file));
    const made = changed.filter(file => /^(?:<!-- | *"\$comment": ")Made from the code/m.test(read(file)));
    expect(made).toEqual(expect.arrayContaining(['docs/causes.md', 'docs/coverage.md']));
    const byHand = files.map(([file]) => file).filter(file => before.has(file));
    expect(changed.filter(file => !made.includes(file)).toSorted()).toEqual([...new Set(byHand)].toSorted());
  });

  test.concurrent('npm run -s check finds nothing', () => succeed('npm run -s check'));

  test.concurrent('the pages are current, and the layers are kept', () =>
    succeed(
      'npx vitest run test/docs.test.ts test/architecture.test.ts test/words.test.ts test/e2e/reached.test.ts',
    ));

  test.concurrent('the unit tests of the parts that were added to pass', () =>
    succeed(
      'npx vitest run test/config test/domain test/secrets test/sign-in/screens.test.ts test/sinks/metrics.test.ts',
    ));

  test.concurrent.each(commands)('$kind: $command', ({ command }) => succeed(command));

  test('the sign-in to the new center, with a secret of the new scheme, is in the new sink and the new history', async () => {
    expect(read('reports/status')).toBe('exchange-before contoso up\n');
    expect(existsSync(join(copy, 'reports/history.sqlite'))).toBe(false);
    await succeed('npm run -s genkan -- runs | grep -q contoso');
  });
});
