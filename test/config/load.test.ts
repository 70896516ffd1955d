import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadConfiguration, parseConfiguration } from '../../lib/config/load.ts';
import { InputError } from '../../lib/platform/problem.ts';

// A megabyte takes seconds on a slow machine; only what would never end is to end here.
vi.setConfig({ testTimeout: 60_000 });

const options = { monitorIds: ['admin-center', 'entra'], hostname: 'host-1' };

const account = 'username: monitor@contoso.onmicrosoft.com, tenant: contoso, password: env:PASSWORD';
const minimal = `accounts: { contoso: { ${account} } }\nmonitors: { admin-center: { accounts: [contoso] } }\n`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'genkan-config-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function problemsOf(file: string): Promise<string> {
  const error = await loadConfiguration(file, options).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InputError);
  return String(error instanceof Error ? error.message : error).replaceAll(folder, '');
}

describe('what the shortest configuration means', () => {
  it('fills in every default', () => {
    expect(parseConfiguration(minimal, '/etc/genkan.yaml', options)).toEqual({
      file: '/etc/genkan.yaml',
      folder: '/etc',
      renamedKeys: [],
      location: 'host-1',
      language: 'en',
      browser: { engines: ['chromium'], executablePath: {}, channel: {}, args: {}, locale: 'en-US' },
      accounts: [
        {
          id: 'contoso',
          username: 'monitor@contoso.onmicrosoft.com',
          tenant: 'contoso',
          cloud: 'global',
          password: { scheme: 'env', rest: 'PASSWORD', text: 'env:PASSWORD' },
        },
      ],
      monitors: [
        { id: 'admin-center', accounts: ['contoso'], everyMs: 300_000, timeoutMs: 90_000, slowMs: 30_000 },
      ],
      serve: { listen: '127.0.0.1:9464' },
      retention: { runsMs: 400 * 86_400_000, evidenceMs: 30 * 86_400_000, maxBytes: 5_000_000_000 },
      evidence: { identity: 'show' },
      secrets: [
        {
          key: 'accounts.contoso.password',
          where: '/etc/genkan.yaml:1:94',
          reference: { scheme: 'env', rest: 'PASSWORD', text: 'env:PASSWORD' },
          form: 'line',
        },
      ],
    });
  });

  it.each([
    ['language: ja', 'ja-JP'],
    ['language: ja\nbrowser: { locale: de-DE }', 'de-DE'],
    ['browser: {}', 'en-US'],
  ])('takes the locale from the language: %s', (text, locale) => {
    expect(parseConfiguration(`${text}\n${minimal}`, 'genkan.yaml', options).browser.locale).toBe(locale);
  });

  it.each([
    ['2027-01-31', new Date(2027, 0, 31).toISOString()],
    ['2027-01-31T09:00+09:00', '2027-01-31T00:00:00.000Z'],
  ])('reads when a secret ends: %s', (text, moment) => {
    const [read] = parseConfiguration(
      minimal.replace(account, `${account}, expires: { password: ${text} }`),
      'genkan.yaml',
      options,
    ).accounts;
    expect(read?.expires).toEqual({ password: moment });
  });

  it('reads a cron expression, a token and where to listen', () => {
    const text = `serve: { listen: "[::]:9464", token: env:TOKEN }\n${minimal.replace('] } }', '], every: "*/15 8-18 * * 1-5" } }')}`;
    const { monitors, serve, secrets } = parseConfiguration(text, 'genkan.yaml', options);
    expect(monitors[0]).toMatchObject({ everyMs: 900_000, cron: '*/15 8-18 * * 1-5' });
    expect(serve).toMatchObject({ listen: '[::]:9464', token: { text: 'env:TOKEN' } });
    expect(secrets.map(({ key }) => key)).toEqual(['accounts.contoso.password', 'serve.token']);
  });

  it('starts relative paths at the folder of the file', () => {
    const text = `
browser: { engines: [firefox], executablePath: bin/firefox, args: [-safe-mode], trust: ca.pem, proxy: env:PROXY }
sinks: [{ type: textfile, path: metrics/genkan.prom }]
${minimal}`;
    const { browser, sinks, secrets } = parseConfiguration(text, '/etc/genkan/genkan.yaml', options);
    expect(browser.executablePath).toEqual({ firefox: '/etc/genkan/bin/firefox' });
    expect(browser.args).toEqual({ firefox: ['-safe-mode'] });
    expect(browser.trust).toBe('/etc/genkan/ca.pem');
    expect(browser.proxy).toEqual({ scheme: 'env', rest: 'PROXY', text: 'env:PROXY' });
    expect(sinks).toEqual([{ type: 'textfile', path: '/etc/genkan/metrics/genkan.prom' }]);
    expect(secrets.map(({ key }) => key)).toEqual(['browser.proxy', 'accounts.contoso.password']);
  });

  it('reads anchors and aliases, but no other version of YAML', () => {
    const text = `%YAML 1.1
---
accounts:
  a: { username: a@contoso.example, tenant: contoso, password: env:A, support: &s { phone: "no" } }
  b: { username: b@contoso.example, tenant: contoso, password: env:B, support: *s, role: no }
monitors: { entra: { accounts: [a, b] } }
`;
    const { accounts } = parseConfiguration(text, 'genkan.yaml', options);
    expect(accounts.map(({ support, role }) => ({ support, role }))).toEqual([
      { support: { phone: 'no' }, role: undefined },
      { support: { phone: 'no' }, role: 'no' },
    ]);
  });

  it('accepts an id that is the name of something in JavaScript', () => {
    const text = 'monitors: { entra: { accounts: [constructor] } }\naccounts: { contoso: { ACCOUNT } }\n';
    expect(() => parseConfiguration(text.replace('ACCOUNT', account), 'g', options)).toThrow(
      '"constructor" is not defined',
    );
    const defined = text.replace('ACCOUNT', account).replace('contoso: {', 'constructor: {');
    expect(parseConfiguration(defined, 'g', options).accounts[0]?.id).toBe('constructor');
  });
});

async function write(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(join(folder, name), content);
  return problemsOf(join(folder, name));
}

describe('files', () => {
  it('reports a missing file', async () => {
    expect(await problemsOf(join(folder, 'nowhere.yaml'))).toBe(
      '/nowhere.yaml: does not exist\n  → write it, or name another one with --config FILE or GENKAN_CONFIG',
    );
  });

  it('reports a folder', async () => {
    await mkdir(join(folder, 'folder.yaml'));
    expect(await problemsOf(join(folder, 'folder.yaml'))).toBe(
      '/folder.yaml: is a folder\n  → name the file in it',
    );
  });

  it.each(['', '\n', '# only a comment\n', '---\n'])('tells an empty file: %j', async content => {
    expect(await write('empty.yaml', content)).toBe(
      '/empty.yaml: is empty\n  → write at least accounts and monitors; README.md shows an example',
    );
  });

  it('reports a file that is no text', async () => {
    const utf16 = Buffer.from('\uFEFFaccounts:', 'utf16le');
    expect(await write('utf16.yaml', utf16)).toBe(
      '/utf16.yaml: is not UTF-8 text\n  → save it as plain text in UTF-8',
    );
  });

  it('reports a file that is too large', async () => {
    expect(await write('large.yaml', '#'.repeat(1024 * 1024 + 1))).toBe(
      '/large.yaml: is larger than 1 MiB\n  → check that this is the right file',
    );
  });

  it('reports files that the configuration names and that are not there', async () => {
    const text = `browser: { trust: ca.pem, executablePath: { firefox: fx } }\n${minimal}`;
    expect(await write('names.yaml', text)).toBe(
      [
        '/names.yaml:1:19: browser.trust: /ca.pem does not exist or may not be read',
        '  → correct the path; a relative path starts at the folder of this file',
        '/names.yaml:1:54: browser.executablePath.firefox: /fx does not exist or is not executable',
        '  → correct the path; a relative path starts at the folder of this file',
      ].join('\n'),
    );
  });

  it('reads a file with a byte order mark and Windows line ends', async () => {
    await writeFile(join(folder, 'windows.yaml'), `\uFEFF${minimal.replaceAll('\n', '\r\n')}`);
    expect((await loadConfiguration(join(folder, 'windows.yaml'), options)).accounts).toHaveLength(1);
  });
});

// A second of work each: on a busy machine that lasts.
describe('garbage', { timeout: 60_000 }, () => {
  const mebi = 1024 * 1024;
  const garbage = [
    '[',
    '- ',
    '{a: ',
    'a: ',
    '? ',
    '"',
    '&a ',
    ':\n',
    '---\n',
    '%\n',
    'a\n',
    '*a ',
    '- *a\n',
    '[,',
    ',',
    '!',
    '\t',
    '|\n ',
  ];

  it.each([...garbage, 'a\u0000', '❄'])('does not hang on a megabyte of %j', part => {
    const text = part.repeat(Math.floor(mebi / Buffer.byteLength(part)));
    expect(() => parseConfiguration(text, 'genkan.yaml', options)).toThrow(InputError);
  });

  it('does not hang on many keys, and reports the first hundred problems', () => {
    const text = Array.from({ length: 40_000 }, (_, i) => `key${i}: 1\n`).join('');
    let problems: InputError['problems'] = [];
    try {
      parseConfiguration(text, 'genkan.yaml', options);
    } catch (error) {
      if (error instanceof InputError) ({ problems } = error);
    }
    expect(problems).toHaveLength(101);
    expect(problems[100]).toMatchObject({ where: 'genkan.yaml', what: 'has 39902 more problems' });
  });

  it('does not let aliases grow without end', () => {
    const lines = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]\n`);
    expect(() => parseConfiguration(`a0: &a0 [x]\n${lines.join('')}`, 'g', options)).toThrow(
      'has too many entries, or too many levels, for a configuration',
    );
  });
});
