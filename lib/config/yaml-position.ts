import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type LineCounter,
  type Pair,
  type YAMLMap,
} from 'yaml';

/** A place in a file; both are counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Finds the position of the value at a path, or of its key; for a missing one, the position where it belongs. */
export type FindPosition = (path: readonly PropertyKey[], part: 'key' | 'value') => Position;

export function positionAt(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

export function positionFinder(document: Document, lines: LineCounter): FindPosition {
  // Made once for each map: many problems in a large map would cost quadratic time otherwise.
  const indexes = new WeakMap<YAMLMap, Map<string, Pair>>();
  const find = (map: YAMLMap, name: string) => {
    const index = indexes.get(map) ?? new Map(map.items.map(pair => [keyName(pair) ?? '', pair]));
    indexes.set(map, index);
    return index.get(name);
  };
  return (path, part) => {
    let node: unknown = document.contents;
    let offset = startOf(node);
    for (const [depth, step] of path.entries()) {
      if (isAlias(node)) node = node.resolve(document);
      if (isMap(node)) {
        const pair = find(node, String(step));
        if (pair === undefined) break;
        // An empty value has no position of its own, so its key's is used.
        const wanted = part === 'value' && depth === path.length - 1 && !isEmpty(pair.value);
        offset = startOf(wanted ? pair.value : pair.key);
        node = pair.value;
      } else if (isSeq(node) && node.items.length > Number(step)) {
        node = node.items[Number(step)];
        offset = startOf(node);
      } else {
        break;
      }
    }
    return positionAt(lines, offset);
  };
}

export const startOf = (node: unknown): number => (isNode(node) ? (node.range?.[0] ?? 0) : 0);

/** The name that a key becomes in the data; undefined when it is not a plain word or number. */
export function keyName({ key }: Pair): string | undefined {
  if (!isScalar(key)) return undefined;
  return typeof key.value === 'string' || typeof key.value === 'number' ? String(key.value) : undefined;
}

const isEmpty = (node: unknown): boolean => node === null || (isScalar(node) && node.source === '');
