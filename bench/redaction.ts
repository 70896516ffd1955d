// How much longer a page takes to redact with a thousand secrets than with ten: all are looked for at once, so it should
// be about the same. Exits with 1 where it takes more than ten times as long.
import { Redactor } from '../lib/platform/redaction.ts';
import { Secret } from '../lib/platform/secret.ts';
import { median } from './median.ts';

const rounds = 15;
const mostRatio = 10;
const page = '<p class="a%20b">nothing &amp; nobody, {"x":"\\u0041"}</p>\n'.repeat(2_000);

const few = redactorOf(10);
const many = redactorOf(1_000);
const withFew: number[] = [];
const withMany: number[] = [];
for (let n = 0; n < rounds; n += 1) {
  withFew.push(timed(few));
  withMany.push(timed(many));
}
const ratio = median(withMany) / median(withFew);
console.log(
  `a page of ${Math.round(page.length / 1_000)} kB: 10 secrets ${median(withFew).toFixed(0)} ms, ` +
    `1,000 secrets ${median(withMany).toFixed(0)} ms: ratio ${ratio.toFixed(2)}, at most ${mostRatio}`,
);
if (!(ratio <= mostRatio)) process.exitCode = 1;

function redactorOf(count: number): Redactor {
  return new Redactor(
    Array.from({ length: count }, (_, n) => new Secret(`Zx${n}p&ss w%rd+"<日本語>\\🔑${n}`)),
  );
}

function timed(redactor: Redactor): number {
  const start = performance.now();
  redactor.text(page);
  return performance.now() - start;
}
