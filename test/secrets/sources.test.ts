import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, rmSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { formatProblem } from '../../lib/platform/problem.ts';
import { parseSecretReference, type SecretForm } from '../../lib/platform/secret-reference.ts';
import { SecretError, type Surroundings } from '../../lib/secrets/source.ts';
import { resolveSecret, resolveSecrets } from '../../lib/secrets/sources.ts';

let folder: string;
let surroundings: Surroundings;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'genkan-secrets-'));
  surroundings = {
    env: { PATH: process.env['PATH'], PW: ' hunter2 ', EMPTY: '', BLANK: ' \n' },
    secretNames: new Set(),
    folder,
    timeoutMs: 20_000,
  };
});
afterAll(() => rm(folder, { recursive: true }));

function referenceTo(text: string) {
  const reference = parseSecretReference(text);
  if (reference === undefined) throw new Error(`${text} is not a reference`);
  return reference;
}

const reveal = async (text: string, form?: SecretForm) =>
  (await resolveSecret(referenceTo(text), surroundings, form)).reveal();

async function failureOf(text: string, changed: Partial<Surroundings> = {}): Promise<string> {
  const error = await resolveSecret(referenceTo(text), { ...surroundings, ...changed }).catch(
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(SecretError);
  const message = error instanceof SecretError ? `${error.what} → ${error.remedy}` : '';
  // With its causes, and the fields of all of them.
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2');
  return message.replaceAll(folder, '');
}

describe('a reference', () => {
  it.each([
    ['env:NAME', { scheme: 'env', rest: 'NAME', text: 'env:NAME' }],
    ['file:a b.txt', { scheme: 'file', rest: 'a b.txt', text: 'file:a b.txt' }],
    ['exec: op read x ', { scheme: 'exec', rest: 'op read x', text: 'exec: op read x' }],
  ])('%s', (text, reference) => {
    expect(parseSecretReference(text)).toEqual(reference);
  });

  it.each([
    '',
    'hunter2',
    'env:',
    'env:a b',
    'env:hunter2!',
    'env:1',
    'file:',
    'exec: ',
    'ENV:X',
    ' env:X',
    'op://x',
  ])('is not %j', text => {
    expect(parseSecretReference(text)).toBeUndefined();
  });
});

describe('env:', () => {
  it('takes the value as it is', async () => {
    expect(await reveal('env:PW')).toBe(' hunter2 ');
  });

  it('reports a variable that is missing or empty', async () => {
    expect(await failureOf('env:NOPE')).toBe(
      'the environment variable NOPE is not set → set NOPE where Genkan is started',
    );
    expect(await failureOf('env:EMPTY')).toBe(
      'the environment variable EMPTY is empty → put the secret there',
    );
    expect(await failureOf('env:BLANK')).toContain('BLANK is empty');
    expect(await failureOf('env:toString', { env: {} })).toContain('toString is not set');
  });
});

describe('file:', () => {
  it.each([
    ['hunter2', 'hunter2'],
    ['hunter2\n', 'hunter2'],
    ['hunter2\r\n', 'hunter2'],
    [' パスワード ', ' パスワード '],
    ['\uFEFFhunter2', 'hunter2'],
    [Buffer.from('\uFEFFhunter2\r\n', 'utf16le'), 'hunter2'],
    [Buffer.from('\uFEFFhunter2\r\n', 'utf16le').swap16(), 'hunter2'],
  ])('reads %j', async (content, secret) => {
    await writeFile(join(folder, 'secret'), content);
    expect(await reveal('file:secret')).toBe(secret);
    expect(await reveal(`file:${folder}/secret`)).toBe(secret);
  });

  it('reports a file that cannot be read', async () => {
    expect(await failureOf('file:nope')).toBe(
      'the file /nope does not exist → write the secret there, or correct the path',
    );
    expect(await failureOf('file:.')).toBe(' is a folder → name a file in it');
    await writeFile(join(folder, 'blank'), '\n');
    expect(await failureOf('file:blank')).toBe('the file /blank is empty → put the secret there');
    await writeFile(join(folder, 'binary'), Buffer.from([0x68, 0xff]));
    expect(await failureOf('file:binary')).toBe(
      'the file /binary gave something that is not UTF-8 text → save the secret as plain text in UTF-8',
    );
    await writeFile(join(folder, 'large'), 'hunter2'.repeat(10_000));
    expect(await failureOf('file:large')).toBe(
      'the file /large gave more than 64 KiB → name a source that contains only the secret',
    );
  });
});

test.each([
  ['nobody writes to', undefined, 'is empty → put the secret there'],
  ['nobody has written to yet', constants.O_RDWR, 'has nothing to read yet → name a file'],
])('a pipe that %s is not waited for', async (_, opened, failure) => {
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  const other = opened === undefined ? undefined : openSync(join(folder, 'pipe'), opened);
  try {
    expect(await failureOf('file:pipe')).toContain(`/pipe ${failure}`);
  } finally {
    if (other !== undefined) closeSync(other);
    rmSync(join(folder, 'pipe'));
  }
});

describe('a secret of any source', () => {
  const schemes: Array<[string, (content: string) => Promise<string>]> = [
    [
      'env:',
      async content => {
        surroundings = { ...surroundings, env: { ...surroundings.env, LINES: content } };
        return 'env:LINES';
      },
    ],
    [
      'file:',
      async content => {
        await writeFile(join(folder, 'lines'), content);
        return 'file:lines';
      },
    ],
    [
      'exec:',
      async content => {
        await writeFile(join(folder, 'lines'), content);
        return 'exec:cat lines';
      },
    ],
  ];

  it.each(
    schemes.flatMap(([scheme, store]) =>
      ['\n', '\r', '\r\n', '\n\n', '\r\n\r\n', '\r\r\n'].map(end => [scheme, end, store] as const),
    ),
  )('loses the line ends at its end: %s with %j', async (_scheme, end, store) => {
    expect(await reveal(await store(`hunter2${end}`))).toBe('hunter2');
    expect(await reveal(await store(`\uFEFF hunter2 ${end}`))).toBe(' hunter2 ');
  });

  it.each(
    schemes.flatMap(([scheme, store]) =>
      ['\n', '\r', '\r\n', '\u0085', '\u2028', '\t', '\u001B'].map(inner => [scheme, inner, store] as const),
    ),
  )('may be one line only: %s with %j in it', async (_scheme, inner, store) => {
    const reference = await store(`hunter2${inner}hunter3`);
    expect(await failureOf(reference)).toMatch(
      /gave several lines, or a control character, where the secret is one line → store only the secret/,
    );
    expect(await reveal(reference, 'text')).toBe(`hunter2${inner}hunter3`);
  });
});

describe('exec:', () => {
  it.each([
    ['echo hunter2', 'hunter2'],
    ['printf "%s|" a \'b c\' "d e"f', 'a|b c|d ef|'],
    ['echo $PW * ; ls', '$PW * ; ls'],
    ['pwd', 'FOLDER'],
    ['printf "" x ""', undefined],
  ])('%s', async (command, secret) => {
    if (secret === undefined)
      expect(await failureOf(`exec:${command}`)).toBe('the command printf is empty → put the secret there');
    else expect((await reveal(`exec:${command}`)).replace(folder, 'FOLDER')).toBe(secret);
  });

  it('gets what programs and password managers need, and no other secret', async () => {
    const given = {
      PATH: process.env['PATH'],
      HOME: '/home/genkan',
      LC_ALL: 'C',
      https_proxy: 'http://proxy:3128',
      OP_SERVICE_ACCOUNT_TOKEN: 'ops',
      BW_SESSION: 'bw',
      VAULT_ADDR: 'https://vault',
      AWS_PROFILE: 'genkan',
      AZURE_CONFIG_DIR: '/azure',
      CLOUDSDK_CONFIG: '/gcloud',
      PASSWORD_STORE_DIR: '/store',
      GNUPGHOME: '/gnupg',
    };
    const withheld = {
      CONTOSO_PASSWORD: 'hunter2',
      GENKAN_TOKEN: 'hunter2',
      GENKAN_DATABASE: 'postgres://genkan:hunter2@db/',
      SMTP_PASSWORD: 'hunter2',
      NODE_OPTIONS: '--inspect',
      // A name of a password manager that the configuration takes a secret from.
      VAULT_TOKEN: 'hunter2',
    };
    const reference = referenceTo('exec:env -u _ -u PWD -u SHLVL env');
    const secret = await resolveSecret(
      reference,
      {
        ...surroundings,
        env: { ...given, ...withheld },
        secretNames: new Set(['CONTOSO_PASSWORD', 'VAULT_TOKEN']),
      },
      'text',
    );
    expect(secret.reveal().split('\n').toSorted()).toEqual(
      Object.entries(given)
        .map(([name, value]) => `${name}=${value}`)
        .toSorted(),
    );
  });

  it('reports why there is no secret, without what was printed', async () => {
    const script = join(folder, 'leaky');
    await writeFile(script, '#!/bin/sh\necho hunter2; echo hunter2 >&2; exit 3\n');
    expect(await failureOf('exec:./leaky')).toBe(
      'the command ./leaky is not executable → make it executable for this user',
    );
    await chmod(script, 0o755);
    expect(await failureOf('exec:./leaky')).toBe(
      'the command ./leaky failed with exit code 3 → run it by hand to see why',
    );
    expect(await failureOf('exec:no-such-command-at-all hunter2')).toBe(
      'the command no-such-command-at-all was not found → install it, or write its full path',
    );
    expect(await failureOf('exec:sh -c "kill -9 $$"')).toMatch(
      /^the command sh (was ended by SIGKILL|failed)/,
    );
    expect(await failureOf('exec:echo "x')).toBe('a quote in the command is not closed → close it');
    expect(await failureOf('exec:"" x')).toBe('the command has no name → write exec:COMMAND ARGUMENTS');
    expect(await failureOf('exec:yes hunter2')).toContain('gave more than 64 KiB');
  });

  it('ends a command that takes too long, with all that it started', async () => {
    const script = join(folder, 'slow');
    await writeFile(script, '#!/bin/sh\nsleep 300 & echo $! > pid\necho hunter2\nwait\n');
    await chmod(script, 0o755);
    expect(await failureOf('exec:./slow', { timeoutMs: 5000 })).toBe(
      'the command ./slow had not finished after 5 s → run it by hand to see why; it cannot ask for input',
    );
    const pid = Number(await readFile(join(folder, 'pid'), 'utf8'));
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it('does not wait for what a command leaves running in the background once its output is closed', async () => {
    const script = join(folder, 'leaving');
    await writeFile(script, '#!/bin/sh\nsleep 300 >/dev/null 2>/dev/null & echo $! > pid\necho hunter2\n');
    await chmod(script, 0o755);
    expect(await reveal('exec:./leaving')).toBe('hunter2');
    const pid = Number(await readFile(join(folder, 'pid'), 'utf8'));
    expect(await isAlive(pid)).toBe(true);
    process.kill(pid);
  });
});

describe('all secrets of a configuration', () => {
  it('are fetched once for each reference', async () => {
    const script = join(folder, 'counting');
    await writeFile(script, '#!/bin/sh\necho x >> count\necho hunter2\n');
    await chmod(script, 0o755);
    const { secrets } = await resolveSecrets(
      [
        configured('accounts.a.password', 'exec:./counting'),
        configured('accounts.b.password', 'exec:./counting'),
      ],
      surroundings,
      () => undefined,
    );
    expect([...secrets.keys()]).toEqual(['accounts.a.password', 'accounts.b.password']);
    expect(secrets.get('accounts.b.password')?.reveal()).toBe('hunter2');
    expect(await readFile(join(folder, 'count'), 'utf8')).toBe('x\n');
    expect(JSON.stringify([...secrets])).not.toContain('hunter2');
  });

  it('are reported all at once when they cannot be had', async () => {
    const list = [
      configured('accounts.a.password', 'env:A'),
      configured('accounts.a.totp', 'env:PW'),
      configured('x', 'env:B'),
    ];
    const learned: string[] = [];
    const { problems } = await resolveSecrets(list, surroundings, secret => learned.push(secret.reveal()));
    expect(learned).toEqual([surroundings.env['PW']]);
    expect(problems.map(formatProblem).join('\n')).toBe(
      [
        'g.yaml:1:1: accounts.a.password: the environment variable A is not set',
        '  → set A where Genkan is started',
        'g.yaml:1:1: x: the environment variable B is not set',
        '  → set B where Genkan is started',
      ].join('\n'),
    );
  });
});

function configured(key: string, text: string, form: SecretForm = 'text') {
  return { key, where: 'g.yaml:1:1', reference: referenceTo(text), form };
}

/** Running, that is not gone and not a zombie either, which nobody reaps in some containers. */
async function isAlive(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return status !== '' && !/^State:\s*Z/m.test(status);
}
