import { styleText } from 'node:util';
import { inColumns } from './columns.ts';

/** One thing that was looked at. */
export interface Examined {
  readonly what: string;
  readonly good: boolean;
  readonly told: string;
}

/** What was looked at, a line each, what is wrong marked. */
export function tellExamination(found: readonly Examined[], colour: boolean): string {
  const lines = inColumns(found.map(({ what, told }) => [what, told]));
  return found
    .map(({ good }, n) => {
      const sign = good ? '✔' : '✘';
      const shown = colour ? styleText(good ? 'green' : 'red', sign, { validateStream: false }) : sign;
      return `  ${shown} ${lines[n] ?? ''}`;
    })
    .join('\n');
}
