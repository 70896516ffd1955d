import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { AuthoritiesError, readAuthorities } from '../platform/authorities.ts';
import { InputError, type Problem } from '../platform/problem.ts';
import { crossChecks } from './checks.ts';
import { type Configuration, configurationFrom, type Origin } from './configuration.ts';
import { type Finding, formatKey } from './finding.ts';
import { findingsOf } from './issues.ts';
import { asWritten, keyOfToday, type RenamedKey, withTodaysKeys } from './renamed-keys.ts';
import { type Contents, schema } from './schema.ts';
import { readText } from './text.ts';
import { parseYaml, type Yaml } from './yaml.ts';

export interface LoadOptions {
  /** The monitors that exist. */
  readonly monitorIds: readonly string[];
  /** The location if the file names none. */
  readonly hostname: string;
}

const maxProblems = 100;

/**
 * Reads the configuration file.
 * @throws InputError with everything that is wrong in it, in the order of its lines
 */
export async function loadConfiguration(file: string, options: LoadOptions): Promise<Configuration> {
  const { configuration, where } = parse(await readText(file), file, options);
  const problems = await checkFiles(configuration, where);
  if (problems.length > 0) throw new InputError(problems);
  return configuration;
}

/**
 * The same for a given text; files that it names are not checked.
 * @param file the file name to show in problems; relative paths start at its folder
 */
export function parseConfiguration(text: string, file: string, options: LoadOptions): Configuration {
  return parse(text, file, options).configuration;
}

/**
 * A configuration in memory, checked as a file would be.
 * @throws InputError with everything that is wrong in it
 */
export function configurationInMemory(
  data: unknown,
  { monitorIds, ...origin }: Omit<Origin, 'renamedKeys'> & Pick<LoadOptions, 'monitorIds'>,
): Configuration {
  const { contents, findings } = check(data, monitorIds);
  if (contents !== undefined && findings.length === 0)
    return configurationFrom(contents, { ...origin, renamedKeys: [] });
  throw new InputError(findings.map(finding => problemOf(finding, origin.file)));
}

function problemOf({ path, isKeyHidden, what, remedy }: Finding, where: string): Problem {
  const key = formatKey(path, isKeyHidden);
  return { where, ...(key === '' ? {} : { key }), what, remedy };
}

type Where = (path: readonly PropertyKey[], part: Finding['part']) => string;

function parse(
  text: string,
  file: string,
  options: LoadOptions,
): { configuration: Configuration; where: Where } {
  const yaml = parseYaml(text);
  if (yaml.data === undefined && yaml.mistakes.length > 0) fail(file, yaml, []);
  if (yaml.data === undefined || yaml.data === null) {
    throw new InputError([
      {
        where: file,
        what: 'is empty',
        remedy: 'write at least accounts and monitors; README.md shows an example',
      },
    ]);
  }
  const { contents, findings, renamed } = check(yaml.data, options.monitorIds);
  if (contents === undefined || findings.length > 0 || yaml.mistakes.length > 0) fail(file, yaml, findings);
  const where: Where = (path, part) => at(file, yaml.positionOf(asWritten(path, renamed), part));
  const configuration = configurationFrom(contents, {
    file,
    folder: dirname(resolve(file)),
    hostname: options.hostname,
    where: path => where(path, 'value'),
    renamedKeys: renamed.map(one => ({
      where: at(file, yaml.positionOf(one.path, 'key')),
      key: formatKey(one.path),
      now: keyOfToday(one),
    })),
  });
  return { configuration, where };
}

/** The schema, and the rules that it cannot express. */
function check(
  written: unknown,
  monitorIds: readonly string[],
): { contents?: Contents | undefined; findings: Finding[]; renamed: readonly RenamedKey[] } {
  const { data, renamed, findings: old } = withTodaysKeys(written);
  const parsed = schema.safeParse(data);
  const issues = parsed.success ? [] : findingsOf(parsed.error.issues, schema, data);
  const findings = [...issues, ...crossChecks(data, monitorIds), ...old].map(finding => ({
    ...finding,
    path: asWritten(finding.path, renamed),
  }));
  return { contents: parsed.data, findings, renamed };
}

const at = (file: string, { line, column }: { line: number; column: number }): string =>
  `${file}:${line}:${column}`;

/** @throws InputError always */
function fail(file: string, yaml: Yaml, findings: readonly Finding[]): never {
  const placed = [
    ...yaml.mistakes.map(({ at: position, what, remedy }) => ({
      position,
      problem: { where: at(file, position), what, remedy },
    })),
    ...findings.map(finding => {
      const position = yaml.positionOf(finding.path, finding.part);
      return { position, problem: problemOf(finding, at(file, position)) };
    }),
  ].toSorted((a, b) => a.position.line - b.position.line || a.position.column - b.position.column);
  const problems: Problem[] = placed.slice(0, maxProblems).map(({ problem }) => problem);
  if (placed.length > maxProblems) {
    const more = placed.length - maxProblems;
    problems.push({
      where: file,
      what: `has ${more} more problems`,
      remedy: 'fix the first ones; one mistake can cause several',
    });
  }
  throw new InputError(problems);
}

/** The files that the configuration names must be there before the work begins. */
async function checkFiles({ browser }: Configuration, where: Where): Promise<Problem[]> {
  const { trust, executablePath } = browser;
  const problems = checkTrust(trust, where);
  for (const [engine, file] of Object.entries(executablePath)) {
    const path = ['browser', 'executablePath', engine];
    try {
      await access(file, constants.X_OK);
    } catch {
      problems.push({
        where: where(path, 'value'),
        key: formatKey(path),
        what: `${file} does not exist or is not executable`,
        remedy: 'correct the path; a relative path starts at the folder of this file',
      });
    }
  }
  return problems;
}

function checkTrust(trust: string | undefined, where: Where): Problem[] {
  if (trust === undefined) return [];
  try {
    readAuthorities(trust);
    return [];
  } catch (error) {
    if (!(error instanceof AuthoritiesError)) throw error;
    const path = ['browser', 'trust'];
    const { what, remedy, cause } = error;
    return [{ where: where(path, 'value'), key: formatKey(path), what, remedy, cause }];
  }
}
