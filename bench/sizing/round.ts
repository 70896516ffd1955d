// What `genkan run` does in one round, with as many sign-ins side by side as it is told: `genkan run` itself takes as
// many as the machine has cores. Arguments: the configuration, the reports folder, how many. Prints the verdicts.
import { signInRound } from '../round.ts';

const [configFile, reports = '', parallel] = process.argv.slice(2);
const records = await signInRound(configFile, reports, { parallel: Number(parallel) });
console.log(JSON.stringify(records.map(({ verdict, durationMs }) => ({ verdict, durationMs }))));
