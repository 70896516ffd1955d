import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const root = new URL('../../', import.meta.url);

/** The path of a file of this repository, for other programs. */
export const pathOf = (file: string): string => fileURLToPath(new URL(file, root));

export const read = (file: string): string => readFileSync(new URL(file, root), 'utf8');

export const exists = (file: string): boolean => existsSync(new URL(file, root));

/** With `<<`, as Compose reads it. */
export const readYaml = (file: string): unknown => parse(read(file), { merge: true });

export const filesIn = (folder: string): string[] => readdirSync(new URL(folder, root)).toSorted();

export interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface RuleFile {
  readonly groups: readonly {
    readonly name: string;
    readonly interval?: string;
    readonly rules: readonly Rule[];
  }[];
}

export const ruleFile = (name: string) => readYaml(`deploy/prometheus/rules/${name}`) as RuleFile;

export const rulesOf = (name: string): Rule[] => ruleFile(name).groups.flatMap(({ rules }) => rules);

export interface Panel {
  readonly title: string;
  readonly type: string;
  readonly description?: string;
  readonly targets?: readonly {
    readonly expr: string;
    readonly instant?: boolean;
    readonly exemplar?: boolean;
  }[];
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly annotations: { readonly list: readonly { readonly name: string; readonly expr?: string }[] };
  readonly templating: {
    readonly list: readonly {
      readonly name: string;
      readonly type: string;
      readonly includeAll?: boolean;
      readonly query: { readonly query: string } | string;
    }[];
  };
}

export const dashboards = (): Dashboard[] =>
  filesIn('deploy/grafana/dashboards').map(
    file => JSON.parse(read(`deploy/grafana/dashboards/${file}`)) as Dashboard,
  );

/** A query of a dashboard as Grafana asks it: of a variable that can be many all of them, else the one that is given. */
export function filledIn(
  expression: string,
  { templating }: Dashboard,
  one: Readonly<Record<string, string>> = { tenant: 'contoso', account: 'bad', monitor: 'entra' },
): string {
  const known: Record<string, string> = { __range: '1m', __rate_interval: '10s', __interval: '5s' };
  for (const { name, includeAll } of templating.list)
    known[name] = includeAll === true ? '.*' : (one[name] ?? '');
  return expression.replaceAll(/\$\{?(\w+)\}?/g, (_, name: string) => {
    const value = known[name];
    if (value === undefined) throw new Error(`Nothing is known of \$${name}: ${expression}`);
    return value;
  });
}
