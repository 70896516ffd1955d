import type { Language } from './language.ts';

/** How a request can be found again at Microsoft: what its answer said of it. */
export interface RequestIds {
  readonly host: string;
  /** The server's own time where it sent one, else ours. ISO 8601 in UTC. */
  readonly at: string;
  readonly status: number;
  /** `x-ms-request-id`, `request-id` or `sprequestguid`. */
  readonly requestId?: string | undefined;
  readonly clientRequestId?: string | undefined;
  readonly correlationId?: string | undefined;
  /** `x-ms-ests-server`: the release and the data centre. */
  readonly server?: string | undefined;
}

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
