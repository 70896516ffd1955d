import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench } from './genkan.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
  bench.env = { PASSWORD: 'Hunter2Secret!', TOTP: 'GEZDGNBVGY3TQOJQ', NO_TOTP: 'this is not base32!' };
  bench.env['PROXY'] = 'http://user:Hunter2Secret!#x@127.0.0.1:9';
  bench.env['PERCENT'] = 'http://user:Hunter2Secret!50%off@127.0.0.1:9';
  bench.env['TWO_LINES'] = 'Hunter2Secret!\nHunter2Secret!';
});
afterEach(() => bench.remove());

const good = `
browser: { engines: [chromium] }
accounts:
  contoso: { username: monitor@contoso.onmicrosoft.com, tenant: contoso, password: env:PASSWORD, totp: env:TOTP }
monitors:
  admin-center: { accounts: [contoso] }
`;

/** The mistake, the change that makes it, and what the message must say: where it is, what it is, and how to correct it. */
const slips: Array<[string, (config: string) => string, RegExp]> = [
  [
    'an unknown key',
    config => config.replace('password:', 'pasword:'),
    /genkan\.yaml:4:\d+: accounts\.contoso.*pasword[^]*password/,
  ],
  [
    'a literal secret',
    config => config.replace('env:PASSWORD', 'Hunter2Secret!'),
    /genkan\.yaml:4:\d+: accounts\.contoso\.password.*\n.*env:NAME/,
  ],
  [
    'a secret that does not resolve',
    config => config.replace('env:PASSWORD', 'env:NOWHERE'),
    /accounts\.contoso\.password: .*NOWHERE is not set/,
  ],
  [
    'a command that fails',
    config => config.replace('env:PASSWORD', '"exec:false"'),
    /accounts\.contoso\.password: .*false failed with exit code 1/,
  ],
  [
    'an account that nobody defines',
    config => config.replace('[contoso]', '[contosso]'),
    /monitors\.admin-center\.accounts.*contosso[^]*contoso/,
  ],
  [
    'an engine that is not installed',
    config => config.replace('[chromium]', '[webkit]'),
    /browser\.engines: webkit is not installed\n.*setup\.js webkit/,
  ],
  [
    'an engine that nobody knows',
    config => config.replace('[chromium]', '[chromium, netscape]'),
    /browser\.engines.*\n.*chromium, firefox, webkit/,
  ],
  [
    'a TOTP secret that is not base32',
    config => config.replace('env:TOTP', 'env:NO_TOTP'),
    /accounts\.contoso\.totp: .*not base32/,
  ],
  [
    'a personal address',
    config => config.replace('contoso.onmicrosoft.com', 'outlook.com'),
    /accounts\.contoso\.username: .*outlook\.com.*only work accounts/,
  ],
  [
    'a monitor that does not exist',
    config => config.replace('admin-center:', 'admin-centre:'),
    /admin-centre.*[^]*admin-center/,
  ],
  [
    'a proxy reference whose password is not escaped',
    config => config.replace('engines:', 'proxy: env:PROXY, engines:'),
    /genkan\.yaml:2:\d+: browser\.proxy: its value is not a valid proxy URL: a character.*\n.*%23 for #/,
  ],
  [
    'a proxy reference with a percent sign',
    config => config.replace('engines:', 'proxy: env:PERCENT, engines:'),
    /browser\.proxy: its value has a % in its user or password.*\n.*%25 for %/,
  ],
  [
    'authorities in another form than PEM',
    config => config.replace('engines:', 'trust: genkan.yaml, engines:'),
    /genkan\.yaml:2:\d+: browser\.trust: .*genkan\.yaml contains no certificate in PEM/,
  ],
  [
    'a password of two lines',
    config => config.replace('env:PASSWORD', 'env:TWO_LINES'),
    /accounts\.contoso\.password: .*TWO_LINES gave several lines.*\n.*on one line/,
  ],
  ['no YAML', config => `${config}\n  : [`, /genkan\.yaml:\d+:\d+/],
  ['an empty file', () => '', /genkan\.yaml: is empty/],
];

test.each(slips)(
  '%s: exit 2, a clear message, nothing written, no secret shown',
  async (_what, slip, expected) => {
    bench.write('genkan.yaml', slip(good));
    const { code, stdout, stderr } = await bench.run('run');
    expect(code, stderr).toBe(2);
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(/Hunter2|base32!|\n\s+at /);
    expect(stdout).toBe('');
    expect(bench.files()).toEqual(['genkan.yaml']);
  },
);

test('several mistakes are reported at once', async () => {
  bench.write(
    'genkan.yaml',
    good.replace('tenant:', 'tennant:').replace('[contoso]', '[fabrikam]').replace('[chromium]', '[opera]'),
  );
  const { code, stderr } = await bench.run('run');
  expect(code).toBe(2);
  for (const word of ['tennant', 'fabrikam', 'browser.engines']) expect(stderr).toContain(word);
});

describe('the command line', () => {
  test.each([
    [['run', '--config', 'nowhere.yaml'], /nowhere\.yaml: does not exist/],
    [
      ['run', '--account', 'nobody'],
      /--account: the configuration has no "nobody"\n.*configured are: contoso/,
    ],
    [['run', '--engine', 'firefox'], /--engine: the configuration has no "firefox"/],
    [['run', '--acount', 'x'], /unknown option '--acount'/],
    [['rnu'], /unknown command 'rnu'[^]*run/],
    [['runs', '--since', 'yesterday'], /--since: "yesterday" is not a duration/],
    [['simulate', '--scenario', 'nonsense'], /nonsense[^]*ordinary/],
    [['simulate', '--port', '99999'], /a port is a number from 0 to 65535/],
  ])('%j', async (args, expected) => {
    bench.write('genkan.yaml', good);
    const { code, stderr } = await bench.run(...args);
    expect(stderr).toMatch(expected);
    expect(code).toBe(2);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(bench.files()).toEqual(['genkan.yaml']);
  });

  test("Playwright's debug output, which prints what is typed, is refused", async () => {
    bench.env['DEBUG'] = 'pw:api';
    const { code, stderr } = await bench.run('run');
    expect(stderr).toMatch(/DEBUG: makes Playwright print every typed password/);
    expect(code).toBe(2);
  });

  test('doctor reports the same problems, hosts that cannot be reached, and credentials that expire', async () => {
    bench.write('genkan.yaml', good.replace('env:PASSWORD', 'env:NOWHERE'));
    const broken = await bench.run('doctor');
    expect(broken.stdout).toMatch(/✘ .*NOWHERE is not set/);
    expect(broken.code).toBe(2);
    const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    const expires = `{ password: ${inHours(24 * 29 + 1)}, temporaryAccessPass: ${inHours(-1)} }`;
    bench.write(
      'genkan.yaml',
      good
        .replace('[chromium] }', '[chromium], proxy: "http://127.0.0.1:9" }')
        .replace('TOTP }', `TOTP, temporaryAccessPass: env:PASSWORD, expires: ${expires} }`),
    );
    const alone = await bench.run('doctor');
    expect(alone.stdout).toMatch(
      /✘ host +login\.microsoftonline\.com cannot be reached: the proxy cannot be reached/,
    );
    // What ends soon, and what has ended.
    expect(alone.stdout).toMatch(/! credential +the password of contoso ends in 29 days \(\S+\): renew it/);
    expect(alone.stdout).toMatch(/✘ credential +the access pass of contoso has ended/);
    expect(alone.code).toBe(2);
  });
});

test('a mistake shows no stack trace; at debug level the error behind it follows', async () => {
  bench.write('genkan.yaml', good.replace('env:PASSWORD', 'file:nowhere'));
  const plain = await bench.run('run');
  expect(plain.code).toBe(2);
  expect(plain.stderr).toContain('nowhere does not exist');
  expect(plain.stderr).not.toMatch(/ENOENT|\n\s+at /);
  const debug = await bench.run('run', '--log-level', 'debug');
  expect(debug.code).toBe(2);
  expect(debug.stderr).toContain(plain.stderr.trim());
  const line = debug.stderr.split('\n').find(text => text.startsWith('{')) ?? '{}';
  expect(JSON.parse(line)).toMatchObject({ level: 20, err: { code: 'ENOENT' } });
});

test('no secret that was read is in the errors behind mistakes in others', async () => {
  const other = good.replace('env:TOTP', '"file:/Hunter2Secret!/totp"');
  bench.env['TOKEN'] = 'a-token-that-nobody-guesses';
  const asked = 'accounts: [contoso]';
  const spared = other
    .replace(
      'monitors:',
      '  other: { username: b@contoso.example, tenant: b, password: env:PASSWORD }\nmonitors:',
    )
    .replace(asked, 'accounts: [contoso, other]')
    .concat('serve: { listen: "192.0.2.1:9464", token: env:TOKEN }\n');
  for (const [word, config] of [
    ['run', other],
    ['serve', spared],
  ] as const) {
    bench.write('genkan.yaml', config);
    const { code, stderr } = await bench.run(word, '--log-level', 'debug');
    expect(code, stderr).toBe(2);
    const lines = stderr.split('\n').filter(text => text.startsWith('{'));
    expect(lines.join('\n'), word).toMatch(/ENOENT[^]*\[redacted\]/);
    expect(lines.join('\n'), word).not.toContain('Hunter2Secret!');
  }
});
