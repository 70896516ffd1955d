import { inColumns } from './columns.ts';
import { painter } from './output.ts';

/** One thing that was looked at. */
export interface Examined {
  readonly what: string;
  readonly good: boolean;
  /** It works for now, but somebody should do something. */
  readonly isWarning?: boolean;
  readonly detail: string;
}

const fine = ['✔', 'green'] as const;
const warning = ['!', 'yellow'] as const;
const bad = ['✘', 'red'] as const;

/** What was looked at, a line each, what is wrong marked. */
export function formatExamination(found: readonly Examined[], colour: boolean): string {
  const paint = painter(colour);
  const lines = inColumns(found.map(({ what, detail }) => [what, detail]));
  return found
    .map(({ good, isWarning = false }, n) => {
      const [sign, style] = good ? (isWarning ? warning : fine) : bad;
      return `  ${paint(style, sign)} ${lines[n] ?? ''}`;
    })
    .join('\n');
}
