import { z } from 'zod';
import { issue, label, path, secret, url } from './fields.ts';

// The keys of each kind of sink.

const textfile = z.strictObject({
  type: z
    .literal('textfile')
    .meta({ description: 'Kind of sink: a text file, which has a `path`', example: 'type: textfile' }),
  path: path
    .refine(text => text.endsWith('.prom'), {
      ...issue(
        "does not end in .prom, and node_exporter's textfile collector reads no other file",
        'write a file name that ends in .prom',
      ),
    })
    .meta({
      description: 'Of `textfile`: the file that the metrics are written to',
      example: 'path: /var/lib/node_exporter/genkan.prom',
    }),
});

const pushgateway = z.strictObject({
  type: z.literal('pushgateway').meta({
    description: 'Kind of sink: a Pushgateway, which has a `url` and perhaps `basicAuth`',
    example: 'type: pushgateway',
  }),
  url: url.meta({ description: 'Of `pushgateway`: its address', example: 'url: http://pushgateway:9091' }),
  basicAuth: z
    .strictObject({
      username: label(256)
        .refine(
          text => !text.includes(':'),
          issue('contains a colon, which a user name cannot have here', 'write the user name alone'),
        )
        .meta({ description: 'User name', example: 'username: genkan' }),
      password: secret.meta({
        description: 'Where the password is stored',
        example: 'password: env:PUSHGATEWAY_PASSWORD',
        secret: true,
      }),
    })
    .exactOptional()
    .meta({
      description: 'Of `pushgateway`: user name and password, where it asks for them',
      example: 'basicAuth: { username: genkan, password: env:PUSHGATEWAY_PASSWORD }',
    }),
});

/** A sink of any kind. */
export const sink = z.discriminatedUnion('type', [textfile, pushgateway]);
