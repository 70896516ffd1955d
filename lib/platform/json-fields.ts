import { orNothing } from './or-nothing.ts';

/** The fields of a JSON object; empty where the text is not one. */
export function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  const read: unknown = orNothing(() => JSON.parse(text));
  return typeof read === 'object' && read !== null ? { ...read } : {};
}
