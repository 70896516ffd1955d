// What `genkan run` does in one round, with as many sign-ins side by side as it is told: `genkan run` itself takes as
// many as the machine has cores. Arguments: the configuration, the reports folder, how many. Prints the verdicts.
import { assign } from '../../lib/app/assign.ts';
import { evidenceParts } from '../../lib/app/evidence.ts';
import { loadMonitors } from '../../lib/app/monitors.ts';
import { systemClock } from '../../lib/core/clock.ts';
import { Redactor } from '../../lib/core/redaction.ts';
import { History } from '../../lib/history/history.ts';
import { Browsers } from '../../lib/run/browsers.ts';
import { dueRuns } from '../../lib/run/plan.ts';
import { performRound } from '../../lib/run/round.ts';
import { openLog } from '../../lib/terminal/logger.ts';

const [configFile, reports = '', parallel] = process.argv.slice(2);
const { env, stderr } = process;
const stop = new AbortController().signal;
const invocation = { env, configFile, reports, headless: true, stop, stderr, colour: false };
const assignment = await assign(invocation, await loadMonitors());
const { browser, language, plan, secrets } = assignment;
const redactor = new Redactor(secrets);
const log = openLog(stderr, redactor);
const history = History.open(reports);
const browsers = new Browsers(engine => ({ engine, headless: true, env, ...browser(engine) }));
const runs = dueRuns(plan, {}, systemClock.now());
const evidence = evidenceParts(assignment, reports);
const parts = { clock: systemClock, history, evidence, language, redactor, log, stop, way: {} };
const records = await performRound(runs, browsers, parts, Number(parallel));
await browsers.close();
history.close();
console.log(JSON.stringify(records.map(({ verdict, durationMs }) => ({ verdict, durationMs }))));
