// How long from `podman run` to the first page that the image's browser asks for, and how large the image is.
// As root on Debian, with what scripts/image.sh wants.
import { startSimulator } from '../simulator/simulator.ts';
import { watch } from '../test/e2e/genkan.ts';
import { Containers, image } from '../test/image/container.ts';

const rounds = 5;

await image('build');
const simulator = await startSimulator();
const containers = new Containers(simulator);
watch(containers.bench, simulator);
const toFirstPage: number[] = [];
for (let n = 0; n < rounds; n += 1) {
  const seen = simulator.journal.length;
  const startedAt = Date.now();
  const running = containers.start(['run', '--account', 'expired-secret']);
  await running.ended;
  const first = simulator.journal[seen];
  if (first !== undefined) toFirstPage.push(first.at - startedAt);
}
await containers.remove();
await simulator.stop();
const median = toFirstPage.toSorted((a, b) => a - b)[Math.floor(toFirstPage.length / 2)];
console.log(`container start to first page: median ${median} ms of ${toFirstPage.join(', ')}`);
console.log(`compressed (gzip -1): ${Math.round(Number(await image('size')) / 1e6)} MB`);
