import { Cron } from 'croner';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { ICronJob } from 'kubernetes-models/batch/v1/CronJob';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import type { IService } from 'kubernetes-models/v1/Service';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { prometheusRule } from '../../deploy/kubernetes/rules.ts';
import { parseConfiguration } from '../../lib/config/load.ts';
import { aroundMs } from '../../lib/runner/runner.ts';
import { exists, filesIn, pathOf, read, readYaml, rulesOf } from './files.ts';
import { problemsOf } from './kubernetes-schemas.ts';
import { hasKubectl, type Kustomization, type Manifest, render, renderByKubectl } from './kustomize.ts';

const folder = 'deploy/kubernetes';
const entry = readYaml(`${folder}/kustomization.yaml`) as Kustomization;
const readme = read(`${folder}/README.md`);
const ways: [string, Kustomization][] = [
  [],
  ['monitoring'],
  ['self-scheduled'],
  ['monitoring', 'self-scheduled', 'sandbox'],
  ['monitoring', 'sandbox'],
].map(components => [components.join(' + ') || 'alone', { ...entry, components }]);

describe.each(ways)('base, %s', (_, written) => {
  const all = render(folder, written);
  const podsOf = (): IPodTemplateSpec[] => [
    ...every<ICronJob>(all, 'CronJob').flatMap(({ spec }) => spec?.jobTemplate.spec?.template ?? []),
    ...every<IDeployment>(all, 'Deployment').flatMap(({ spec }) => spec?.template ?? []),
  ];
  const names = (kind: string) => every<Manifest>(all, kind).map(({ metadata }) => metadata.name);

  test('Kubernetes and the Prometheus operator know every field', () => {
    for (const manifest of all) expect(problemsOf(manifest), manifest.metadata.name).toEqual([]);
  });

  if (hasKubectl) {
    test('kubectl renders the same', () => {
      const mine = { 'kustomization.yaml': stringify(below('genkan', written)) };
      expect(renderByKubectl(mine, { genkan: pathOf(folder) }).toSorted(byName)).toEqual(
        all.toSorted(byName),
      );
    });
  }

  test('exactly one thing signs in, and nothing else holds the secrets for it', () => {
    const signing = podsOf().filter(({ spec }) => !argsOf(spec).includes('--no-schedule'));
    expect(signing.map(({ spec }) => argsOf(spec)[0])).toHaveLength(1);
    const holding = podsOf().filter(({ spec }) => secretsOf(spec).includes('genkan-accounts'));
    expect(holding).toEqual(signing);
    // Node counts whole cores of a limit, and takes the machine's where there is none.
    expect(signing[0]?.spec?.containers[0]?.resources?.limits?.['cpu']).toMatch(/^[1-9]\d*$/);
  });

  test('the pods may do what `restricted` allows, and change nothing but their volume', () => {
    expect(podsOf().length).toBeGreaterThan(0);
    for (const { spec } of podsOf()) {
      const pod = argsOf(spec).join(' ');
      expect(spec?.automountServiceAccountToken, pod).toBe(false);
      expect(spec?.securityContext, pod).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 10001,
        fsGroup: 10001,
      });
      expect(spec?.securityContext?.seccompProfile?.type, pod).toMatch(/^(RuntimeDefault|Localhost)$/);
      for (const { securityContext, resources } of spec?.containers ?? []) {
        expect(securityContext, pod).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        expect(resources?.limits?.['memory'], pod).toBeDefined();
      }
    }
  });

  test('everything that the pods refer to exists', () => {
    for (const { spec } of podsOf()) {
      expect(names('ServiceAccount')).toContain(spec?.serviceAccountName);
      for (const { configMap, secret, persistentVolumeClaim } of spec?.volumes ?? []) {
        if (configMap) expect(names('ConfigMap')).toContain(configMap.name);
        if (secret) expect([...secretsMade().keys()]).toContain(secret.secretName);
        if (persistentVolumeClaim)
          expect(names('PersistentVolumeClaim')).toContain(persistentVolumeClaim.claimName);
      }
      const [container] = spec?.containers ?? [];
      const mounted = container?.volumeMounts?.map(({ name }) => name).toSorted();
      expect(mounted).toEqual(spec?.volumes?.map(({ name }) => name).toSorted());
      const ports = container?.ports?.map(({ name }) => name);
      for (const probe of [container?.livenessProbe, container?.readinessProbe])
        if (probe) expect(ports).toContain(probe.httpGet?.port);
      expect(container?.image).toMatch(/\/genkan:\d/);
    }
  });

  test('the service and the policies select the pods that they are meant for', () => {
    const [service] = every<IService>(all, 'Service');
    const served = podsOf().filter(({ metadata }) => isIn(service?.spec?.selector, metadata?.labels));
    expect(served.map(({ spec }) => argsOf(spec)[0])).toEqual(['serve']);
    const ports = served[0]?.spec?.containers[0]?.ports?.map(({ name }) => name) ?? [];
    expect(ports).toContain(service?.spec?.ports?.[0]?.targetPort);

    const hit = (name: string) => {
      const policy = every<INetworkPolicy>(all, 'NetworkPolicy').find(each => each.metadata?.name === name);
      const selector = policy?.spec?.podSelector?.matchLabels;
      return podsOf().filter(({ metadata }) => isIn(selector, metadata?.labels));
    };
    expect(hit('genkan')).toEqual(podsOf());
    expect(hit('genkan-serve')).toEqual(served);
    expect(hit('genkan-sign-in')).toEqual(
      podsOf().filter(({ spec }) => secretsOf(spec).includes('genkan-accounts')),
    );
  });

  test('runs are beside the server, whose volume only one node mounts', () => {
    const [deployment] = every<IDeployment>(all, 'Deployment');
    expect(deployment?.spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
    for (const { metadata, spec } of every<ICronJob>(all, 'CronJob')) {
      const [term] =
        spec?.jobTemplate.spec?.template.spec?.affinity?.podAffinity
          ?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
      expect(deployment?.spec?.template.metadata?.labels, metadata?.name).toMatchObject(
        term?.labelSelector?.matchLabels ?? { none: '' },
      );
    }
  });
});

describe('the schemas notice', () => {
  const job = (change: (job: ICronJob) => void): string[] => {
    const [found] = every<ICronJob>(structuredClone(render(`${folder}/base`)), 'CronJob');
    if (found === undefined) throw new Error('no CronJob');
    change(found);
    return problemsOf(found);
  };
  const container = ({ spec }: ICronJob) =>
    spec?.jobTemplate.spec?.template.spec?.containers[0] as unknown as Record<string, unknown>;

  test('a field that does not exist', () => {
    expect(job(each => Object.assign(container(each), { imagePullpolicy: 'Always' }))).toEqual([
      '/spec/jobTemplate/spec/template/spec/containers/0/imagePullpolicy is not known to CronJob',
    ]);
  });

  test.each<[string, object]>([
    ['a value of another type', { args: 'run' }],
    ['an amount that is none', { resources: { limits: { memory: '1 GB' } } }],
    ['a port without a number', { ports: [{ name: 'http' }] }],
  ])('%s', (_, wrong) => {
    expect(job(each => Object.assign(container(each), wrong))).not.toEqual([]);
  });
});

describe('the configuration', () => {
  const text = read(`${folder}/base/genkan.yaml`);
  const settings = parseConfiguration(text, 'genkan.yaml', { monitorIds: ['admin-center'], hostname: 'pod' });
  const base = render(`${folder}/base`);
  const [job] = every<ICronJob>(base, 'CronJob');

  test('does not take the name of a pod for its location', () => {
    expect(settings.location).not.toBe('pod');
  });

  test('names secrets as README.md makes them, where the pods mount them', () => {
    const [deployment] = every<IDeployment>(base, 'Deployment');
    const specs = [job?.spec?.jobTemplate.spec?.template.spec, deployment?.spec?.template.spec];
    const places = specs.flatMap(spec =>
      (spec?.volumes ?? []).flatMap(({ name, secret }) => {
        const mount = spec?.containers[0]?.volumeMounts?.find(each => each.name === name);
        const keys = secretsMade().get(secret?.secretName ?? '') ?? [];
        return keys.map(key => `file:${mount?.mountPath}/${key}`);
      }),
    );
    const used = [...text.matchAll(/file:\S+?(?=\s|,|\})/g)].map(([reference]) => reference);
    expect(used).toHaveLength(3);
    expect(new Set(places)).toEqual(new Set(used));
  });

  test('has the cadence of the CronJob, and a round ends before the next one starts', () => {
    const [one, two] = new Cron(job?.spec?.schedule ?? '', { timezone: 'UTC' }).nextRuns(2);
    const everyMs = Number(two) - Number(one);
    const [monitor] = settings.monitors;
    expect(monitor).toMatchObject({ everyMs });
    const roundMs = settings.monitors.reduce(
      (sum, each) => sum + each.accounts.length * (each.timeoutMs + aroundMs),
      0,
    );
    const deadline = (job?.spec?.jobTemplate.spec?.activeDeadlineSeconds ?? 0) * 1_000;
    expect(deadline).toBeGreaterThan(roundMs);
    expect(deadline).toBeLessThan(everyMs);
    expect((job?.spec?.startingDeadlineSeconds ?? 0) * 1_000).toBeLessThan(everyMs);
  });

  test('a run that was down is not repeated by Kubernetes, and two never overlap', () => {
    expect(job?.spec).toMatchObject({
      concurrencyPolicy: 'Forbid',
      jobTemplate: { spec: { backoffLimit: 0, template: { spec: { restartPolicy: 'Never' } } } },
    });
  });
});

describe('monitoring', () => {
  const all = render(folder);
  const find = (kind: string, name: string) =>
    all.find(each => each.kind === kind && each.metadata.name === name) as unknown as Record<string, unknown>;

  test('the rules are those of deploy/prometheus; if not: npm run docs', () => {
    expect(read(`${folder}/monitoring/rules.yaml`)).toBe(prometheusRule());
    const { groups } = find('PrometheusRule', 'genkan')['spec'] as { groups: { rules: object[] }[] };
    expect(groups.flatMap(({ rules }) => rules)).toEqual([
      ...rulesOf('recording.yml'),
      ...rulesOf('alerts.yml'),
    ]);
  });

  test('Prometheus scrapes the service, with the token that it asks for', () => {
    const { selector, endpoints } = find('ServiceMonitor', 'genkan')['spec'] as {
      selector: { matchLabels: Labels };
      endpoints: { port: string; authorization: { credentials: { name: string; key: string } } }[];
    };
    const [service] = every<IService>(all, 'Service');
    expect(isIn(selector.matchLabels, service?.metadata?.labels)).toBe(true);
    const [{ port, authorization } = {}] = endpoints as Partial<(typeof endpoints)[number]>[];
    expect(service?.spec?.ports?.map(each => each.name)).toContain(port);
    const { name = '', key } = authorization?.credentials ?? {};
    expect(secretsMade().get(name)).toEqual([key]);
  });

  test('no dashboard is left out, and the ConfigMap fits into the annotation that kubectl writes', () => {
    const { data } = find('ConfigMap', 'genkan-dashboards') as { data: Record<string, string> };
    expect(Object.keys(data).toSorted()).toEqual(filesIn('deploy/grafana/dashboards'));
    expect(JSON.stringify(data).length).toBeLessThan(262_144);
  });

  test('the labels that alerts use for links are those of the patch for Prometheus', () => {
    const patch = readYaml(`${folder}/prometheus.patch.yaml`) as { spec: { externalLabels: Labels } };
    const whole = {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'Prometheus',
      metadata: { name: 'k8s' },
      ...patch,
    };
    expect(problemsOf(whole)).toEqual([]);
    const used = read('deploy/prometheus/rules/alerts.yml').matchAll(/\$externalLabels\.(\w+)/g);
    expect(new Set(Object.keys(patch.spec.externalLabels))).toEqual(
      new Set([...used].map(([, label]) => label)),
    );
  });
});

describe('README.md', () => {
  test('names files and folders that exist', () => {
    const folders = [...readme.matchAll(/^\| `([\w-]+)\/`/gm)].map(([, name = '']) => name);
    expect(folders.toSorted((a, b) => a.localeCompare(b))).toEqual(
      filesIn(folder).filter(name => !name.includes('.')),
    );
    for (const [, file = ''] of readme.matchAll(/ (?:-f|-k|--patch-file) (deploy\/[\w./-]+)/g))
      expect(exists(file.replace(/\.$/, '')), file).toBe(true);
  });

  if (hasKubectl) {
    test('kubectl renders the overlay that it shows', () => {
      const [, overlay = ''] = /```yaml\n([^]*?)```/.exec(readme) ?? [];
      const mine = { 'kustomization.yaml': overlay, 'genkan.yaml': 'location: mine\n' };
      const all = renderByKubectl(mine, { genkan: pathOf('.') });
      const { data } = all.find(({ kind }) => kind === 'ConfigMap') as unknown as { data: object };
      expect(data).toEqual({ 'genkan.yaml': 'location: mine\n' });
      expect(all.map(({ kind }) => kind)).toContain('PrometheusRule');
    });
  }
});

type Labels = Readonly<Record<string, string>>;

const every = <T>(all: readonly Manifest[], kind: string): T[] =>
  all.filter(each => each.kind === kind) as unknown as T[];

const byName = (a: Manifest, b: Manifest): number =>
  `${a.kind}/${a.metadata.name}`.localeCompare(`${b.kind}/${b.metadata.name}`);

/** A kustomization of the files in a folder beside it. */
const below = (name: string, { resources = [], components = [], ...rest }: Kustomization): Kustomization => ({
  ...rest,
  resources: resources.map(each => `${name}/${each}`),
  components: components.map(each => `${name}/${each}`),
});

type PodSpec = IPodTemplateSpec['spec'];
const argsOf = (spec: PodSpec): readonly string[] => spec?.containers[0]?.args ?? [];
const secretsOf = (spec: PodSpec): string[] =>
  (spec?.volumes ?? []).flatMap(({ secret }) => secret?.secretName ?? []);

/** Does a selector with these labels hit? */
const isIn = (selector: Labels | null | undefined, labels: Labels | null | undefined): boolean => {
  const wanted = Object.entries(selector ?? {});
  return wanted.length > 0 && wanted.every(([key, value]) => labels?.[key] === value);
};

/** The secrets that README.md makes: the keys of each. */
function secretsMade(): Map<string, string[]> {
  const commands = readme
    .replaceAll('\\\n', ' ')
    .matchAll(/kubectl .*create secret generic (\S+)((?: +--from-\S+)+)/g);
  return new Map(
    [...commands].map(([, name = '', keys = '']) => [
      name,
      [...keys.matchAll(/--from-(?:file|literal)=([\w-]+)/g)].map(([, key = '']) => key),
    ]),
  );
}
