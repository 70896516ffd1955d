import { readFileSync } from 'node:fs';

/** One addition of a kind that has a section in docs/adding.md. */
export interface Addition {
  /** The heading of the section. */
  readonly kind: string;
  /** What the section writes as `<name>`. */
  readonly names: Readonly<Record<string, string>>;
  /** The text of a new file, or what is made of one that is there. */
  readonly files: Readonly<Record<string, string | Change>>;
}
export type Change = (text: string) => string;

/** Puts code behind the first place where other code stands. */
const after =
  (place: string, code: string): Change =>
  text => {
    const at = text.indexOf(place);
    if (at < 0) throw new Error(`this is not there any more, so adapt the addition: ${place}`);
    return text.slice(0, at + place.length) + code + text.slice(at + place.length);
  };

/** Several changes of one file. */
const all =
  (...changes: readonly Change[]): Change =>
  text =>
    changes.reduce((changed, change) => change(changed), text);

const replacing =
  (place: RegExp, code: (found: string) => string): Change =>
  text => {
    const changed = text.replace(place, code);
    if (changed === text) throw new Error(`this is not there any more, so adapt the addition: ${place}`);
    return changed;
  };

const importing =
  (line: string): Change =>
  text =>
    `${line}\n${text}`;

const screen: Addition = {
  kind: 'Screen',
  names: { screen: 'device-notice' },
  files: {
    'lib/sign-in/screens/device-notice.ts': `import { type ActionScreen, nextButton } from './screen.ts';

/** A notice that this device is new. It gives nothing away, so it is answered. */
export const deviceNotice: ActionScreen = {
  id: 'device_notice',
  step: 'stay_signed_in',
  controls: [],
  pages: ['ConvergedDeviceNotice'],
  matches: view => view.pageId === 'ConvergedDeviceNotice',
  press: nextButton,
  sends: 'page',
  visits: 1,
};
`,
    'lib/sign-in/screens/screens.ts': all(
      after('export const screens: readonly Screen[] = [\n', 'deviceNotice,\n'),
      importing(`import { deviceNotice } from './device-notice.ts';`),
    ),
    'test/sign-in/pages.ts': after(
      'export const pages: readonly SimulatedPage[] = [\n',
      `shows('device-notice', 'factor', 'device_notice'),\n`,
    ),
  },
};

const simulatedPage: Addition = {
  kind: 'Page of the simulator',
  names: {},
  files: {
    'simulator/scenarios/scenario.ts': after('export type InterruptPage =\n', `| 'device-notice'\n`),
    'simulator/entra/screens/interrupt.ts': after(
      'const pages: Readonly<Partial<Record<InterruptPage, Described>>> = {\n',
      `'device-notice': {
        pgid: 'ConvergedDeviceNotice', hpgid: 1193, after: 'factor', config: () => ({ urlPost: '/appverify' }),
      },\n`,
    ),
    'simulator/entra/client/interrupts.js': after(
      'export const interruptStarts = {\n',
      `ConvergedDeviceNotice: () =>
        startInterrupt(51, 'device-notice-view', texts.deviceNoticeTitle, [button('idSIButton9', texts.goOn, true)]),\n`,
    ),
    'simulator/entra/texts/interrupts.ts': after(
      'const rows = {\n',
      `deviceNoticeTitle: { en: 'A new device', ja: '新しいデバイス', de: 'Ein neues Gerät' },\n`,
    ),
  },
};

const scenario: Addition = {
  kind: 'Scenario',
  names: { group: 'interrupts', scenario: 'device-notice guest-unknown' },
  files: {
    'simulator/scenarios/interrupts.ts': after(
      'export const interruptScenarios: Readonly<Record<string, Scenario>> = {\n',
      `'device-notice': {
        description: 'After the second factor, a notice that the device is new.',
        signIn: { interrupt: { page: 'device-notice' } },
      },
      'guest-unknown': {
        description: 'The account is the guest of another organisation, and was not invited here.',
        cause: 'guest_unknown',
        signIn: { interrupt: { page: 'blocked', errorCode: '50177' } },
      },\n`,
    ),
  },
};

const cause: Addition = {
  kind: 'Cause',
  names: { group: 'account' },
  files: {
    'lib/domain/causes/account.ts': after(
      "export const account = causesOf('account', {\n",
      `guest_unknown: {
        retry: 'later',
        codes: ['50177'],
        title: { en: 'The guest was not invited', ja: 'ゲストとして招待されていません' },
        meaning: {
          en: 'The account belongs to another organisation, and this tenant has not invited it.',
          ja: 'このアカウントは別の組織に属しており、このテナントには招待されていません。',
        },
        remedy: {
          en: 'Invite the account in Entra, or give the monitor an account of this tenant.',
          ja: 'Entra でアカウントを招待するか、このテナントのアカウントを監視に使ってください。',
        },
        prevention: {
          en: 'Monitor with accounts of the tenant itself.',
          ja: '監視にはテナント自身のアカウントを使ってください。',
        },
      },\n`,
    ),
    'test/diagnosis/examples.ts': after(
      'export const examples: Partial<Record<CauseId, Example>> = {\n',
      `guest_unknown: { ending: 'stopped', page: signInPage('ConvergedSignIn', '50177') },\n`,
    ),
  },
};

const sink: Addition = {
  kind: 'Sink',
  names: { sink: 'status-file' },
  files: {
    'lib/sinks/status-file.ts': `import { writeFile } from 'node:fs/promises';
import type { Sink } from '../domain/sink.ts';

/** The latest run of each series, a line each. */
export function statusFile(path: string): Sink {
  return {
    name: \`status-file \${path}\`,
    publish: async ({ snapshot: { series } }) => {
      const lines = series.map(({ last }) => \`\${last.monitor} \${last.account} \${last.verdict}\\n\`);
      await writeFile(path, lines.join(''));
    },
  };
}
`,
    'test/sinks/status-file.test.ts': `import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { statusFile } from '../../lib/sinks/status-file.ts';
import { aFailure } from '../run-records.ts';
import { emptySnapshot } from './snapshot.ts';

test('it writes a line for each series', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'genkan-test-'));
  const path = join(folder, 'status');
  const snapshot = { ...emptySnapshot, series: [{ last: aFailure() }] };
  await statusFile(path).publish({ snapshot, runs: [] }, new AbortController().signal);
  expect(readFileSync(path, 'utf8')).toMatch(/ down\\n$/);
  rmSync(folder, { recursive: true });
});
`,
    'test/sinks/contract.test.ts': text =>
      `${text}
        sinkContract('status-file', async () => {
          const folder = mkdtempSync(join(tmpdir(), 'genkan-test-'));
          const path = join(folder, 'status');
          return {
            sink: openSink({ type: 'status-file', path }, {}),
            received: async () => readFileSync(path, 'utf8'),
            setBroken: isBroken => {
              rmSync(path, { recursive: true, force: true });
              if (isBroken) mkdirSync(path);
            },
            [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true }),
          };
        });\n`,
    'lib/domain/sink.ts': after(
      'export type SinkSettings =\n',
      `| { readonly type: 'status-file'; readonly path: string }\n`,
    ),
    'lib/config/sinks.ts': all(
      replacing(/discriminatedUnion\('type', \[([^\]]*)\]/, found => `${found.slice(0, -1)}, statusFile]`),
      replacing(
        /const textfile = /,
        () => `const statusFile = z.strictObject({
            type: z.literal('status-file').meta({ description: 'Kind of sink', example: 'type: status-file' }),
            path: path.meta({ description: 'File with a line for each series', example: 'path: status' }),
          });

          const textfile = `,
      ),
    ),
    'lib/sinks/sinks.ts': all(
      importing(`import { statusFile } from './status-file.ts';`),
      after('=> Sink;\n} = {\n', `'status-file': ({ path }) => statusFile(path),\n`),
    ),
  },
};

const historyStore: Addition = {
  kind: 'History store',
  names: { store: 'local-history' },
  files: {
    'lib/history/local-history.ts': `import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HistoryStore } from '../domain/history-store.ts';
import { History, historyFile } from './history.ts';

/** SQLite needs a local disk: for reports on a network share, the history is kept beside the temporary files. */
const folderOf = (reports: string): string =>
  join(tmpdir(), 'genkan-history', createHash('sha256').update(reports).digest('hex'));

export const localHistoryFile = (reports: string): string => historyFile(folderOf(reports));

export const openLocalHistory = (reports: string, options?: Parameters<typeof History.open>[1]): HistoryStore =>
  History.open(folderOf(reports), options);

export const readLocalHistory = (reports: string, warn?: (message: string) => void) =>
  History.read(folderOf(reports), warn);
`,
    'lib/app/stores.ts': all(
      replacing(
        /import \{[^}]*\} from '..\/history\/history.ts';/,
        () =>
          `import { localHistoryFile, openLocalHistory, readLocalHistory } from '../history/local-history.ts';`,
      ),
      replacing(/\bhistoryFile\(/g, () => 'localHistoryFile('),
      replacing(/\bHistory\.open\(/g, () => 'openLocalHistory('),
      replacing(/\bHistory\.read\(/g, () => 'readLocalHistory('),
    ),
    'test/history/history.test.ts': all(
      importing(`import { localHistoryFile, openLocalHistory } from '../../lib/history/local-history.ts';`),
      text =>
        `${text}
          describe('local-history', () => historyContract({
            open: async folder => openLocalHistory(folder),
            block: folder => {
              const other = new DatabaseSync(localHistoryFile(folder));
              other.exec('BEGIN IMMEDIATE');
              return () => other.close();
            },
          }));\n`,
    ),
    'test/history/guard-store.test.ts': all(
      importing(`import { openLocalHistory } from '../../lib/history/local-history.ts';`),
      after(
        'const implementations: Record<string, () => Process> = {\n',
        `'local-history': () => {
          const history = openLocalHistory(reports);
          let isOpen = true;
          const kill = async () => {
            if (isOpen) await history.close();
            isOpen = false;
          };
          return { store: history.guard, kill };
        },\n`,
      ),
    ),
  },
};

const evidenceStore: Addition = {
  kind: 'Evidence store',
  names: { store: 'memory-store' },
  files: {
    'lib/evidence/memory-store.ts': readFileSync(
      new URL('../memory-evidence-store.ts', import.meta.url),
      'utf8',
    ).replaceAll("'../lib/", "'../"),
    'lib/app/stores.ts': all(
      replacing(/import \{ FolderEvidenceStore \}.*\n/, () => ''),
      importing(`import { MemoryEvidenceStore } from '../evidence/memory-store.ts';`),
      replacing(
        /export const evidenceIn = [^;]*;/,
        () => `export const evidenceIn = (..._place: unknown[]): EvidenceStore => memory;
          const memory = new MemoryEvidenceStore();`,
      ),
    ),
    'test/evidence/store-contract.test.ts': all(
      importing(`import { MemoryEvidenceStore as NewStore } from '../../lib/evidence/memory-store.ts';`),
      after('EvidenceStore> = {\n', `'memory-store': () => new NewStore(),\n`),
    ),
  },
};

const secretScheme: Addition = {
  kind: 'Secret scheme',
  names: { scheme: 'credential' },
  files: {
    'lib/secrets/credential.ts': `import { join } from 'node:path';
import { readSecretFile } from './file.ts';
import { SecretError, type SecretSource } from './source.ts';

/** \`credential:NAME\`: a credential that systemd passes to its service. */
export const readCredential: SecretSource = async (name, surroundings) => {
  const folder = surroundings.env['CREDENTIALS_DIRECTORY'];
  if (folder !== undefined) return readSecretFile(join(folder, name), surroundings);
  throw new SecretError('systemd has passed no credentials', 'start Genkan with LoadCredential=');
};
`,
    'lib/platform/secret-reference.ts': after(
      'const schemes = {\n',
      String.raw`credential: { rest: 'NAME', shape: /^[\w.-]+$/ },` + '\n',
    ),
    'lib/secrets/sources.ts': all(
      after('const sources: Record<SecretScheme, SecretSource> = {\n', 'credential: readCredential,\n'),
      importing(`import { readCredential } from './credential.ts';`),
    ),
    'test/secrets/sources.test.ts': text => `${text}
it('reports that systemd has passed no credential', async () => {
  expect(await failureOf('credential:contoso')).toContain('LoadCredential=');
});
`,
  },
};

const command: Addition = {
  kind: 'Command',
  names: { command: 'centers' },
  files: {
    'lib/app/centers.ts': `import { inColumns } from '../terminal/columns.ts';
import { loadMonitors } from './monitors.ts';

/** Every admin center that can be watched, by its id. */
export async function renderCenters(): Promise<string> {
  const monitors = [...(await loadMonitors()).values()];
  return inColumns(monitors.map(({ id, title }) => [id, title.en])).join('\\n');
}
`,
    'lib/cli.ts': replacing(
      /^word\(\n? *'doctor'/m,
      found => `word('centers', 'list the admin centers that can be watched').action(async () => {
          const { renderCenters } = await import('./app/centers.ts');
          await print(await renderCenters());
        });

        ${found}`,
    ),
    'README.md': after('\n| `doctor` |', ` checks everything that a run needs | 0, 2 |\n| \`centers\` |`),
    'README.ja.md': after('\n| `doctor` |', ` 実行に必要なものをすべて確認する | 0, 2 |\n| \`centers\` |`),
  },
};

/** @param page docs/adding.md, which shows a complete admin center */
export function additionsFor(page: string): readonly Addition[] {
  const center: Addition = {
    kind: 'Admin center',
    names: { center: 'exchange-before' },
    files: { 'monitors/exchange-before.monitor.ts': /^```ts\n([^]*?)^```$/m.exec(page)?.[1] ?? '' },
  };
  return [
    center,
    screen,
    cause,
    scenario,
    simulatedPage,
    sink,
    historyStore,
    evidenceStore,
    secretScheme,
    command,
  ];
}
