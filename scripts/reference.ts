import { z } from 'zod';
import { fleetSeries } from '../bench/fleet.ts';
import { schema } from '../lib/config/schema.ts';
import { type FactorId, factorIds } from '../lib/domain/account.ts';
import type { Cause } from '../lib/domain/causes/cause.ts';
import { causeIds, causes, faults } from '../lib/domain/causes.ts';
import { buckets } from '../lib/domain/metric-counts.ts';
import { type Metric, metrics } from '../lib/domain/metrics.ts';
import type { Monitor } from '../lib/domain/monitor.ts';
import { runRecord } from '../lib/domain/run-record.ts';
import { faultTexts } from '../lib/domain/wording.ts';
import { enginesTried } from '../lib/sign-in/factors/factors.ts';
import { coveragePage } from './coverage.ts';
import { madeBy } from './made-by.ts';
import { redactionPage } from './redaction.ts';

/** The pages of docs/ that are made from the code, by file. */
export function referencePages(monitors: readonly Monitor[]): ReadonlyMap<string, string> {
  return new Map([
    ['docs/configuration.md', configurationPage()],
    ['docs/causes.md', causesPage()],
    ['docs/metrics.md', metricsPage()],
    ['docs/factors.md', factorsPage()],
    ['docs/coverage.md', coveragePage(monitors)],
    ['docs/redaction.md', redactionPage()],
    ['docs/genkan.schema.json', schemaFile('genkan.yaml', schema)],
    ['docs/run-record.schema.json', schemaFile('Run record', printedRecord)],
  ]);
}

/**
 * For editors, which check `genkan.yaml` while it is written, and for programs that read records. What refers to another
 * key of the configuration is checked by Genkan alone.
 */
const schemaFile = (title: string, part: z.ZodType): string =>
  `${JSON.stringify({ $comment: 'Made from the code: npm run docs', title, ...z.toJSONSchema(part, { io: 'input', unrepresentable: 'any' }) }, undefined, 2)}\n`;

/** As people and programs get it, with its texts. */
const printedRecord = runRecord
  .required({ summary: true })
  .describe(
    'A line of `genkan run --json` and `genkan runs --json`, and `run.json` beside the evidence of a run. Times are ISO 8601 in UTC and end in `At`; durations are milliseconds and end in `Ms`. Later versions may add fields, causes and other names',
  );

function configurationPage(): string {
  return `# Configuration
${madeBy}

\`genkan.yaml\`, or the file that \`--config\` or \`GENKAN_CONFIG\` names. It is read strictly: an unknown key, a literal
secret or an account that nobody defines is refused, all problems at once, with line and remedy. Durations are a whole
number and a unit (\`90s\`, \`5m\`, \`2h\`, \`400d\`); relative paths start at the file's folder.

Editors that know JSON Schema check it while it is written, with this in its first line:
\`# yaml-language-server: $schema=PATH/docs/genkan.schema.json\`.

A secret is a reference, never a value: \`env:NAME\` (environment variable), \`file:PATH\` (the text of a file),
\`exec:COMMAND ARGS\` (what a command prints; no shell).

| key | what it is | default | example |
| --- | --- | --- | --- |
${keysOf(schema, '').join('\n')}
`;
}

/** One row for each key, in the order of the schema. */
function keysOf(part: z.core.$ZodType, prefix: string): string[] {
  const bare = bareOf(part);
  if (bare instanceof z.ZodRecord) return keysOf(bare.valueType, `${prefix}<id>.`);
  if (bare instanceof z.ZodArray) return keysOf(bare.element, `${prefix.slice(0, -1)}[].`);
  if (bare instanceof z.ZodUnion) return bare.options.flatMap(option => keysOf(option, prefix));
  if (!(bare instanceof z.ZodObject)) return [];
  return Object.entries(bare.shape).flatMap(([key, value]) => {
    const { description = '', example = '' } = value instanceof z.ZodType ? { ...value.meta() } : {};
    const row = `| \`${prefix}${key}\` | ${description} | ${defaultOf(value)} | ${example === '' ? '' : `\`${String(example)}\``} |`;
    return [...(description === '' ? [] : [row]), ...keysOf(value, `${prefix}${key}.`)];
  });
}

function bareOf(part: z.core.$ZodType): z.core.$ZodType {
  if (part instanceof z.ZodExactOptional || part instanceof z.ZodDefault || part instanceof z.ZodPrefault) {
    return bareOf(part.unwrap());
  }
  if (part instanceof z.ZodPipe) return bareOf(part.in);
  return part;
}

function defaultOf(part: z.core.$ZodType): string {
  if (part instanceof z.ZodExactOptional) return '';
  if (!(part instanceof z.ZodDefault || part instanceof z.ZodPrefault)) return 'required';
  const value: unknown = part.def.defaultValue;
  return typeof value === 'string' || Array.isArray(value) ? `\`${[value].flat().join(', ')}\`` : '';
}

const retryTexts: Record<Cause['retry'], string> = {
  never: 'the account is paused until its secret has changed',
  once: 'tried once more at once, where no credential was typed yet',
  later: '',
  back_off: 'the account is tried again after a wait that grows',
};

function causesPage(): string {
  const sections = faults.map(fault => {
    const rows = causeIds
      .filter(id => causes[id].fault === fault)
      .map(id => {
        const { title, meaning, remedy, prevention, codes, retry, help } = causes[id];
        const facts = [
          codes.length === 0 ? '' : `AADSTS ${codes.join(', ')}`,
          retryTexts[retry],
          help === undefined ? '' : `<${help}>`,
        ].filter(fact => fact !== '');
        return `### \`${id}\`

**${title.en}.** ${meaning.en}
→ ${remedy.en}
↻ ${prevention.en}

**${title.ja}。** ${meaning.ja}
→ ${remedy.ja}
↻ ${prevention.ja}
${facts.length === 0 ? '' : `\n${facts.join(' · ')}\n`}`;
      });
    return `## ${fault}: ${faultTexts[fault].en} / ${faultTexts[fault].ja}\n\n${rows.join('\n')}`;
  });
  return `# Causes
${madeBy}

Why a run is not up: a closed set. Each cause has one fault, which says who has to act. A cause on the side of the
monitor makes the verdict \`unknown\`: it is not counted as up, and not blamed on Microsoft. → is what to do now, ↻ what
keeps it from coming back.

${sections.join('\n')}`;
}

const factorTexts: Readonly<Record<FactorId, string>> = {
  passkey:
    'A passkey in software, kept in a file that `genkan enroll passkey --account A` writes. Entra must allow self-service set-up, and neither enforce attestation nor restrict the kind (AAGUID of zeros)',
  certificate:
    'Certificate-based authentication: a PFX or PEM files. Playwright then speaks TLS for the certificate, sign-in and center hosts, and checks them; hosts of scripts are not checked in such a context',
  password: 'The password; Microsoft asks for a second factor after it',
  totp: 'Codes of an authenticator app or a hardware token: SHA-1 or SHA-256, 6 or 8 digits, 30 or 60 s. Each code is used once, across processes',
  access_pass: 'A Temporary Access Pass. It is the last one, since it may be valid for one sign-in only',
};

function factorsPage(): string {
  const tried = Object.entries(enginesTried);
  const row = (id: FactorId) =>
    `| \`${id}\` | ${factorTexts[id]} | ${tried.map(([, result]) => result).join(' | ')} |`;
  return `# Factors
${madeBy}

How an account can sign in, in order of preference: where Microsoft offers several of the account's factors, the first one
is used. If Microsoft shows another method first, Genkan goes through "other ways to sign in" or "sign in another way". It
never chooses a push, a call or a text message. Where no factor of the account is offered, the run ends as
\`mfa_factor_unavailable\`, with the list of what was offered.

| factor | what it is | ${tried.map(([engine]) => engine).join(' | ')} |
| --- | --- | ${tried.map(() => '---').join(' | ')} |
${factorIds.map(row).join('\n')}

\`test/e2e/factors.test.ts\` signs in with each of them on every engine that works.
`;
}

function metricsPage(): string {
  const rows = Object.entries<Metric>(metrics).map(
    ([name, { type, help, labels }]) =>
      `| \`${name}\` | ${type} | ${help} | ${labels.map(label => `\`${label}\``).join(' ')} |`,
  );
  const bounds = Object.entries(buckets).map(([name, seconds]) => `- \`${name}\`: ${seconds.join(', ')} s`);
  return `# Metrics
${madeBy}

Units are base units (seconds, bytes). No user name, address, message or run id is ever a label. Counters and histograms are
added up in the history when a run is concluded: they survive restarts, include the runs of every process that shares the
history, and do not shrink when old runs are removed. Label values of closed sets exist from the start at 0. The result of the last run is published
for three intervals; after that only its time. A result with a time in the future, from a wrong clock, is not published.
Series that are no longer monitored are not published, and are deleted from a Pushgateway: those of an account, monitor or
engine that was removed, of a tenant that was renamed, and of a location that this one has replaced or that has sent nothing
for a week. Series that another Genkan has pushed are not deleted.

| metric | type | what | labels |
| --- | --- | --- | --- |
${rows.join('\n')}

Buckets (upper bounds), with the run id as exemplar in OpenMetrics:

${bounds.join('\n')}

The largest number of series, if each account is a tenant of its own and its sign-in has every step (the accounts of one
tenant share the histograms, ${buckets.genkan_signin_duration_seconds.length + 3} series each):

| accounts × monitors, with one browser | series |
| --- | --- |
${[1, 10, 100, 1_000].map(accounts => `| ${accounts} × 3 | ${fleetSeries(accounts, 3)} |`).join('\n')}

\`npm run -s bench:metrics\` measures a scrape of the last one, and whether memory stays flat over 1,000 of them.
`;
}
