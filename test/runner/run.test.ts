import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadMonitors } from '../../lib/app/monitors.ts';
import { renewalOf } from '../../lib/app/renewal.ts';
import type { Account } from '../../lib/domain/account.ts';
import { afterResume, userKeyOf } from '../../lib/domain/guard-state.ts';
import type { RunRecord } from '../../lib/domain/run-record.ts';
import { History } from '../../lib/history/history.ts';
import { Redactor } from '../../lib/platform/redaction.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { Browsers } from '../../lib/runner/browsers.ts';
import type { RunContext } from '../../lib/runner/due-run.ts';
import type { Admission } from '../../lib/runner/guard.ts';
import { performRun } from '../../lib/runner/run.ts';
import { performRuns, runContextIn } from '../run-context.ts';
import { aFailure, aRecord } from '../run-records.ts';

let reports: string;
let history: History;
/** What the password manager holds; nothing while it is locked. */
let stored: string | undefined;
let asked: number;
beforeEach(() => {
  reports = mkdtempSync(join(tmpdir(), 'genkan-test-'));
  history = History.open(reports);
  asked = 0;
});
afterEach(async () => {
  await history.close();
  rmSync(reports, { recursive: true });
});

/** The shortest way to see that a run was tried. */
const tried = 'browser_not_started';
const browsers = new Browsers(() => ({
  engine: 'chromium',
  headless: true,
  env: {},
  executablePath: '/nowhere/to/be/found',
  locale: 'en-US',
}));
const monitor = (await loadMonitors()).get('admin-center');
const nobody = { id: 'contoso', username: 'a@contoso.example', tenant: 'contoso', cloud: 'global' } as const;
const withPassword = (password: string): Account => ({ ...nobody, password: new Secret(password) });

/** A process that stays, and how it ends a run of an account. */
function aProcess(account: Account): { parts: RunContext; perform: () => Promise<string | undefined> } {
  const renew = () => {
    asked += 1;
    return Promise.resolve(stored === undefined ? undefined : withPassword(stored));
  };
  const parts = runContextIn(reports, history, {
    browsers,
    renewal: renewalOf({ renew }),
  });
  const perform = async () => (await performRun(aRun(account), parts)).cause;
  return { parts, perform };
}

function aRun(account: Account) {
  if (monitor === undefined) throw new Error('no such monitor');
  const startUrl = 'https://admin.microsoft.com/';
  return { due: aRecord(), monitor, startUrl, account, otherEngines: [], timeoutMs: 10_000, slowMs: 10_000 };
}

/** Types the password, and is refused. */
async function refuse(admission: Admission, record: RunRecord): Promise<void> {
  if ('refused' in admission) throw new Error(admission.refused);
  await admission.permit('password', 1);
  await admission.end(record);
}

test('a secret that is missing is asked for again by the next run', async () => {
  const { perform } = aProcess({ ...nobody, lacksSecret: true });
  stored = undefined;
  expect(await perform()).toBe('secret_unavailable');
  stored = 'there';
  expect(await perform()).toBe(tried);
  expect(await perform()).toBe(tried);
  expect(asked).toBe(2);
});

test('a secret that was refused is given up for another one, and not gone back to', async () => {
  const { parts, perform } = aProcess(withPassword('old'));
  stored = 'old';
  const admission = await parts.guard.admit(aRun(withPassword('old')), parts.stop);
  await refuse(admission, aFailure({ cause: 'password_wrong' }));
  expect(await perform()).toBe('paused');
  stored = 'new';
  expect(await perform()).toBe(tried);
  const userKey = userKeyOf(nobody.username, false);
  await history.guard.update(userKey, state => afterResume(state, false)); // a person vouches for both
  expect(await perform()).toBe(tried);
  expect(parts.renewal?.latest(withPassword('old')).password?.reveal()).toBe('new');
});

test('while Microsoft asks to wait, no secret is read', async () => {
  const { parts, perform } = aProcess(withPassword('old'));
  const admission = await parts.guard.admit(aRun(withPassword('old')), parts.stop);
  await refuse(admission, aFailure({ cause: 'throttled', fault: 'policy' }));
  expect(await perform()).toBe('paused');
  expect(asked).toBe(0);
});

test('an error of our own ends in a record, with its cause in the log, and affects no other run', async () => {
  const errors: string[] = [];
  const log = pino({}, { write: (line: string) => errors.push(line) });
  const parts = runContextIn(reports, history, {
    browsers,
    log,
    redactor: new (class extends Redactor {
      override text(): never {
        throw new TypeError('phaseTexts[phase] is undefined');
      }
    })(),
  });
  // With a text in it, that is given to the redactor.
  const page = { url: 'https://login.microsoftonline.com/' };
  const one = { ...aRun(withPassword('one')), due: aRecord({ page }) };
  const two = {
    ...aRun({ ...withPassword('two'), id: 'fabrikam' }),
    due: aRecord({ account: 'fabrikam', runId: 'two', page }),
  };
  const records = await performRuns([one, two], parts);
  expect(records.map(({ account, cause, verdict }) => [account, cause, verdict])).toEqual([
    ['contoso', 'internal_error', 'unknown'],
    ['fabrikam', 'internal_error', 'unknown'],
  ]);
  expect((await history.run('two'))?.cause).toBe('internal_error');
  expect(errors.join('')).toContain('phaseTexts[phase] is undefined');
});
