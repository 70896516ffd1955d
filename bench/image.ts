// How long from `podman run` to the first page that the image's browser asks for, and how large the image is.
// As root on Debian, with what scripts/image.sh wants.
import { startSimulator } from '../simulator/simulator.ts';
import { watch } from '../test/e2e/genkan.ts';
import { Containers, image } from '../test/image/container.ts';

const rounds = 5;

await image('build');
const toFirstPage: number[] = [];
for (let n = 0; n < rounds; n += 1) {
  // A volume for each: of a history that knows the account as paused no round would ask for a page.
  const simulator = await startSimulator();
  const containers = new Containers(simulator);
  watch(containers.bench, simulator, { accounts: ['expired-secret'] });
  await containers.run(['run']);
  toFirstPage.push(...containers.toFirstPageMs);
  await containers.remove();
  await simulator.stop();
}
const sorted = toFirstPage.toSorted((a, b) => a - b);
console.log(
  `container start to first page: median ${sorted[Math.floor(rounds / 2)]} ms of ${sorted.join(', ')}`,
);
console.log(`compressed (gzip -1): ${Math.round(Number(await image('size')) / 1e6)} MB`);
