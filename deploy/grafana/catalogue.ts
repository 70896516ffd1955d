import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { metrics } from '../../lib/domain/metrics.ts';

// What an expression may speak of: the metrics of the catalogue and the series of the recording rules, with their
// labels. A name that exists in neither stops the generation.

interface Rule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

const rulesFile = new URL('../prometheus/rules/recording.yml', import.meta.url);
const { groups } = parse(readFileSync(rulesFile, 'utf8')) as { groups: { rules: Rule[] }[] };
const recorded = groups.flatMap(({ rules }) => rules);

/** The share of runs that has to get in: `genkan:signin_objective:ratio`, from the one place where it is set. */
export const objective = Number(
  /^vector\((.+)\)$/.exec(
    recorded.find(rule => rule.record === 'genkan:signin_objective:ratio')?.expr ?? '',
  )?.[1],
);

const groupings = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g;
const words = new Set(['and', 'or', 'unless', 'offset', 'bool', 'by', 'without', 'on', 'ignoring', 'NaN']);

/** `99.5 %` */
export const objectiveText = `${(objective * 100).toLocaleString('en')} %`;

const labelsOfSeries = new Map<string, ReadonlySet<string>>();
for (const [name, { type, labels }] of Object.entries(metrics)) {
  if (type !== 'histogram') labelsOfSeries.set(name, new Set(labels));
  else {
    labelsOfSeries.set(`${name}_bucket`, new Set([...labels, 'le']));
    for (const part of ['sum', 'count']) labelsOfSeries.set(`${name}_${part}`, new Set(labels));
  }
}
// Twice: a rule may refer to one below it. Its labels are those it groups by, else those of what it is made of.
for (const { record, expr, labels = {} } of [...recorded, ...recorded]) {
  const [, grouped] = /^[^(]*\bby\s*\(([^)]*)\)/.exec(expr) ?? [];
  const inherited = names(expr).flatMap(({ name }) => [...(labelsOfSeries.get(name) ?? [])]);
  const own =
    grouped === undefined ? inherited : [...listed(grouped), ...(expr.startsWith('topk') ? inherited : [])];
  labelsOfSeries.set(
    record,
    new Set([...(labelsOfSeries.get(record) ?? []), ...own, ...Object.keys(labels)]),
  );
}

/** The expression as it is, if every metric and every label in it exists; throws otherwise. */
export function checked(expression: string): string {
  const fail = (what: string): never => {
    throw new Error(`${what} does not exist (lib/domain/metrics.ts, recording.yml): ${expression}`);
  };
  const known = new Set(['job', 'instance']); // of whom Prometheus has it
  for (const { name, matched } of names(expression)) {
    const labels = labelsOfSeries.get(name) ?? fail(`The metric ${name}`);
    for (const label of matched) if (!labels.has(label)) fail(`The label ${label} of ${name}`);
    for (const label of labels) known.add(label);
  }
  for (const [, list = ''] of expression.matchAll(groupings)) {
    for (const label of listed(list)) if (!known.has(label)) fail(`The label ${label}`);
  }
  return expression;
}

/** The same for a legend or a link: every `{{label}}` and `__field.labels.label` is one of some metric. */
export function checkedLabels(text: string): string {
  const known = new Set([...labelsOfSeries.values()].flatMap(labels => [...labels]));
  for (const [, inLegend, inLink] of text.matchAll(/\{\{\s*(\w+)\s*\}\}|__field\.labels\.(\w+)/g)) {
    const label = inLegend ?? inLink ?? '';
    if (!known.has(label)) throw new Error(`The label ${label} does not exist: ${text}`);
  }
  return text;
}

/** Every series that an expression names, with the labels that it is asked for by. */
function names(expression: string): { name: string; matched: string[] }[] {
  const bare = expression
    .replaceAll(/"[^"]*"|'[^']*'/g, '""') // text in quotes is a value
    .replaceAll(groupings, ' ')
    .replaceAll(/\[[^\]]*\]|\boffset\s+\S+/g, ' '); // windows
  return Array.from(
    bare.matchAll(/(?<![\w$:.{])([a-zA-Z_:][\w:]*)\s*(\{[^}]*\}|\()?/g),
    ([, name = '', rest = '']) => ({
      name,
      rest,
    }),
  )
    .filter(({ name, rest }) => rest !== '(' && !words.has(name))
    .map(({ name, rest }) => ({
      name,
      matched: Array.from(rest.matchAll(/([\w]+)\s*(?:=|!)/g), ([, label = '']) => label),
    }));
}

function listed(labels: string): string[] {
  return labels
    .split(',')
    .map(label => label.trim())
    .filter(label => label !== '');
}
