import { appendFileSync } from 'node:fs';
import { loadMonitors } from '../../lib/app/monitors.ts';
import { History } from '../../lib/history/history.ts';
import { systemClock } from '../../lib/platform/clock.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { nextUnusedCode } from '../../lib/runner/one-time-codes.ts';
import { Authenticator } from '../../lib/sign-in/totp.ts';
import { runContextIn } from '../run-context.ts';
import { aRecord } from '../run-records.ts';

// Takes the lock of an account and a one-time code, again and again, and writes down when: node locks.ts REPORTS FILE
// TIMES. There is no browser, and nobody waits for a time step to come.

const [, , reports = '', file = '', times = ''] = process.argv;
const history = History.open(reports);
const stop = new AbortController().signal;
const parts = runContextIn(reports, history, { stop });
const hasty = { ...systemClock, now: () => 0, until: () => Promise.resolve() };
const monitor = (await loadMonitors()).get('admin-center');
if (monitor === undefined) throw new Error('there is no such monitor');
const account = {
  id: 'contoso',
  username: 'monitor@contoso.example',
  tenant: 'contoso',
  cloud: 'global',
  password: new Secret('any'),
} as const;
const authenticator = new Authenticator(new Secret('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'));

for (let n = 0; n < Number(times); n += 1) {
  const run = {
    due: aRecord({ runId: `${process.pid}-${n}` }),
    monitor,
    startUrl: 'https://admin.microsoft.com/',
    account,
    otherEngines: [],
    timeoutMs: 120_000,
    slowMs: 60_000,
  };
  const admission = await parts.guard.admit(run, stop);
  if ('refused' in admission) throw new Error(admission.refused);
  appendFileSync(file, `begin ${process.pid}\n`);
  const code = await nextUnusedCode(authenticator, history.guard, hasty, stop);
  appendFileSync(file, `end ${process.pid} ${code.reveal()}\n`);
  await admission.end(aRecord());
}
await history.close();
