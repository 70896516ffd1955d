import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { causeIds } from '../../lib/domain/causes.ts';
import { proofs, scenariosFor } from './reached.ts';

/** What a test of that title says, up to the next one. */
function bodyOf(file: string, title: string): string {
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
  const [, after] = text.split(`'${title}'`);
  return after?.split(/\n *(?:test|describe)(?:\.each)?\(/)[0] ?? '';
}

describe('every cause is reached end to end', () => {
  // That a scenario ends in its cause is asserted for all of them in scenarios.test.ts.
  test('by a scenario, or by a test', () => {
    const found = causeIds.filter(cause => scenariosFor(cause).length + (proofs[cause] ?? []).length === 0);
    expect(found).toEqual([]);
  });

  const listed = Object.entries(proofs).flatMap(([cause, found]) =>
    found.map(({ file, title }) => ({ cause, file, title })),
  );

  test.each(listed)('$cause is asserted in $file: $title', ({ cause, file, title }) => {
    const body = bodyOf(file, title);
    expect(body).toMatch(new RegExp(`\\b${cause}\\b`));
    expect(body).toContain('expect(');
  });
});
