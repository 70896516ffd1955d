import { readFileSync } from 'node:fs';
import { z } from 'zod';

const file = new URL('../docs/run-record.schema.json', import.meta.url);

/** What programs are promised of a record that is printed, read from what is published. */
export const publishedRecord = z.fromJSONSchema(
  JSON.parse(readFileSync(file, 'utf8')) as z.core.JSONSchema.JSONSchema,
);
