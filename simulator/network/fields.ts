/** The fields of a form or of a JSON body, found whatever the case of their names. */
export class Fields {
  readonly isJson: boolean;
  readonly #values = new Map<string, string>();

  constructor(entries: Iterable<readonly [string, unknown]>, isJson: boolean) {
    this.isJson = isJson;
    for (const [name, value] of entries) {
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
        this.#values.set(name.toLowerCase(), String(value));
      }
    }
  }

  /** The value, or an empty text: Microsoft's forms send most fields empty. */
  get(name: string): string {
    return this.#values.get(name.toLowerCase()) ?? '';
  }
}

/** Reads a form or a JSON object; what is neither reads as no fields. */
export async function readFields(request: Request): Promise<Fields> {
  const body = await request.text();
  const isJson = /json/i.test(request.headers.get('content-type') ?? '') || body.trimStart().startsWith('{');
  if (!isJson) return new Fields(new URLSearchParams(body), false);
  try {
    const parsed: unknown = JSON.parse(body);
    return new Fields(typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : [], true);
  } catch {
    return new Fields([], true);
  }
}
