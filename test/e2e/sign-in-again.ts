import { openApp } from '../../lib/app.ts';
import { Redactor } from '../../lib/platform/redaction.ts';

// Signs in again and again, as cron jobs that come too close would: node sign-in-again.ts CONFIG REPORTS TIMES [at-once]

const [, , configFile, reports = '', times = '', how] = process.argv;
const app = await openApp({
  env: process.env,
  configFile,
  reports,
  headless: true,
  stop: new AbortController().signal,
  stderr: process.stderr,
  redactor: new Redactor(),
  colour: false,
});
if (how === 'at-once') await Promise.all(Array.from({ length: Number(times) }, () => app.run({})));
else for (let n = 0; n < Number(times); n += 1) await app.run({});
await app.close();
process.exit();
