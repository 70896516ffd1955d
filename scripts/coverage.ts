import { type Cloud, certAuthHosts, clouds, graphHosts, signInHosts } from '../lib/core/cloud.ts';
import type { Monitor } from '../lib/core/monitor.ts';
import { madeBy } from './made-by.ts';

/** What Genkan knows of Microsoft's pages: a section each, made by a function each. */
export function coveragePage(monitors: readonly Monitor[]): string {
  return [`# What is covered\n${madeBy}`, doors(monitors)].join('\n\n');
}

function doors(monitors: readonly Monitor[]): string {
  return `## Doors

Where an admin knocks, in each of Microsoft's clouds, from sign-in-facts 5.7 (public lists of the portals; most addresses
outside of the global cloud stand in one list only). No list has an address for an empty cell; such an account is
refused for that monitor. Where a tenant has another address, or one where the cell is empty, its account names it:
\`accounts.<id>.doors\`. Every cell that is not empty is entered on Chromium, and every one of the global cloud on
Firefox, against the simulator (\`test/e2e/doors.test.ts\`). No door was tried against a tenant of Microsoft's.

${table(
  ['monitor', ...clouds],
  monitors.map(({ id, doors: at }) => [code(id), ...clouds.map(cloud => at[cloud] ?? '')]),
)}

What proves being inside, beside the name of the account that was meant. A call that ends in \`/\` stands for all below it,
one of which must answer 200: of those centers no more is known than where their calls go. If none goes there at all,
the run ends as \`unknown_screen\`, which blames nobody but the monitor.

${table(
  ['monitor', 'controls', 'data calls', 'further hosts'],
  monitors.map(({ id, inside }) => [
    code(id),
    inside.shell.map(code).join(' '),
    inside.answers.map(code).join(' '),
    [...(inside.hosts ?? []), ...(inside.dataHosts ?? [])].map(code).join(' '),
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
