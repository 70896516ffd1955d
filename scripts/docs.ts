// Writes the reference pages of docs/ that are made from the code: node scripts/docs.ts
// A test holds that they are up to date.
import { writeFileSync } from 'node:fs';
import { loadMonitors } from '../lib/app/monitors.ts';
import { referencePages } from './reference.ts';

const monitors = [...(await loadMonitors()).values()];
for (const [file, text] of referencePages(monitors))
  writeFileSync(new URL(`../${file}`, import.meta.url), text);
