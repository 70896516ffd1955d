import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import type { EvidenceStore } from '../domain/evidence-store.ts';
import type { Incident } from '../domain/incident.ts';
import type { Language, Text } from '../domain/language.ts';
import { runLabels } from '../domain/metrics.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { endOf, isInFuture } from '../domain/series.ts';
import type { Html } from '../pages/html.ts';
import { words } from '../pages/texts.ts';
import { isLoopback } from '../platform/listen.ts';
import type { Secret } from '../platform/secret.ts';
import { carriesToken, isOwnHost } from './access.ts';
import { openArtifact } from './evidence.ts';
import { incidentPage, incidentsPage } from './incidents-page.ts';
import type { Reader } from './layout.ts';
import { plainPage } from './plain-page.ts';
import { runPage } from './run-page.ts';
import { type StatusRow, statusPage } from './status-page.ts';

/** Everything that the pages are made of, handed in. */
export interface PageData {
  readonly language: Language;
  /** The host that we listen on: a name or an address, without port. */
  readonly host: string;
  /** Asked for everywhere but at the health endpoints. Must be there unless `host` is this machine alone. */
  readonly token?: Secret;
  readonly evidence: Pick<EvidenceStore, 'read'>;
  /** For times; the machine's own when absent. */
  readonly timeZone?: string;
  /** ms since 1970. */
  now(): number;
  /** The title of a monitor for people. */
  titleOf(monitor: string): string;
  status(): Promise<readonly StatusRow[]>;
  run(runId: string): Promise<RunRecord | undefined>;
  /** Those of the past 30 days, the newest first. */
  incidents(): Promise<readonly Incident[]>;
  /** Stands above all pages, or above the page of one run. */
  noticeOf(run?: RunRecord): string | undefined;
  metrics(openMetrics: boolean): Promise<{ readonly contentType: string; readonly text: string }>;
  /** What keeps us from doing our work, a line each; nothing when ready. */
  unready(): Promise<readonly string[]>;
  /** Called when a page could not be made. */
  failed(error: unknown, path: string): void;
}

/** Whether the process lives and works; reveals no data. Open to everybody. */
const healthPaths = new Set(['/healthz', '/readyz']);

type Status = 200 | 401 | 404 | 405 | 421 | 500;

/**
 * All addresses of `genkan serve`.
 * @throws Error when everybody in the network could read without a token
 */
export function routes(data: PageData): Hono {
  const app = new Hono();
  protect(app, data);
  addHealthAndMetrics(app, data);
  addStatusAndIncidents(app, data);
  addRuns(app, data);
  app.notFound(context => notFound(context, data));
  app.onError((error, context) => {
    data.failed(error, context.req.path);
    return plain(context, data, 500, words.failed, words.failedRemedy);
  });
  return app;
}

function protect(app: Hono, data: PageData): void {
  const { token, host } = data;
  if (token === undefined && !isLoopback(host)) throw new Error(`listening on ${host} requires a token`);
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of plainHeaders) {
      // A page has its own policy, which allows its own style sheet.
      if (!context.res.headers.has(name)) context.res.headers.set(name, value);
    }
  });
  app.use(async (context, next) => {
    if (healthPaths.has(context.req.path)) return next();
    if (token === undefined && !isOwnHost(context.req.header('Host'), host))
      return plain(context, data, 421, words.misdirected, words.misdirectedRemedy);
    if (token !== undefined && !carriesToken(context.req.header('Authorization'), token)) {
      context.header('WWW-Authenticate', 'Basic realm="Genkan", charset="UTF-8"');
      return plain(context, data, 401, words.denied, words.deniedRemedy);
    }
    return next();
  });
  app.use(async (context, next) => {
    if (context.req.method === 'GET' || context.req.method === 'HEAD') return next();
    context.header('Allow', 'GET, HEAD');
    return plain(context, data, 405, words.notAllowed);
  });
}

function addHealthAndMetrics(app: Hono, data: PageData): void {
  app.get('/healthz', context => context.text('alive\n'));
  app.get('/readyz', async context => {
    const problems = await data.unready();
    return problems.length === 0 ? context.text('ready\n') : context.text(`${problems.join('\n')}\n`, 503);
  });
  app.get('/metrics', async context => {
    const isOpen = /\bapplication\/openmetrics-text\b/.test(context.req.header('Accept') ?? '');
    const { contentType, text } = await data.metrics(isOpen);
    return context.body(text, 200, { 'Content-Type': contentType, Vary: 'Accept' });
  });
}

function addStatusAndIncidents(app: Hono, data: PageData): void {
  app.get('/', async context => {
    const rows = (await data.status()).filter(matchesQuery(context));
    return page(context, data, 200, data.noticeOf(), reader =>
      statusPage(rows, monitor => data.titleOf(monitor), reader),
    );
  });
  app.get('/incidents', async context => {
    const incidents = (await data.incidents()).filter(({ runs }) => runs.some(matchesQuery(context)));
    return page(context, data, 200, data.noticeOf(), reader =>
      incidentsPage(incidents, monitor => data.titleOf(monitor), reader),
    );
  });
  app.get('/incidents/:id', async context => {
    const id = context.req.param('id');
    const incident = (await data.incidents()).find(one => one.id === id);
    if (incident === undefined) return notFound(context, data);
    const [first] = incident.runs;
    return page(context, data, 200, data.noticeOf(first), reader =>
      incidentPage(incident, data.titleOf(first.monitor), reader),
    );
  });
}

function addRuns(app: Hono, data: PageData): void {
  app.get('/runs/last-failure', async context => {
    const failed = (await data.incidents()).flatMap(({ runs }) => runs.filter(matchesQuery(context)));
    // One that ended in the future was written by a clock that was wrong.
    const endedAt = (run: RunRecord) => (isInFuture(endOf(run), data.now()) ? 0 : Date.parse(endOf(run)));
    const [last] = failed.toSorted((a, b) => endedAt(b) - endedAt(a));
    if (last !== undefined) return context.redirect(`/runs/${last.runId}`);
    // Of runs that did not take place there is no incident.
    return context.redirect(`/${new URL(context.req.url).search}`);
  });
  app.get('/runs/:runId', async context => {
    const run = await data.run(context.req.param('runId'));
    if (run === undefined) return notFound(context, data);
    return page(context, data, 200, data.noticeOf(run), reader =>
      runPage(run, data.titleOf(run.monitor), reader),
    );
  });
  app.get('/runs/:runId/evidence/:file', async context => {
    const run = await data.run(context.req.param('runId'));
    const found = run && (await openArtifact(data.evidence, run, context.req.param('file')));
    if (found === undefined) return notFound(context, data);
    const { bytes, contentType = 'application/octet-stream' } = found;
    if (found.contentType === undefined) context.header('Content-Disposition', 'attachment');
    return context.body(bytes, 200, { 'Content-Type': contentType });
  });
}

const notFound = (context: Context, data: PageData) =>
  plain(context, data, 404, words.notFound, words.notFoundRemedy);

function plain(context: Context, data: PageData, status: Status, title: Text, detail?: Text) {
  return page(context, data, status, undefined, reader => plainPage(title, detail, reader));
}

function page(
  context: Context,
  data: PageData,
  status: Status,
  notice: string | undefined,
  make: (reader: Reader) => Html,
) {
  const { language, timeZone } = data;
  const nonce = randomBytes(16).toString('base64url');
  const text = make({ language, nonce, now: data.now(), timeZone, notice });
  context.header('Content-Security-Policy', `${policy}; img-src 'self'; style-src 'nonce-${nonce}'`);
  context.header('Content-Language', language);
  return context.html(text, status);
}

/** What alerts and dashboards lead to is narrowed by its address: `/?tenant=contoso&monitor=admin-center`. */
const matchesQuery =
  (context: Context) =>
  (place: Readonly<Partial<Record<(typeof narrowing)[number], string>>>): boolean =>
    narrowing.every(label => {
      const wanted = context.req.query(label);
      return wanted === undefined || place[label] === undefined || place[label] === wanted;
    });

export const narrowing = [...runLabels, 'cause', 'fault'] as const;

const policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** On everything that is answered. Nothing is kept by a browser or a proxy: the pages show what fails, and where. */
const plainHeaders: ReadonlyArray<readonly [string, string]> = [
  ['Content-Security-Policy', `${policy}; sandbox`],
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cache-Control', 'no-store'],
];
