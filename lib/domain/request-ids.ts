import { z } from 'zod';
import type { ReadOnly } from '../platform/read-only.ts';
import type { Language } from './language.ts';

export const requestIds = z.object({
  host: z.string(),
  at: z.string().describe("The server's own time where it sent one, else ours. ISO 8601 in UTC"),
  status: z.number(),
  requestId: z.string().optional().describe('`x-ms-request-id`, `request-id` or `sprequestguid`'),
  clientRequestId: z.string().optional(),
  correlationId: z.string().optional(),
  server: z.string().optional().describe('`x-ms-ests-server`: the release and the data centre'),
});
/** How a request can be found again at Microsoft: what its answer said of it. */
export type RequestIds = ReadOnly<z.output<typeof requestIds>>;

const names = {
  requestId: { en: 'request id', ja: '要求 ID' },
  clientRequestId: { en: 'client request id', ja: 'クライアント要求 ID' },
  correlationId: { en: 'correlation id', ja: '関連付け ID' },
  server: { en: 'server', ja: 'サーバー' },
} as const;

/** In one line, beside the host that answered. */
export function formatRequestIds(ids: RequestIds, language: Language): string {
  const found = Object.entries(names).flatMap(([key, name]) => {
    const value = ids[key as keyof typeof names];
    return value === undefined ? [] : [`${name[language]} ${value}`];
  });
  return [`HTTP ${ids.status}`, ids.at, ...found].join(' · ');
}
