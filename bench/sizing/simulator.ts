// The simulator in a process of its own, so that its share is not counted as Genkan's. Its argument is the number of
// accounts. It prints its address as one line of JSON, and ends when its standard input does.
import { startSimulator } from '../../simulator/simulator.ts';

const count = Number(process.argv[2]);
const accounts = Array.from({ length: count }, (_, n) => ({
  username: `bench-${n}@contoso.onmicrosoft.com`,
  roles: ['Global Reader'],
}));
const simulator = await startSimulator({ accounts });
const { proxy, ca } = simulator;
const wanted = simulator.accounts.filter(({ username }) => username.startsWith('bench-'));
console.log(JSON.stringify({ proxy, ca, accounts: wanted }));
process.stdin.resume().once('end', () => void simulator.stop());
