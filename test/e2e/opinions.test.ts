import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import type { RunRecord } from '../../lib/domain/run-record.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { openDirectLine } from './direct.ts';
import { Bench, type Watching, watch } from './genkan.ts';
import { forbiddenFor, search } from './leak-search.ts';

// Seven bad mornings, played with the real CLI: each is reported with the name of who has to act.

interface Morning {
  readonly simulator: Parameters<typeof startSimulator>[0];
  /** Takes the place of the usual configuration. Returns what ends it. */
  readonly configure?: (bench: Bench, simulator: Simulator, watching: Watching) => Promise<() => void>;
  readonly language?: string;
  readonly expected: Partial<RunRecord>;
}

const login = 'login.microsoftonline.com';
const fiveMinutes = 300_000;

const mornings: Readonly<Record<string, Morning>> = {
  'Microsoft answers 503 while the proxy works': {
    simulator: { scenario: 'identity-incident' },
    expected: {
      verdict: 'down',
      fault: 'microsoft',
      cause: 'sign_in_service_error',
      summary: `Microsoft's sign-in service has an error. ${login} answered HTTP 503; a request to ${login}/common/v2.0/.well-known/openid-configuration right after was answered with HTTP 200; the proxy, TLS and the tenant's metadata are fine; Microsoft reports incident MO123456 (Users cannot sign in).`,
    },
  },
  'the proxy is down while Microsoft works': {
    simulator: {},
    configure: async (bench, simulator, watching) => {
      // Port 9 is nobody's.
      watch(bench, { ...simulator, proxy: 'http://127.0.0.1:9' }, watching);
      return openDirectLine(bench, simulator.proxy, login);
    },
    expected: {
      verdict: 'down',
      fault: 'network',
      cause: 'proxy_failed',
      summary: `The proxy does not let us through. The proxy cannot be reached (ECONNREFUSED); without the proxy, Microsoft's ${login} answers.`,
    },
  },
  'DNS is broken': {
    simulator: { scenario: 'dns-fails' },
    expected: {
      verdict: 'down',
      fault: 'network',
      cause: 'dns_failed',
      signInCause: 'proxy_failed',
      summary: `The name could not be resolved. The proxy cannot resolve ${login}, admin.microsoft.com, aadcdn.msauth.net, aadcdn.msftauth.net (HTTP 503).`,
    },
  },
  'the clock is five minutes off': {
    simulator: { clock: () => Date.now() - fiveMinutes },
    expected: {
      verdict: 'unknown',
      fault: 'monitor',
      cause: 'clock_skewed',
      signInCause: 'mfa_code_rejected',
      summary: expect.stringMatching(
        /^The clock of this machine is wrong\. This machine's clock is (29\d|30\d|31\d) s ahead of login\.microsoftonline\.com; Microsoft reports no incident\.$/,
      ),
    },
  },
  'a proxy inspects TLS': {
    simulator: { scenario: 'tls-inspected' },
    language: 'ja',
    expected: {
      verdict: 'down',
      fault: 'network',
      cause: 'tls_failed',
      summary: `安全な接続 (TLS) を確立できません。${login}、admin.microsoft.com、aadcdn.msauth.net、aadcdn.msftauth.net の証明書の発行元「Nobody in particular」は信頼されていません (SELF_SIGNED_CERT_IN_CHAIN)。通信経路で TLS 検査が行われています。`,
    },
  },
  'an asset host is blocked': {
    simulator: { scenario: 'assets-refused' },
    expected: {
      verdict: 'down',
      fault: 'network',
      cause: 'assets_blocked',
      summary: `Parts of the page were lost on the way. The proxy does not connect to aadcdn.msauth.net, aadcdn.msftauth.net (HTTP 502); Microsoft's ${login} answers; the tenant's metadata is fine; Microsoft reports no incident.`,
    },
  },
  'the identity provider is down': {
    simulator: { scenario: 'adfs-503' },
    expected: {
      verdict: 'down',
      fault: 'identity_provider',
      cause: 'idp_unreachable',
      summary: `Your organisation's sign-in server does not answer. sts.contoso.example answered HTTP 503; a request to sts.contoso.example right after was answered with HTTP 404; contoso.onmicrosoft.com signs in at sts.contoso.example; the proxy, TLS and the tenant's metadata are fine; Microsoft reports no incident.`,
    },
  },
};

/** So many runs of the CLI at a time: most of what they do is waiting. */
const atOnce = 3;
const records = new Map<string, RunRecord>();
const leaks: string[] = [];
/** How often a password arrived at the simulator, by morning. */
const passwords = new Map<string, number>();

beforeAll(async () => {
  const waiting = Object.entries(mornings);
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      records.set(next[0], await play(...next));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
});

/** A busy machine gets more time for an opinion than a run gives; that limit has tests with a clock of their own. */
const patient = `import { registerHooks } from 'node:module';
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!url.endsWith('/lib/diagnosis/opinions/opinions.ts')) return loaded;
      const source = String(loaded.source).replace('const askMs = 4_500;', 'const askMs = 45_000;');
      if (!source.includes('45_000')) throw new Error('the limit of an opinion is not where it was');
      return { ...loaded, source };
    },
  });`;

async function play(name: string, morning: Morning): Promise<RunRecord> {
  const { configure, language = 'en', simulator: options } = morning;
  const bench = new Bench();
  bench.preload(patient);
  const simulator = await startSimulator(options);
  const watching = { accounts: ['monitor'], asksGraph: true, language, timeout: '60s', slow: '59s' };
  watch(bench, simulator, watching);
  const end = await configure?.(bench, simulator, watching);
  try {
    const { records: expected, stderr } = await bench.records();
    const [record] = expected;
    if (record === undefined) throw new Error(stderr);
    passwords.set(name, simulator.journal.filter(({ kind }) => kind === 'password').length);
    const left = bench.files('reports').map(file => readFileSync(bench.path('reports', file)));
    const everything = [stderr, ...left.map(bytes => bytes.toString('latin1'))].join('\n');
    leaks.push(...search(everything, forbiddenFor(simulator.accounts)));
    if (everything.includes(simulator.application.clientSecret)) leaks.push("the application's secret");
    return record;
  } finally {
    end?.();
    await simulator.stop();
    bench.remove();
  }
}

test.each(Object.entries(mornings))('%s', (name, { expected }) => {
  expect(records.get(name)).toMatchObject(expected);
});

test('codes that a wrong clock has made are the fault of the clock', () => {
  const { cause, signInCause } = records.get('the clock is five minutes off') ?? {};
  expect({ cause, signInCause }).toEqual({ cause: 'clock_skewed', signInCause: 'mfa_code_rejected' });
});

test('seven different summaries', () => {
  expect(new Set([...records.values()].map(({ summary }) => summary)).size).toBe(7);
});

test('a browser that does not start: another one that is configured gets in', async () => {
  const bench = new Bench();
  const simulator = await startSimulator();
  try {
    watch(bench, simulator, { accounts: ['monitor'], engines: ['chromium', 'firefox'] });
    const file = readFileSync(bench.path('genkan.yaml'), 'utf8');
    bench.write(
      'genkan.yaml',
      file.replace('  proxy:', '  executablePath: { firefox: /bin/false }\n  proxy:'),
    );
    const { records: expected } = await bench.records('--engine', 'firefox');
    expect(expected).toMatchObject([
      {
        engine: 'firefox',
        verdict: 'unknown',
        cause: 'browser_not_started',
        summary: 'The browser did not start. The same sign-in works with chromium.',
        opinions: [{ id: 'engine', found: { engine: 'chromium' } }],
      },
    ]);
    expect(simulator.journal.filter(({ kind }) => kind === 'password')).toMatchObject([{ ok: true }]);
  } finally {
    await simulator.stop();
    bench.remove();
  }
});

test.each(Object.keys(mornings))('%s: opinions were asked for', name => {
  expect(records.get(name)?.opinions).not.toEqual([]);
});

test('nothing that was asked or answered gives a secret away', () => {
  expect(leaks).toEqual([]);
});

test.each(Object.keys(mornings))('%s: nobody signed in for an opinion', name => {
  const { fresh } = records.get(name) ?? {};
  expect(passwords.get(name)).toBe(fresh?.credentialsTyped === true ? 1 : 0);
});
