const units = new Map([
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
]);

/** `90s`, `5m`, `2h`, `400d` in milliseconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const unitMs = units.get(unit);
  return unitMs === undefined ? undefined : Number(digits) * unitMs;
}

/** Milliseconds as they are written in a configuration, in the largest unit that leaves a whole number: `90s`, `5m`. */
export function formatDuration(ms: number): string {
  const [unit, unitMs] = [...units].find(([, size]) => ms >= size && ms % size === 0) ?? ['s', 1000];
  return `${ms / unitMs}${unit}`;
}

const sizes = new Map([
  ['TB', 1e12],
  ['GB', 1e9],
  ['MB', 1e6],
]);

/** `500MB`, `5GB`, `1TB` in bytes; undefined for anything else. */
export function parseSize(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,6})([MGT]B)$/.exec(text) ?? [];
  const bytes = sizes.get(unit);
  return bytes === undefined ? undefined : Number(digits) * bytes;
}

/** Bytes as they are written in a configuration, in the largest unit that leaves a whole number. */
export function formatSize(bytes: number): string {
  const [unit, size] = [...sizes].find(([, each]) => bytes % each === 0) ?? ['MB', 1e6];
  return `${bytes / size}${unit}`;
}
