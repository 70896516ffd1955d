import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { renderAccounts } from '../../lib/app/inventory.ts';
import type { Invocation } from '../../lib/app/invocation.ts';
import { snapshotOf } from '../../lib/app/publish.ts';
import { resumeAccount } from '../../lib/app/resume.ts';
import type { Cloud } from '../../lib/domain/cloud.ts';
import { History } from '../../lib/history/history.ts';
import { systemClock } from '../../lib/platform/clock.ts';
import { Redactor } from '../../lib/platform/redaction.ts';
import { scryptHash } from '../../lib/runner/fingerprints.ts';
import { Guard } from '../../lib/runner/guard.ts';
import { samplesOf } from '../../lib/sinks/metrics.ts';
import adminCenter from '../../monitors/admin-center.monitor.ts';
import { aRecord } from '../run-records.ts';
import { anAccount, failure, minute, withPassword } from '../runner/guard-bench.ts';

let folder: string;
let invocation: Invocation;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'genkan-resume-'));
  configure('en');
  invocation = {
    env: {},
    configFile: join(folder, 'genkan.yaml'),
    reports: join(folder, 'reports'),
    headless: true,
    stop: new AbortController().signal,
    stderr: { fd: 2, isTTY: false },
    redactor: new Redactor(),
    colour: false,
  };
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Two ids of one user name, and somebody else. */
function configure(language: string, cloud: Cloud = 'global'): void {
  const account = (username: string) =>
    `{ username: ${username}, tenant: contoso, cloud: ${cloud}, password: env:NOWHERE }`;
  writeFileSync(
    join(folder, 'genkan.yaml'),
    `language: ${language}
accounts:
  contoso: ${account('Monitor@contoso.example')}
  second: ${account('monitor@CONTOSO.example')}
  else: ${account('else@contoso.example')}
monitors: { admin-center: { accounts: [contoso, second, else] } }
`,
  );
}

/** Several passwords of an account id that are refused, one after the other. */
async function refuse(id: string, passwords: number, name = id, cloud: Cloud = 'global'): Promise<void> {
  await inHistory(async history => {
    const guard = new Guard({ store: history.guard, clock: systemClock, hash: scryptHash(2) });
    for (let n = 0; n < passwords; n += 1) {
      const due = aRecord({ runId: `${name}-${n}`, account: id });
      const account = withPassword(`wrong ${name} ${n}`, { id, cloud });
      const run = await guard.admit({ due, account, timeoutMs: minute }, new AbortController().signal);
      if ('refused' in run) throw new Error(run.refused);
      await run.permit('password', 1);
      await run.end(failure('password_wrong'));
    }
  });
}

async function inHistory<T>(work: (history: History) => Promise<T>): Promise<T> {
  const history = History.open(invocation.reports);
  try {
    return await work(history);
  } finally {
    await history.close();
  }
}

const resume = (account: string, once = false) => resumeAccount(invocation, account, { once });

/** Which account ids `accounts` and the metrics show as paused. */
async function shownPaused(): Promise<{ accounts: string[]; metrics: string[] }> {
  const rows = (await renderAccounts(invocation, { json: true })).split('\n');
  const accounts = rows.map(row => JSON.parse(row) as { id: string; paused?: object });
  const ids = {
    contoso: 'Monitor@contoso.example',
    second: 'monitor@CONTOSO.example',
    else: 'e@contoso.example',
  };
  const watched = Object.entries(ids).map(([id, username]) => {
    return { id, username, tenant: 'contoso', cloud: 'global' } as const;
  });
  const times = { everyMs: minute, timeoutMs: minute, slowMs: minute };
  const what = {
    location: 'here',
    simulated: false,
    engines: ['chromium'],
    standardEngines: ['chromium'],
    plannedMonitors: [{ monitor: adminCenter, accounts: watched, ...times }],
    sinks: [],
  } as const;
  const snapshot = await inHistory(history =>
    snapshotOf(what, history, { now: Date.now(), evidenceBytes: 0 }),
  );
  const samples = samplesOf(snapshot).get('genkan_account_paused') ?? [];
  return {
    accounts: accounts.filter(({ paused }) => paused !== undefined).map(({ id }) => id),
    metrics: samples.filter(({ value }) => value === 1).map(({ labels }) => labels['account'] ?? ''),
  };
}

describe.each(['contoso', 'second', 'configured only'])('a user name with two ids, resumed by %s', how => {
  const id = how === 'configured only' ? 'second' : how;

  test('both are shown as paused, and both are resumed', async () => {
    await refuse(how === 'second' ? 'second' : 'contoso', 1);
    expect(await shownPaused()).toEqual({
      accounts: ['contoso', 'second'],
      metrics: ['contoso', 'second'],
    });
    const said = await resume(id);
    expect(said).toContain(`${id} is resumed. It was paused because of: `);
    expect(said).toContain('password_wrong');
    expect(said).toContain(`used by: ${id === 'second' ? 'contoso' : 'second'}. They are resumed, too.`);
    expect(await shownPaused()).toEqual({ accounts: [], metrics: [] });
    await expect(resume(id)).rejects.toThrow(`the account "${id}" is not paused`);
  });
});

test('where both had the same refused secret, neither is shown as paused once one gets in with another', async () => {
  await refuse('contoso', 1, 'shared');
  const runs = [
    ['second', 'wrong shared 0'],
    ['contoso', 'right'],
  ] as const;
  await inHistory(async history => {
    const guard = new Guard({ store: history.guard, clock: systemClock, hash: scryptHash(2) });
    for (const [id, password] of runs) {
      const due = aRecord({ runId: `run of ${id}`, account: id });
      const account = withPassword(password, { id });
      const run = await guard.admit({ due, account, timeoutMs: minute }, new AbortController().signal);
      expect('refused' in run, id).toBe(id === 'second');
      if ('refused' in run) continue;
      await run.permit('password', 1);
      await run.end(due);
    }
  });
  expect(await shownPaused()).toEqual({ accounts: [], metrics: [] });
});

test('one that is not paused gives a message, also where there is no history', async () => {
  await expect(resume('contoso')).rejects.toThrow('the account "contoso" is not paused');
  await refuse('contoso', 1);
  await expect(resume('else')).rejects.toThrow('the account "else" is not paused');
  await expect(resume('nobody')).rejects.toThrow('the account "nobody" is not paused');
});

test('where the budget is still used up, the message says until when, and what one more try risks', async () => {
  await refuse('contoso', 5);
  const said = await resume('second');
  expect(said).toMatch(
    /is not tried before \d{4}-.*Z\. To allow one more try now: genkan resume second --once/,
  );
  expect((await shownPaused()).accounts).toEqual(['contoso', 'second']);
  // Also when nothing else pauses it any more.
  expect(await resume('contoso')).toMatch(/is not tried before/);
  expect(await resume('contoso', true)).toMatch(/tried once more.*Microsoft may lock the account/);
  const tries: string[] = [];
  await inHistory(async history => {
    const guard = new Guard({ store: history.guard, clock: systemClock, hash: scryptHash(2) });
    for (const runId of ['once', 'twice']) {
      const due = aRecord({ runId });
      const run = await guard.admit(
        { due, account: anAccount(), timeoutMs: minute },
        new AbortController().signal,
      );
      tries.push('refused' in run ? run.refused : 'tried');
      if ('refused' in run) continue;
      await run.permit('password', 1);
      await run.end(failure('password_wrong'));
    }
  });
  expect(tries).toEqual(['tried', 'paused']);
});

describe('one more try, asked for again and again', () => {
  const numbers = /(\d+) of its credentials were refused, or may have been.* locks the account at (\d+)/;

  test('is allowed once an hour, with the numbers; where it is refused, nothing is resumed', async () => {
    await refuse('contoso', 5);
    await resume('contoso', true);
    // Asked for again before it was used, it is still the same one.
    await resume('contoso', true);
    await refuse('contoso', 1, 'once');
    for (let n = 0; n < 11; n += 1)
      await expect(resume('contoso', true)).rejects.toThrow(/within the last hour/);
    const error = await resume('contoso', true).catch((thrown: Error) => thrown.message);
    expect(numbers.exec(error)?.slice(1)).toEqual(['6', '10']);
    expect((await shownPaused()).metrics).toEqual(['contoso', 'second']);
  });

  test.each(['gcc-high', 'dod'] as const)(
    '%s: is not allowed, since it could lock the account',
    async cloud => {
      configure('en', cloud);
      await refuse('contoso', 2, 'of two', cloud);
      const error = await resume('contoso', true).catch((thrown: Error) => thrown.message);
      expect(numbers.exec(error)?.slice(1)).toEqual(['2', '3']);
      const said = await resume('contoso');
      expect(said).toMatch(/is not tried before .*Z: one more refused credential could lock the account/);
      expect(said).not.toContain('--once');
    },
  );

  test('in Japanese', async () => {
    await refuse('contoso', 5);
    configure('ja');
    await resume('contoso', true);
    await refuse('contoso', 1, 'once');
    await expect(resume('contoso', true)).rejects.toThrow(/6 件で、10 件に達すると/);
  });

  test('is also used up by a run that types nothing, which does not count as the one of the hour', async () => {
    await refuse('contoso', 5);
    await resume('contoso', true);
    const tried = () =>
      inHistory(async history => {
        const guard = new Guard({ store: history.guard, clock: systemClock, hash: scryptHash(2) });
        const due = aRecord({ runId: 'with a passkey' });
        const account = anAccount();
        const run = await guard.admit({ due, account, timeoutMs: minute }, new AbortController().signal);
        if ('refused' in run) return run.refused;
        await run.end(failure('admin_center_error'));
        return 'tried';
      });
    expect(await tried()).toBe('tried');
    expect(await tried()).toBe('paused');
    expect(await resume('contoso', true)).toMatch(/tried once more/);
  });
});

test('in Japanese', async () => {
  await refuse('contoso', 5);
  configure('ja');
  expect(await resume('contoso')).toMatch(/監視を再開しました.*\n.*同じユーザー名.*\n.*--once/);
});
