import { z } from 'zod';

// The fields that HAR 1.2 asks for, as its specification has them; what begins with `_` is anybody's own.

const ms = z.number().min(-1);
const pairs = z.array(z.strictObject({ name: z.string(), value: z.string() }));
const message = {
  httpVersion: z.string(),
  cookies: z.array(z.never()),
  headers: pairs,
  headersSize: z.int(),
  bodySize: z.int(),
};

const har = z.strictObject({
  log: z.strictObject({
    version: z.literal('1.2'),
    creator: z.strictObject({ name: z.string(), version: z.string() }),
    browser: z.strictObject({ name: z.string(), version: z.string() }),
    comment: z.string().optional(),
    entries: z.array(
      z.object({
        startedDateTime: z.iso.datetime(),
        time: z.number().min(0),
        request: z.strictObject({ method: z.string().min(1), url: z.url(), queryString: pairs, ...message }),
        response: z.strictObject({
          status: z.int().min(0),
          statusText: z.string(),
          content: z.strictObject({ size: z.int(), mimeType: z.string() }),
          redirectURL: z.string(),
          ...message,
        }),
        cache: z.strictObject({}),
        timings: z.strictObject({
          blocked: ms,
          dns: ms,
          connect: ms,
          ssl: ms,
          send: ms.min(0),
          wait: ms.min(0),
          receive: ms.min(0),
        }),
        comment: z.string().optional(),
      }),
    ),
  }),
});

/** @throws ZodError when it is not a HAR */
export const checkHar = (data: unknown) => har.parse(data).log;
