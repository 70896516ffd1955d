import { type Cloud, certAuthHosts, clouds, graphHosts, signInHosts } from '../lib/domain/cloud.ts';
import type { Monitor } from '../lib/domain/monitor.ts';
import { isActionScreen, isTerminalScreen, type Screen } from '../lib/sign-in/screens/screen.ts';
import { screens } from '../lib/sign-in/screens/screens.ts';
import { engines, languages, pages } from '../test/sign-in/pages.ts';
import { madeBy } from './made-by.ts';

/** What Genkan knows of Microsoft's pages: a section each, made by a function each. */
export function coveragePage(monitors: readonly Monitor[]): string {
  return [`# What is covered\n${madeBy}`, screensSection(), factorsSection, addresses(monitors)].join('\n\n');
}

function screensSection(): string {
  return `## Screens

In the order in which they are matched: if two match, the first counts. Each is declared in
\`lib/sign-in/screens/\`. \`test/sign-in/recognition.test.ts\` tests recognition on every page of the simulator that is named here, rendered and,
in Chromium, as its HTML alone; this table is made from the same list (\`test/sign-in/pages.ts\`). "Rendered" alone means that
several views share one of Microsoft's page ids, and only the rendered page shows which view it is. No screen was tried
against a tenant of Microsoft's.

${table(
  [
    '',
    'screen',
    'what happens',
    'page id',
    'scenarios of the simulator',
    'recognised by',
    'languages',
    'engines',
  ],
  screens.map((screen, at) => [
    String(at + 1),
    code(screen.id),
    comesOf(screen),
    idsOf(screen),
    ...shownBy(screen),
  ]),
)}

A page that none of them knows ends as \`unknown_screen\`, with \`digest.json\` beside its screenshot (scenarios \`unknown-page\`,
\`blocked-unknown\`, \`error-page-unknown\`).`;
}

function comesOf(screen: Screen): string {
  if (isTerminalScreen(screen)) return 'it ends the sign-in';
  if (!isActionScreen(screen)) return 'it goes on by itself';
  if (screen.type !== undefined) return `the ${screen.type.what.replaceAll('_', ' ')} is typed`;
  return screen.press === undefined ? 'it goes on by itself' : 'something is pressed';
}

const idsOf = ({ pages: ids = [] }: Screen): string =>
  ids.length === 0 ? 'none: by its host, code or controls' : ids.map(code).join(' ');

/** Where it is the first to know a page: the scenarios, and what the test says about them. */
function shownBy({ id }: Screen): readonly string[] {
  const shown = pages.filter(({ rendered }) => rendered[0] === id);
  if (shown.length === 0) return ['no', 'no', 'no', 'no'];
  const isRecognisedByHtml = shown.some(({ raw }) => raw[0] === id);
  return [
    [...new Set(shown.map(({ scenario }) => code(scenario)))].join(' '),
    isRecognisedByHtml ? 'HTML, rendered' : 'rendered',
    languages.join(' '),
    engines.join(' '),
  ];
}

const factorsSection = `## Factors

[factors.md](factors.md) lists which factor works with which engine. It is made from the same table as the tests
(\`test/e2e/factors.test.ts\`).`;

function addresses(monitors: readonly Monitor[]): string {
  return `## Start URLs

Where a sign-in begins, in each of Microsoft's clouds, from sign-in-facts 5.7 (public lists of the portals; most addresses
outside of the global cloud are in one list only). No list has an address for an empty cell; such an account is
refused for that monitor. Where a tenant has another address, or one where the cell is empty, its account names it:
\`accounts.<id>.urls\`. A test signs in at every address on Chromium, and at every one of the global cloud on
Firefox, against the simulator (\`test/e2e/centers.test.ts\`). No address was tried against a tenant of Microsoft's.

${table(
  ['monitor', ...clouds],
  monitors.map(({ id, urls: at }) => [code(id), ...clouds.map(cloud => at[cloud] ?? '')]),
)}

What proves that the admin is signed in, beside the name of the account. A call that ends in \`/\` means any call below
it, one of which must answer 200: of those centers only the common path of their calls is known. If no call goes there, the
run ends as \`unknown_screen\`, which blames the monitor only.

${table(
  ['monitor', 'controls', 'data calls', 'further hosts'],
  monitors.map(({ id, ready }) => [
    code(id),
    ready.shell.map(code).join(' '),
    ready.answers.map(code).join(' '),
    [...(ready.hosts ?? []), ...(ready.dataHosts ?? [])].map(code).join(' '),
  ]),
)}

Hosts of a cloud beside its centers:

${table(
  ['host', ...clouds],
  Object.entries<Partial<Record<Cloud, string>>>({
    'sign-in (5.7)': signInHosts,
    'client certificates (2.10)': certAuthHosts,
    'Microsoft Graph (6.4)': graphHosts,
  }).map(([what, hosts]) => [what, ...clouds.map(cloud => hosts[cloud] ?? '')]),
)}
`;
}

const code = (text: string): string => `\`${text}\``;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
