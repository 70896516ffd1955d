// One sign-in with the flight recorder on or off, as `genkan run` does it. Arguments: the configuration, the reports
// folder, `on` or `off`, the account. Prints how it ended, and how long after its end the evidence was there.
import { harOf } from '../../lib/evidence/har.ts';
import { FlightRecorder } from '../../lib/evidence/recorder.ts';
import type { EvidenceContext } from '../../lib/runner/due-run.ts';
import { signInRound } from '../round.ts';

const [configFile, reports = '', recorder, account = ''] = process.argv.slice(2);
let failedAt: number | undefined;

const none = {
  learn: () => undefined,
  look: () => Promise.resolve(),
  recording: (n: number) => ({
    n,
    codes: [],
    filmstrip: [],
    lines: [],
    network: harOf([], { name: '', version: '' }),
  }),
  stop: (n: number) => Promise.resolve(none.recording(n)),
};
const changed = (usual: EvidenceContext): EvidenceContext => ({
  ...usual,
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
});
const [record] = await signInRound(configFile, reports, {
  selection: { account: [account] },
  parallel: 1,
  changed,
});
const evidenceMs = failedAt === undefined ? undefined : performance.now() - failedAt;
if (record === undefined) throw new Error('nothing ran');
const { verdict, cause, startedAt = '', endedAt, evidence: stored, evidenceDropped = [] } = record;
console.log(
  JSON.stringify({
    verdict,
    cause,
    wallMs: Date.parse(endedAt) - Date.parse(startedAt),
    evidenceMs,
    bytes: stored.reduce((sum, { bytes }) => sum + bytes, 0),
    kinds: [...new Set(stored.map(({ kind }) => kind))],
    dropped: evidenceDropped.length,
  }),
);
process.exit();
