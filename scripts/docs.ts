// Writes the reference pages of docs/ that are made from the code: node scripts/docs.ts
// A test holds that they are up to date.
import { writeFileSync } from 'node:fs';
import { referencePages } from './reference.ts';

for (const [file, text] of referencePages()) writeFileSync(new URL(`../${file}`, import.meta.url), text);
