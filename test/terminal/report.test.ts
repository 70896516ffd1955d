import { expect, test } from 'vitest';
import { inColumns } from '../../lib/terminal/columns.ts';
import { formatRuns } from '../../lib/terminal/report.ts';
import { aFailure, aRecord } from '../run-records.ts';

const options = { language: 'en', reports: 'reports', colour: false, titleOf: () => 'Admin center' } as const;

test('a good run is one line; a failure shows what happened, whose fault it is, what to do and where the picture is', () => {
  const texts = { summary: 'The password was rejected.', remedy: 'Put the right one into the secret store.' };
  const evidence = [{ kind: 'screenshot', file: 'evidence/2026-11-23/x/screenshot.jpg', bytes: 3 }] as const;
  expect(formatRuns([aRecord(), aFailure({ account: 'fabrikam', evidence, ...texts })], options)).toBe(
    `
  ✔ up    contoso   Admin center  chromium  2.5 s  2026-11-23 05:45:16Z
  ✘ down  fabrikam  Admin center  chromium  2.5 s  2026-11-23 05:45:16Z  password_wrong
      The password was rejected. (fault: the account)
      → Put the right one into the secret store.
      reports/evidence/2026-11-23/x/screenshot.jpg`.slice(1),
  );
});

test('a simulated run is marked as one, before anything else', () => {
  expect(formatRuns([aRecord({ simulated: true })], options)).toMatch(/^ SIMULATED/);
});

test('colours are only for those who see them', () => {
  expect(formatRuns([aFailure()], options)).not.toContain('\u001b');
  expect(formatRuns([aFailure()], { ...options, colour: true })).toContain('\u001b[31m✘');
});

test('columns stand below each other in Japanese, too', () => {
  expect(
    inColumns([
      ['正常', 'a'],
      ['up', 'b'],
    ]),
  ).toEqual(['正常  a', 'up    b']);
});
