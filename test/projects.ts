/** Which files of `test/` are run together, as patterns below the root of the repository. */
interface Files {
  readonly include: string[];
  readonly exclude: string[];
}

/** They start a browser, the command line or the simulator. */
const browser = [
  'test/{e2e,simulator}/**/*.test.ts',
  'test/{adding,readme,setup}.test.ts',
  'test/app/{doctor-graph,doctor-registrations,enroll}.test.ts',
  'test/diagnosis/opinions.test.ts',
  'test/evidence/{digest,pictures,recorder,trace}.test.ts',
  'test/runner/{browser,browsers,isolation,own-waits,traced,user-agent}.test.ts',
  'test/sign-in/{campaign,clock-skew,page-reader,passed,provider-forms,recognition,sent-once,silence,trust,type-once}.test.ts',
  'test/sign-in/factors/ceremonies.test.ts',
];
/** They need what Genkan is deployed with: Prometheus and its family, the image, Kubernetes, cron. */
const deploy = ['test/{deploy,image}/**/*.test.ts', 'test/sinks/{pushgateway,scrape}.test.ts'];
/** They flood the machine on purpose, or follow a day in quick motion: nothing else may run beside them. */
const alone = {
  'browser-hostile': 'test/runner/hostile.test.ts',
  'deploy-day': 'test/deploy/day.test.ts',
};
const ofAlone = Object.values(alone);

/**
 * What `npm run test:unit`, `test:browser` and `test:deploy` run: the projects whose names begin so. Each test file
 * belongs to one project; one that is not listed is a unit test.
 */
export const together: Readonly<Record<'unit' | 'browser' | 'deploy', Files>> = {
  unit: { include: ['test/**/*.test.ts'], exclude: [...browser, ...deploy, ...ofAlone] },
  browser: { include: browser, exclude: ofAlone },
  deploy: { include: deploy, exclude: ofAlone },
};
/** They are started first, so that none of them is still running when all others have ended. */
export const longest = [
  'test/runner/guard-sequences.test.ts',
  'test/config/load.test.ts',
  'test/app/time-zone.test.ts',
  'test/history/guard-upgrade.test.ts',
  'test/e2e/scenarios.test.ts',
  'test/sign-in/recognition.test.ts',
  'test/e2e/stopped.test.ts',
  'test/e2e/factors.test.ts',
  'test/e2e/serve.test.ts',
  'test/e2e/sign-in.test.ts',
  'test/e2e/centers.test.ts',
  'test/e2e/guard-sequences.test.ts',
  'test/e2e/guard-combinations.test.ts',
];
export const oneByOne: Readonly<Record<string, Files>> = Object.fromEntries(
  Object.entries(alone).map(([name, file]) => [name, { include: [file], exclude: [] }]),
);
