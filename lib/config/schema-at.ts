import { z } from 'zod';

/** What the schema says of one place in the file. */
export interface Place {
  /** The keys that are allowed there; empty where keys have no fixed names. */
  readonly keys: readonly string[];
  /** How it is written: `every: 5m`. */
  readonly example: string | undefined;
  /** Must its value never be shown? */
  readonly secret: boolean;
}

/** Looks a path of the file up in the schema. */
export function schemaAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): Place {
  let current: z.core.$ZodType | undefined = schema;
  for (const step of path) current = current === undefined ? undefined : child(current, step);
  if (current === undefined) return { keys: [], example: undefined, secret: false };
  const meta = current instanceof z.ZodType ? current.meta() : undefined;
  const bare = unwrap(current);
  return {
    keys: bare instanceof z.ZodObject ? Object.keys(bare.shape) : [],
    example: typeof meta?.['example'] === 'string' ? meta['example'] : undefined,
    secret: meta?.['secret'] === true,
  };
}

/** Without what only adds to it: defaults, being optional, what is made of it, a choice of which only one has keys. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodExactOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    return unwrap(schema.unwrap());
  }
  if (schema instanceof z.ZodPipe) return unwrap(schema.in);
  if (schema instanceof z.ZodUnion) {
    return schema.options.find(option => option instanceof z.ZodObject) ?? schema;
  }
  return schema;
}

function child(schema: z.core.$ZodType, step: PropertyKey): z.core.$ZodType | undefined {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodObject)
    return Object.hasOwn(bare.shape, step) ? bare.shape[String(step)] : undefined;
  if (bare instanceof z.ZodRecord) return bare.valueType;
  if (bare instanceof z.ZodArray) return bare.element;
  return undefined;
}
