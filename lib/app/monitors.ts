import { readdir } from 'node:fs/promises';
import type { Monitor } from '../domain/monitor.ts';

const folder = new URL('../../monitors/', import.meta.url);

/** Every `monitors/*.monitor.ts`, by id: a new admin center is a new file there and nothing else. */
export async function loadMonitors(): Promise<ReadonlyMap<string, Monitor>> {
  const files = (await readdir(folder)).filter(file => file.endsWith('.monitor.ts')).toSorted();
  const modules = await Promise.all(
    files.map(file => import(new URL(file, folder).href) as Promise<{ default: Monitor }>),
  );
  return new Map(modules.map(({ default: monitor }) => [monitor.id, monitor]));
}
