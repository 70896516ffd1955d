import { readFileSync } from 'node:fs';

/** The version of Genkan, from its package.json; part of every record. */
export const genkanVersion: string = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
