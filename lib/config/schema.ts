import { z } from 'zod';
import { clouds } from '../domain/cloud.ts';
import { channels, engines } from '../domain/engine.ts';
import { identities } from '../domain/identity.ts';
import { languages } from '../domain/language.ts';
import { browserArgument } from './browser-arguments.ts';
import {
  applicationId,
  cadence,
  centerUrl,
  directoryId,
  duration,
  issue,
  label,
  listen,
  locale,
  moment,
  optional,
  origin,
  path,
  proxy,
  recipient,
  secret,
  secretKey,
  size,
  userAgent,
  username,
} from './fields.ts';
import { sink } from './sinks.ts';

// The configuration file, key by key, with its defaults: `example` is what a problem's remedy shows. The schema also makes
// what the program uses: lists with ids, times in ms. Rules that span several keys are in checks.ts.

/** As they would be written; a rule in checks.ts needs them before the schema has filled them in. */
export const defaultTimes = { every: '5m', timeout: '90s', slow: '30s' } as const;

const browserKeys = z.strictObject({
  engines: z.array(z.enum(engines)).min(1).default(['chromium']).meta({
    description: 'Browser engines; every sign-in is made with each of them',
    example: 'engines: [chromium]',
  }),
  executablePath: optional(
    onePerEngine(path),
    'A browser of your own: one path, or one for each engine',
    'executablePath: /usr/bin/chromium',
  ),
  channel: optional(
    onePerEngine(z.enum(channels)),
    'Which of the browsers of an engine: one, or one for each engine. `chromium` is the full browser, not its headless shell',
    'channel: chrome-beta',
  ),
  args: optional(
    onePerEngine(z.array(browserArgument)),
    'Additional switches for the browser: one list, or one for each engine',
    'args: [--auth-server-allowlist=_]',
  ),
  proxy: optional(proxy, 'Proxy for all traffic of the browsers', 'proxy: http://proxy:3128'),
  trust: optional(
    path,
    "PEM file of certificate authorities to trust in addition to the system's",
    'trust: ca.pem',
  ),
  userAgent: optional(
    onePerEngine(userAgent),
    "User agent to send in place of the browser's own (a headless Chromium says `HeadlessChrome`): one text, or one for each engine",
    'userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"',
  ),
  locale: optional(locale, "The browsers' language and country", 'locale: ja-JP'),
});

const browser = browserKeys.transform(
  ({ engines: used, executablePath, channel, args, userAgent: name, ...rest }) => {
    // What is written once, for all engines, is accepted for one engine only (checks.ts).
    const forAll = <T>(value: T): PerEngine<T> => Object.fromEntries(used.map(engine => [engine, value]));
    return {
      ...rest,
      engines: used,
      executablePath: typeof executablePath === 'string' ? forAll(executablePath) : (executablePath ?? {}),
      channel: typeof channel === 'string' ? forAll(channel) : (channel ?? {}),
      args: Array.isArray(args) ? forAll(args) : (args ?? {}),
      userAgent: typeof name === 'string' ? forAll(name) : name,
    };
  },
);

/** One value for all engines, or one for each. */
function onePerEngine<T extends z.ZodType>(value: T) {
  const one = value.exactOptional();
  const each = { chromium: one, firefox: one, webkit: one, chrome: one, msedge: one };
  return z.union([value, z.strictObject(each satisfies Record<(typeof engines)[number], typeof one>)]);
}

/** A value for each engine that has one. */
type PerEngine<T> = Readonly<Partial<Record<(typeof engines)[number], T>>>;

const support = z.strictObject({
  contractName: optional(label(200), 'Name on the contract', 'contractName: Contoso K.K.'),
  invoice: optional(label(200), 'Number of a recent invoice', 'invoice: "E0123456789"'),
  phone: optional(label(200), 'Callback number', 'phone: "+81 3 1234 5678"'),
});

const certificate = z.strictObject({
  pfx: secretKey(
    'Where the PFX (PKCS #12) is stored: the file itself, or its base64',
    'pfx: file:contoso.pfx',
  ),
  cert: secretKey(
    'Where the certificate is stored, in PEM, with its intermediate certificates',
    'cert: file:contoso.crt',
  ),
  key: secretKey('Where the key of `cert` is stored, in PEM', 'key: file:contoso.key'),
  passphrase: secretKey(
    'Where the passphrase of the PFX or of the key is stored',
    'passphrase: env:CONTOSO_PFX',
  ),
  tenantId: optional(
    directoryId,
    'Tenant id; needed where the tenant sends issuer hints',
    'tenantId: 00000000-0000-0000-0000-000000000000',
  ),
});

const expires = z.strictObject({
  password: optional(moment, 'When the password expires', 'password: 2027-01-31'),
  passkey: optional(moment, 'When the passkey expires', 'passkey: 2027-01-31'),
  temporaryAccessPass: optional(
    moment,
    'When the access pass expires',
    'temporaryAccessPass: 2026-12-01T09:00+09:00',
  ),
  clientSecret: optional(
    moment,
    'When the client secret of the application for Microsoft Graph expires',
    'clientSecret: 2027-01-31',
  ),
});

const graph = z.strictObject({
  tenantId: directoryId.meta({
    description: 'Tenant id',
    example: 'tenantId: 00000000-0000-0000-0000-000000000000',
  }),
  clientId: applicationId.meta({
    description:
      'Id of the application. Its application permissions: ServiceHealth.Read.All, Organization.Read.All, AuditLog.Read.All and Policy.Read.All; without one of them, that question is not asked',
    example: 'clientId: 00000000-0000-0000-0000-000000000000',
  }),
  clientSecret: secret.meta({
    description: 'Where the client secret of the application is stored',
    example: 'clientSecret: env:CONTOSO_GRAPH',
    secret: true,
  }),
});

const account = z.strictObject({
  username: username.meta({
    description: 'User principal name that is typed',
    example: 'username: monitor@contoso.onmicrosoft.com',
  }),
  tenant: label(64).meta({ description: 'The `tenant` label', example: 'tenant: contoso' }),
  cloud: z
    .enum(clouds)
    .default('global')
    .meta({ description: "Microsoft's cloud", example: 'cloud: global' }),
  urls: z
    .record(z.string(), centerUrl.meta({ example: 'sharepoint: https://contoso-admin.sharepoint.com/' }))
    .exactOptional()
    .meta({
      description: 'Start URLs that are specific to this tenant, by monitor id',
      example: 'urls: { sharepoint: https://contoso-admin.sharepoint.com/ }',
    }),
  password: secretKey(
    'Where the password is stored; an account needs this, a passkey, a certificate or an access pass',
    'password: env:CONTOSO_PASSWORD',
  ),
  totp: secretKey(
    'Where the secret of the one-time codes is stored: base32, or an otpauth:// address',
    'totp: file:/run/secrets/contoso-totp',
  ),
  federation: optional(
    origin,
    "Origin of your organisation's own sign-in server (AD FS, Okta, …), for a federated account: apart from Microsoft's sign-in page, the only place where the password may be typed",
    'federation: https://sts.contoso.com',
  ),
  passkey: secretKey(
    'Where the passkey is stored that `genkan enroll passkey` has registered',
    'passkey: file:/run/secrets/contoso-passkey',
  ),
  certificate: optional(
    certificate,
    'Certificate with its key: a PFX, or two PEM files',
    'certificate: { pfx: file:contoso.pfx, passphrase: env:CONTOSO_PFX }',
  ),
  temporaryAccessPass: secretKey(
    'Where a Temporary Access Pass is stored; used only where the account has nothing else',
    'temporaryAccessPass: env:CONTOSO_PASS',
  ),
  expires: optional(
    expires,
    'When secrets expire, for those that do not contain the date themselves (certificates do). A date means the start of that day. Shown as a metric, by `doctor` and in the inventory',
    'expires: { password: 2027-01-31 }',
  ),
  role: optional(label(200), "The account's admin role", 'role: Global Reader'),
  owner: optional(label(200), 'Who is responsible for the account', 'owner: it-desk@contoso.example'),
  support: optional(support, 'What a support call needs', 'support: { contractName: Contoso K.K. }'),
  graph: optional(
    graph,
    'An application of the tenant, used to ask Microsoft Graph when a sign-in has failed: does the tenant answer, which outages does Microsoft report, what does the sign-in log say',
    'graph: { tenantId: …, clientId: …, clientSecret: env:CONTOSO_GRAPH }',
  ),
});

const monitorKeys = z.strictObject({
  accounts: z
    .array(z.string())
    .min(1)
    .meta({ description: 'Ids of the accounts', example: 'accounts: [contoso]' }),
  every: cadence('10s', '7d').prefault(defaultTimes.every).meta({
    description:
      'Time between runs, or a cron expression (`"*/15 8-18 * * 1-5"`) in the time zone of the machine or of `TZ`',
    example: 'every: 5m',
  }),
  timeout: duration('1s', '15m')
    .prefault(defaultTimes.timeout)
    .meta({ description: 'Time limit of a run', example: 'timeout: 90s' }),
  slow: duration('1s', '15m')
    .prefault(defaultTimes.slow)
    .meta({ description: 'A sign-in that takes longer is degraded', example: 'slow: 30s' }),
});

const monitor = monitorKeys.transform(({ accounts, every, timeout, slow }) => ({
  accounts,
  ...every,
  timeoutMs: timeout,
  slowMs: slow,
}));

const serve = z.strictObject({
  listen: listen.prefault('127.0.0.1:9464').meta({
    description: 'Where `genkan serve` listens; any address that other machines can reach needs a token',
    example: 'listen: 127.0.0.1:9464',
  }),
  token: secretKey(
    'Where the token for metrics and pages is stored: at least 16 characters',
    'token: env:GENKAN_TOKEN',
  ),
});

const retentionKeys = z.strictObject({
  runs: duration('1d', '3650d')
    .prefault('400d')
    .meta({ description: 'How long a run is kept in the history', example: 'runs: 400d' }),
  evidence: duration('1d', '3650d')
    .prefault('30d')
    .meta({ description: 'How long the evidence of a run is kept', example: 'evidence: 30d' }),
  maxBytes: size('10MB', '100TB').prefault('5GB').meta({
    description:
      'Limit for all evidence. Above it the oldest is removed first, and failures after the rest; the evidence of an open incident is never removed',
    example: 'maxBytes: 5GB',
  }),
});

const retention = retentionKeys.transform(({ runs, evidence: ofEvidence, maxBytes }) => ({
  runsMs: runs,
  evidenceMs: ofEvidence,
  maxBytes,
}));

const evidence = z.strictObject({
  identity: z.enum(identities).default('show').meta({
    description: 'Whether evidence shows or masks the user name and tenant id',
    example: 'identity: mask',
  }),
  encryptTo: optional(
    recipient,
    'Public key of age (`age-keygen`) for encrypting all evidence; `genkan open RUN --identity FILE` reads it',
    'encryptTo: age1…',
  ),
});

export const schema = z.strictObject({
  location: optional(
    label(64),
    'Label on all results. If absent: the host name, or `default` where the host name changes with each start (a container, a pod)',
    'location: tokyo-office',
  ),
  language: z
    .enum(languages)
    .default('en')
    .meta({ description: 'Language of everything that people read', example: 'language: ja' }),
  browser: browser
    .prefault({})
    .meta({ description: 'How the browsers are started', example: 'browser: { engines: [chromium] }' }),
  accounts: z
    .record(z.string(), account.meta({ example: 'contoso: { username: …, tenant: …, password: env:… }' }))
    .refine(accounts => Object.keys(accounts).length > 0, {
      ...issue('names no account', 'add one: contoso: { username: …, tenant: …, password: env:… }'),
    })
    .transform(withIds)
    .meta({
      description: 'Accounts, by id',
      example: 'accounts: { contoso: { username: …, tenant: …, password: env:… } }',
    }),
  monitors: z
    .record(z.string(), monitor.meta({ example: 'admin-center: { accounts: [contoso] }' }))
    .refine(monitors => Object.keys(monitors).length > 0, {
      ...issue('names no monitor', 'add one: admin-center: { accounts: [contoso] }'),
    })
    .transform(withIds)
    .meta({
      description: 'Admin centers to sign in to, by monitor id',
      example: 'monitors: { admin-center: { accounts: [contoso] } }',
    }),
  serve: serve.prefault({}).meta({
    description: 'Address and token of `genkan serve`',
    example: 'serve: { listen: 127.0.0.1:9464 }',
  }),
  retention: retention.prefault({}).meta({
    description: 'How long data is kept; metrics still count what was removed',
    example: 'retention: { runs: 400d, evidence: 30d, maxBytes: 5GB }',
  }),
  evidence: evidence.prefault({}).meta({
    description: 'What evidence shows, and who can read it',
    example: 'evidence: { identity: mask }',
  }),
  sinks: z.array(sink).exactOptional().meta({
    description: 'Where results are sent; if absent, a text file in the reports folder',
    example: 'sinks: [{ type: textfile, path: … }]',
  }),
});

/** What the schema makes of a file. */
export type Contents = z.output<typeof schema>;

/** In the order of the file. */
function withIds<T>(map: Readonly<Record<string, T>>): Array<{ id: string } & T> {
  return Object.entries(map).map(([id, item]) => ({ id, ...item }));
}
