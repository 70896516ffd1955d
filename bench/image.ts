// How long from `podman run` to the first page that the image's browser asks for, and how large the image is.
// As root on Debian, with what scripts/image.sh wants.
import { image, msToFirstPage } from '../test/image/container.ts';

await image('build');
const found: number[] = [];
for (let n = 0; n < 5; n += 1) found.push(await msToFirstPage('container'));
const sorted = found.toSorted((a, b) => a - b);
console.log(`container start to first page: median ${sorted[2]} ms of ${found.join(', ')}`);
console.log(`compressed (gzip -1): ${Math.round(Number(await image('size')) / 1e6)} MB`);
