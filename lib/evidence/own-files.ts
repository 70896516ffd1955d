import { lstatSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { manifestName, readManifest } from './manifest.ts';

// Others put files among the evidence, too: file managers, backups, network file systems. Only what Genkan wrote is
// counted and removed, and a link below the folder of all evidence is never followed.

/** Names of files that Genkan writes. Asked only where no manifest says which there are: in what is half written or half removed. */
const isArtifact = /^[a-z0-9][\w-]*\.(?:jpg|json|html|har|log|zip)(?:\.age)?$/;

/** Is this a folder below `root`, without a link on the way from there? `root` itself may be one. */
export function isFolderBelow(root: string, folder: string): boolean {
  const names = relative(root, folder).split(sep);
  if (names.includes('..') || names.includes('')) return false;
  try {
    return names.every((_, n) => lstatSync(join(root, ...names.slice(0, n + 1))).isDirectory());
  } catch {
    return false; // it is not there, or `root` itself is a file
  }
}

/** The names of the folders in a folder; links are not among them. */
export const foldersIn = (folder: string): string[] =>
  entriesIn(folder)
    .filter(entry => entry.isDirectory())
    .map(({ name }) => name);

/** The names of the files in a folder that Genkan wrote there, the manifest first. */
export function ownFilesIn(folder: string): string[] {
  const manifest = readManifest(folder);
  const listed = manifest && new Set(manifest.files.map(({ file }) => file));
  const files = entriesIn(folder).filter(entry => entry.isFile());
  const names = files.map(({ name }) => name).filter(name => name !== manifestName);
  return [
    ...(files.length === names.length ? [] : [manifestName]),
    ...names.filter(name => listed?.has(name) ?? isArtifact.test(name)),
  ];
}

/** What the files that Genkan wrote in a folder take, in bytes. */
export const sizeOf = (folder: string): number =>
  ownFilesIn(folder).reduce(
    (sum, name) => sum + (lstatSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );

/**
 * Removes what Genkan wrote in a folder, the manifest first, so that what is removed half does not look whole; then the
 * folder, unless something else is in it.
 * @throws Error with `code` when something cannot be removed
 */
export function removeOwn(folder: string): void {
  for (const name of ownFilesIn(folder)) rmSync(join(folder, name), { force: true });
  removeEmpty(folder);
}

/** @throws Error with `code` when it is empty and cannot be removed */
export function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST'].includes(code)) throw error;
  }
}

function entriesIn(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // there is none yet, or it has just been removed
  }
}
