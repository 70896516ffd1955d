import { randomBytes, randomUUID } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../../lib/platform/secret.ts';
import { type OpenBrowser, openBrowser } from '../../lib/runner/browser.ts';
import { findEngine } from '../../lib/runner/engines.ts';
import { createAuthority } from '../../simulator/network/authority.ts';
import { openProxy, type Proxy } from '../../simulator/network/proxy.ts';

const folder = mkdtempSync(join(tmpdir(), 'genkan-test-'));
const trust = join(folder, 'authorities.pem');
let proxy: Proxy;

beforeAll(async () => {
  const [ours, second, unknown] = await Promise.all(
    ['Ours', 'Second', 'Unknown'].map(name => createAuthority(name, randomBytes)),
  );
  if (!ours || !second || !unknown) throw new Error('no authorities');
  writeFileSync(trust, ours.pem + second.pem);
  // A chain that merely carries a copy of an authority that is trusted.
  const pretended = await unknown.leaf('pretended.example');
  const leaves = new Map([
    ['ours.example', () => ours.leaf('ours.example')],
    ['second.example', () => second.leaf('second.example')],
    ['other-name.example', () => ours.leaf('ours.example')],
    ['unknown.example', () => unknown.leaf('unknown.example')],
    [
      'pretended.example',
      () => Promise.resolve({ key: pretended.key, cert: pretended.cert.replace(unknown.pem, ours.pem) }),
    ],
  ]);
  proxy = await openProxy({
    port: 0,
    leaves,
    untrusted: await unknown.leaf('untrusted.example'),
    listener: (_request, response) => response.setHeader('content-type', 'text/html').end('<h1>hello</h1>'),
    asksForCertificate: () => false,
    connectionFault: () => undefined,
    onRefused: () => undefined,
  });
});
afterAll(async () => {
  await proxy.stop();
  rmSync(folder, { recursive: true });
});

describe.each(['chromium', 'firefox'] as const)('%s', engine => {
  let browser: OpenBrowser;
  const open = async (trusted: boolean, env: Record<string, string> = {}) => {
    browser = await openBrowser({
      engine,
      headless: true,
      proxy: new Secret(proxy.url),
      locale: 'ja-JP',
      env: { PATH: process.env['PATH'], ...env },
      ...(trusted && { trust }),
    });
    return (await browser.newContext()).newPage();
  };
  afterEach(() => browser.close());

  test('trusts every authority of the file, and checks certificates as strictly as ever', async () => {
    const page = await open(true);
    for (const host of ['ours.example', 'second.example']) {
      expect((await page.goto(`https://${host}/`))?.status(), host).toBe(200);
    }
    expect(await page.evaluate(() => navigator.language)).toBe('ja-JP');
    for (const host of ['other-name.example', 'unknown.example', 'pretended.example']) {
      await expect(page.goto(`https://${host}/`), host).rejects.toThrow();
    }
  });

  test('trusts nobody beside the system without it', async () => {
    const page = await open(false);
    await expect(page.goto('https://ours.example/')).rejects.toThrow();
  });

  test('gets nothing of our environment that could be a secret, and leaves nothing behind', async () => {
    // Others may be at the same beside it.
    const password = `Hunter2-${randomUUID()}`;
    await open(true, { CONTOSO_PASSWORD: password });
    const { home } = browser;
    const environments = readdirSync('/proc').flatMap(pid => {
      try {
        return process.pid === Number(pid) ? [] : [readFileSync(`/proc/${pid}/environ`, 'utf8')];
      } catch {
        return [];
      }
    });
    expect(environments.some(text => text.includes(home))).toBe(true);
    expect(environments.some(text => text.includes(password))).toBe(false);
    await browser.close();
    expect(existsSync(home)).toBe(false);
  });
});

describe('how a browser is started', () => {
  /** What a browser is started with: this one writes it down, and is none. */
  async function switchesOf(engine: 'chromium' | 'msedge', args: readonly string[] = []): Promise<string[]> {
    const executablePath = join(folder, 'recorder');
    const list = join(folder, 'switches');
    writeFileSync(executablePath, `#!/bin/sh\nprintf '%s\\n' "$@" > ${list}\nexit 1\n`);
    chmodSync(executablePath, 0o700);
    const settings = { engine, headless: true, locale: 'en-US', env: {}, executablePath, args };
    await expect(openBrowser(settings)).rejects.toThrow();
    return readFileSync(list, 'utf8').split('\n');
  }

  test('Edge gets the switch for automation, or it would close the page where a policy manages it', async () => {
    expect(await switchesOf('msedge')).toContain('--enable-automation');
    expect(await switchesOf('chromium')).not.toContain('--enable-automation');
  });

  test('with the switches that are configured', async () => {
    expect(await switchesOf('msedge', ['--lang=ja', '--auth-server-allowlist=_'])).toEqual(
      expect.arrayContaining(['--enable-automation', '--lang=ja', '--auth-server-allowlist=_']),
    );
  });

  test('as the full browser instead of its headless shell, where that is asked for', () => {
    expect(findEngine('chromium', true)?.path).toContain('headless-shell');
    const full = findEngine('chromium', true, { channel: 'chromium' }); // which need not be installed here
    expect(full?.path ?? '').not.toContain('headless-shell');
    expect(findEngine('msedge', true, { channel: 'msedge-beta' })).toMatchObject({ channel: 'msedge-beta' });
  });
});

test('an engine that is not installed is named', async () => {
  const settings = { engine: 'msedge', headless: true, locale: 'en-US', env: {} } as const;
  await expect(openBrowser(settings)).rejects.toThrow('the engine msedge is not installed');
});
