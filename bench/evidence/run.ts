// One sign-in with the flight recorder on or off, as `genkan run` does it. Arguments: the configuration, the reports
// folder, `on` or `off`, the account. Prints how it ended, and how long after its end the evidence was there.
import { assign } from '../../lib/app/assign.ts';
import { evidenceParts } from '../../lib/app/evidence.ts';
import { loadMonitors } from '../../lib/app/monitors.ts';
import { systemClock } from '../../lib/core/clock.ts';
import { Redactor } from '../../lib/core/redaction.ts';
import { harOf } from '../../lib/evidence/har.ts';
import { FlightRecorder } from '../../lib/evidence/recorder.ts';
import { History } from '../../lib/history/history.ts';
import { Browsers } from '../../lib/run/browsers.ts';
import { dueRuns } from '../../lib/run/plan.ts';
import { performRound } from '../../lib/run/round.ts';
import { openLog } from '../../lib/terminal/logger.ts';

const [configFile, reports = '', recorder, account = ''] = process.argv.slice(2);
const { env, stderr } = process;
const stop = new AbortController().signal;
const invocation = { env, configFile, reports, headless: true, stop, stderr, colour: false };
const assignment = await assign(invocation, await loadMonitors());
const { browser, language, plan, secrets } = assignment;
const redactor = new Redactor(secrets);
const log = openLog(stderr, redactor);
const history = History.open(reports);
const browsers = new Browsers(engine => ({ engine, headless: true, env, ...browser(engine) }));
const parts = evidenceParts(assignment, reports);
let failedAt: number | undefined;

const none = {
  learn: () => undefined,
  look: () => Promise.resolve(),
  recording: (n: number) => ({
    n,
    codes: [],
    film: [],
    lines: [],
    network: harOf([], { name: '', version: '' }),
  }),
  stop: (n: number) => Promise.resolve(none.recording(n)),
};
const evidence = {
  ...parts,
  record(options: ConstructorParameters<typeof FlightRecorder>[0]) {
    if (recorder === 'off') return none;
    const real = new FlightRecorder(options);
    return {
      learn: real.learn.bind(real),
      look: real.look.bind(real),
      recording: real.recording.bind(real),
      stop(n: number, isPageGone: boolean) {
        failedAt = performance.now();
        return real.stop(n, isPageGone);
      },
    };
  },
};
const runs = dueRuns(plan, { account }, systemClock.now());
const [record] = await performRound(
  runs,
  browsers,
  { clock: systemClock, history, evidence, language, redactor, log, stop, way: {} },
  1,
);
const evidenceMs = failedAt === undefined ? undefined : performance.now() - failedAt;
await browsers.close();
history.close();
if (record === undefined) throw new Error('nothing ran');
const { verdict, cause, startedAt = '', endedAt, evidence: kept, evidenceDropped = [] } = record;
console.log(
  JSON.stringify({
    verdict,
    cause,
    wallMs: Date.parse(endedAt) - Date.parse(startedAt),
    evidenceMs,
    bytes: kept.reduce((sum, { bytes }) => sum + bytes, 0),
    kinds: [...new Set(kept.map(({ kind }) => kind))],
    dropped: evidenceDropped.length,
  }),
);
process.exit();
