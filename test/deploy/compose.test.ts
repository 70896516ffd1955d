import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DCLinter } from 'dclint';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { exists, filesIn, pathOf, read, readYaml } from './files.ts';
import { hasServers, run } from './programs.ts';

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly build?: string;
  readonly volumes: readonly string[];
  readonly ports?: readonly string[];
  readonly read_only: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt: readonly string[];
  readonly profiles?: readonly string[];
  readonly healthcheck: object;
  readonly depends_on?: readonly string[];
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const { services, volumes } = readYaml('deploy/compose.yaml') as Compose;

describe('the schema that Compose publishes', () => {
  /** What it has against a file; matters of taste, which the linter only warns of, are left out. */
  const problemsOf = (file: string): string[] => {
    const linter = new DCLinter({ rules: {}, quiet: true, debug: false, exclude: [] });
    // Its declarations do not resolve where files need their extension.
    const results = linter.lintFiles([file], false) as { messages: { type: string; message: string }[] }[];
    const messages = results.flatMap(result => result.messages);
    return messages.filter(({ type }) => type === 'error').map(({ message }) => message);
  };

  function problemsIn(text: string): string[] {
    const folder = mkdtempSync(join(tmpdir(), 'genkan-test-'));
    const file = join(folder, 'compose.yaml');
    writeFileSync(file, text);
    const problems = problemsOf(file);
    rmSync(folder, { recursive: true });
    return problems;
  }

  test('knows every word', () => {
    expect(problemsOf(pathOf('deploy/compose.yaml'))).toEqual([]);
  });

  test('knows the lines for real accounts, too, and they mount the configuration where README.md has it', () => {
    const real = read('deploy/compose.yaml')
      .replace(/^ {2}volumes: .*\n/m, '')
      .replaceAll(/^ {2}# (?=volumes: |secrets: |contoso-)/gm, '  ');
    const { services: definitions, secrets } = parse(real, { merge: true }) as {
      services: Record<string, Service & { secrets: string[] }>;
      secrets: Record<string, object>;
    };
    for (const name of ['genkan', 'round']) {
      expect(definitions[name]?.volumes, name).toContain('../genkan.yaml:/app/genkan.yaml:ro');
      expect(Object.keys(secrets), name).toEqual(expect.arrayContaining(definitions[name]?.secrets ?? []));
    }
    expect(problemsIn(real)).toEqual([]);
  });

  test.each([
    ['a word that does not exist', 'read_only: true', 'readonly: true'],
    ['a value of another type', 'cap_drop: [ALL]', 'cap_drop: ALL'],
    ['a secret from nowhere', '{ environment: GENKAN_TOKEN }', '{ variable: GENKAN_TOKEN }'],
  ])('notices %s', (_, right, wrong) => {
    expect(problemsIn(read('deploy/compose.yaml').replace(right, wrong))).toHaveLength(1);
  });
});

test.skipIf(!hasServers).each([
  ['prometheus', 'prometheus'],
  ['alertmanager', 'prometheus-alertmanager'],
] as const)('%s knows the switches that it is started with', async (name, program) => {
  const switches = services[name]?.command?.map(word => word.replace(/=.*/, '')) ?? [];
  expect(switches.length).toBeGreaterThan(2);
  const help = await run(program, ['--help-long']);
  for (const word of switches) expect(help).toContain(word);
});

test('the four services are there, and a round for another scheduler', () => {
  const { round, ...always } = services;
  expect(Object.keys(always)).toEqual(['genkan', 'prometheus', 'alertmanager', 'grafana']);
  expect(round?.profiles).toEqual(['cron']);
});

test.each(['genkan', 'round'])('%s has no rights that it does not need', name => {
  const { cap_drop, security_opt = [] } = services[name] ?? {};
  expect(cap_drop).toEqual(['ALL']);
  expect(security_opt).toContain('seccomp:./seccomp.json');
  expect(exists('deploy/seccomp.json')).toBe(true);
});

describe.each(Object.entries(services))('%s', (_, service) => {
  test('is pinned, or built from here', () => {
    if (service.build === undefined) expect(service.image).toMatch(/^[\w./-]+:v?\d+\.\d+\.\d+$/);
    else expect(service.build).toBe('..');
  });

  test('cannot change itself, is watched, and is reached from this machine only', () => {
    expect(service.read_only).toBe(true);
    expect(service.healthcheck).toBeDefined();
    expect(service.security_opt).toContain('no-new-privileges:true');
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test('mounts files that exist', () => {
    for (const volume of service.volumes) {
      const [source = '', target, mode] = volume.split(':');
      expect(target, volume).toMatch(/^\//);
      if (source.startsWith('.')) {
        expect(exists(`deploy/${source}`), source).toBe(true);
        expect(mode, volume).toBe('ro');
      } else expect(Object.keys(volumes)).toContain(source);
    }
    for (const name of service.depends_on ?? []) expect(Object.keys(services)).toContain(name);
  });
});

test('they know each other by their names in compose.yaml', () => {
  const prometheus = readYaml('deploy/prometheus/prometheus.yml') as {
    scrape_configs: { static_configs: { targets: string[] }[] }[];
    alerting: { alertmanagers: { static_configs: { targets: string[] }[] }[] };
  };
  const targets = [...prometheus.scrape_configs, ...prometheus.alerting.alertmanagers].flatMap(
    ({ static_configs }) => static_configs.flatMap(config => config.targets),
  );
  expect(targets).toEqual(['genkan:9464', 'alertmanager:9093']);
});

describe("Grafana's provisioning", () => {
  test('the data source is Prometheus, and its exemplars link to the page of a run', () => {
    const { datasources } = readYaml('deploy/grafana/provisioning/datasources/prometheus.yml') as {
      datasources: {
        url: string;
        jsonData: { exemplarTraceIdDestinations: { name: string; url: string }[] };
      }[];
    };
    expect(datasources.map(({ url }) => url)).toEqual(['http://prometheus:9090']);
    expect(datasources[0]?.jsonData.exemplarTraceIdDestinations).toMatchObject([
      { name: 'run_id', url: '$GENKAN_URL/runs/$${__value.raw}' },
    ]);
  });

  test('the dashboards are where compose.yaml puts them', () => {
    const { providers } = readYaml('deploy/grafana/provisioning/dashboards/genkan.yml') as {
      providers: { options: { path: string } }[];
    };
    const mounted = services['grafana']?.volumes.map(volume => volume.split(':')[1]);
    for (const { options } of providers) expect(mounted).toContain(options.path);
    expect(filesIn('deploy/grafana/dashboards')).toContain('overview.json');
  });
});
