// How long from `podman run` to the first page that the image's browser asks for, and how large the image is.
// As root on Debian, with what scripts/image.sh needs. Exits with 1 where a container takes longer than 3 s, on a machine
// that is too slow for that where it takes more than half as long again as no container.
import { image, msToFirstPage } from '../test/image/container.ts';
import { median } from './median.ts';

const rounds = 5;
const enoughMs = 3_000;
const mostRatio = 1.5;

await image('build');
const inside = median(await startsIn('container'));
const without = median(await startsIn('machine'));
const ratio = inside / without;
console.log(`start to first page: in a container ${inside} ms, at most ${enoughMs};`);
console.log(`without one ${without} ms: ratio ${ratio.toFixed(2)}, at most ${mostRatio} where it is slower`);
console.log(`compressed (gzip -1): ${Math.round(Number(await image('size')) / 1e6)} MB`);
if (!(inside <= enoughMs || ratio <= mostRatio)) process.exitCode = 1;

async function startsIn(where: 'container' | 'machine'): Promise<number[]> {
  const found: number[] = [];
  for (let n = 0; n < rounds; n += 1) found.push(await msToFirstPage(where));
  return found;
}
