// What `genkan run` does in one round, with a given number of parallel sign-ins: `genkan run` itself takes as
// many as the machine has cores. Arguments: the configuration, the reports folder, how many. Prints the verdicts.
import { signInRound } from '../round.ts';

const [configFile, reports = '', parallel] = process.argv.slice(2);
const records = await signInRound(configFile, reports, { parallel: Number(parallel) });
console.log(JSON.stringify(records.map(({ verdict, durationMs }) => ({ verdict, durationMs }))));
