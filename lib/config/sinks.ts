import { z } from 'zod';
import { issue, path, url } from './fields.ts';

// The keys of each kind of sink.

const textfile = z.strictObject({
  type: z.literal('textfile').meta({ description: 'Kind of sink', example: 'type: textfile' }),
  path: path
    .refine(text => text.endsWith('.prom'), {
      ...issue(
        "does not end in .prom, and node_exporter's textfile collector reads no other file",
        'write a file name that ends in .prom',
      ),
    })
    .meta({
      description: 'File that the metrics are written to',
      example: 'path: /var/lib/node_exporter/genkan.prom',
    }),
});

const pushgateway = z.strictObject({
  type: z.literal('pushgateway').meta({ description: 'Kind of sink', example: 'type: pushgateway' }),
  url: url.meta({ description: 'Address of the Pushgateway', example: 'url: http://pushgateway:9091' }),
});

/** A sink of any kind. */
export const sink = z.discriminatedUnion('type', [textfile, pushgateway]);
