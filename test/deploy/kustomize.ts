import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { pathOf, read, readYaml } from './files.ts';

// What `kubectl apply -k` would send, for machines without kubectl: as much of kustomize as deploy/kubernetes uses.
// Where there is a kubectl, a test compares the two.

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

interface Patch {
  readonly target?: { readonly kind: string; readonly name?: string };
  readonly patch?: string;
  readonly path?: string;
}

interface Generator {
  readonly name: string;
  readonly files: readonly string[];
  readonly options?: { readonly labels?: Readonly<Record<string, string>> };
}

interface Image {
  readonly name: string;
  readonly newName: string;
  readonly newTag: string;
}

export interface Kustomization {
  readonly namespace?: string;
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
  readonly patches?: readonly Patch[];
  readonly configMapGenerator?: readonly Generator[];
  readonly images?: readonly Image[];
}

/**
 * The objects of a folder; names of generated ones without the hash of their contents.
 * @param written what its kustomization.yaml says, where another one is meant
 * @param given what a component changes
 * @throws Error for what kustomize knows and this does not
 */
export function render(
  folder: string,
  written = readYaml(`${folder}/kustomization.yaml`) as Kustomization,
  given: readonly Manifest[] = [],
): readonly Manifest[] {
  let all = [...given, ...(written.resources ?? []).flatMap(name => resources(join(folder, name)))];
  all.push(...(written.configMapGenerator ?? []).map(generator => configMap(folder, generator)));
  for (const name of written.components ?? [])
    all = [...render(join(folder, name), readYaml(join(folder, name, 'kustomization.yaml')) as object, all)];
  for (const patch of written.patches ?? []) all = patched(all, patch, folder);
  const { namespace, images = [] } = written;
  return all.map(manifest =>
    withImages(namespace === undefined ? manifest : inside(manifest, namespace), images),
  );
}

function resources(path: string): readonly Manifest[] {
  if (statSync(pathOf(path)).isDirectory()) return render(path);
  return parseAllDocuments(read(path)).map(document => document.toJS() as Manifest);
}

function configMap(folder: string, { name, files, options }: Generator): Manifest & { data: object } {
  const data = Object.fromEntries(
    files.map(file => [file.split('/').at(-1) ?? file, read(join(folder, file))]),
  );
  const labels = options?.labels;
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...(labels && { labels }) }, data };
}

function patched(all: readonly Manifest[], { target, patch, path }: Patch, folder: string): Manifest[] {
  const change = parse(patch ?? read(join(folder, path ?? ''))) as object;
  const { kind, name } = target ?? named(change as Manifest);
  const isMeant = (each: Manifest) =>
    each.kind === kind && (name === undefined || each.metadata.name === name);
  if ('$patch' in change && change.$patch === 'delete') return all.filter(each => !isMeant(each));
  return all.map(each => {
    if (!isMeant(each)) return each;
    return Array.isArray(change) ? change.reduce(replaced, each) : (merged(each, change) as Manifest);
  });
}

const named = ({ kind, metadata }: Manifest) => ({ kind, name: metadata.name });

/** One operation of a JSON patch (RFC 6902). */
function replaced(
  manifest: Manifest,
  { op, path, value }: { op: string; path: string; value: unknown },
): Manifest {
  if (op !== 'replace') throw new Error(`the patch operation ${op} is not known here`);
  const copy = structuredClone(manifest);
  const keys = path.split('/').slice(1);
  const last = keys.pop() ?? '';
  const parent = keys.reduce((node, key) => node[key] as Node, copy as unknown as Node);
  if (!(last in parent)) throw new Error(`${manifest.kind} has no ${path}`);
  parent[last] = value;
  return copy;
}

type Node = Record<string, unknown>;

/** A strategic merge: lists of named things are merged by name, volume mounts by path, other lists are replaced. */
function merged(old: unknown, change: unknown): unknown {
  if (Array.isArray(old) && Array.isArray(change)) {
    const [first] = change as unknown[];
    const key = ['mountPath', 'name'].find(each => isNode(first) && each in first);
    if (key === undefined) return change;
    const idOf = (item: unknown) => (item as Node)[key];
    const unchanged = old.map(item => {
      const other: unknown = change.find(each => idOf(each) === idOf(item));
      return other === undefined ? (item as unknown) : merged(item, other);
    });
    return [...change.filter(each => !old.some(item => idOf(item) === idOf(each))), ...unchanged];
  }
  if (!isNode(old) || !isNode(change)) return change;
  const pairs = Object.entries(change).map(([key, value]) => [
    key,
    key in old ? merged(old[key], value) : value,
  ]);
  return { ...old, ...(Object.fromEntries(pairs) as Node) };
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const inside = (manifest: Manifest, namespace: string): Manifest =>
  manifest.kind === 'Namespace' ? manifest : { ...manifest, metadata: { ...manifest.metadata, namespace } };

function withImages<T>(value: T, images: readonly Image[]): T {
  return JSON.parse(JSON.stringify(value), (key, each: unknown) => {
    const image = key === 'image' ? images.find(({ name }) => name === each) : undefined;
    return image === undefined ? each : `${image.newName}:${image.newTag}`;
  }) as T;
}

export const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;

/**
 * What kubectl makes of a folder.
 * @param files the folder's files, its kustomization.yaml among them
 * @param links folders of this repository to be found in it, by name
 */
export function renderByKubectl(
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>>,
): readonly Manifest[] {
  const folder = mkdtempSync(join(tmpdir(), 'genkan-kustomize-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    for (const [name, target] of Object.entries(links)) symlinkSync(target, join(folder, name));
    const { stdout, stderr, status } = spawnSync('kubectl', ['kustomize', folder], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    const withoutHashes = stdout.replaceAll(/genkan-configuration-[a-z\d]{10}\b/g, 'genkan-configuration');
    return parseAllDocuments(withoutHashes).map(document => document.toJS() as Manifest);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
