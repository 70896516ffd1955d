import { expect, test } from 'vitest';
import { type Artifact, type ArtifactKind, artifactFile } from '../../lib/domain/run-record.ts';
import { indexPage } from '../../lib/pages/index-page.ts';
import { runDetails } from '../../lib/pages/run-details.ts';
import { aFailure } from '../run-records.ts';

const folder = 'evidence/2026-11-23/x';
const file = (kind: ArtifactKind, name: string): Artifact => ({
  kind,
  file: `${folder}/${name}`,
  bytes: 2_000,
});
const evidence = [
  file('screenshot', '03-stop.jpg'),
  file('film', '01-email.jpg'),
  file('film', '02-password.jpg'),
  file('good_film', 'good-01-email.jpg'),
  file('good_film', 'good-02-account_picker.jpg'),
  file('good_film', 'good-03-password.jpg'),
  file('good_film', 'good-04-one_time_code.jpg'),
  file('good_film', 'good-05-ready.jpg'),
  file('network', 'network.har'),
];
const reader = { language: 'en', timeZone: 'UTC' } as const;

const details = async (run: ReturnType<typeof aFailure>): Promise<string> =>
  String(await runDetails(run, 'Admin center', artifact => artifactFile(artifact), reader));
const pictures = (page: string) => Array.from(page.matchAll(/<img src="([^"]+)"/g), ([, name]) => name);

test('each screen has the same one of the good run beside it; the end has what a good run meets next', async () => {
  const page = await details(aFailure({ evidence }));
  expect(pictures(page)).toEqual([
    '01-email.jpg',
    'good-01-email.jpg',
    '02-password.jpg',
    'good-03-password.jpg',
    '03-stop.jpg',
    'good-04-one_time_code.jpg',
  ]);
  expect(page.indexOf('What to do')).toBeLessThan(page.indexOf('What the screen showed'));
  expect(page).toContain('<a href="network.har">network.har</a>');
});

test('two attempts have a filmstrip each; a screen that no good run meets stands alone', async () => {
  const more = [file('film', '2-01-terms.jpg'), file('screenshot', '2-02-stop.jpg'), ...evidence];
  const page = await details(
    aFailure({ evidence: more.filter(({ file: name }) => !name.includes('good-01')) }),
  );
  expect(page).toContain('What the screen showed (Attempt 1)');
  const [, second = ''] = page.split('What the screen showed (Attempt 2)');
  expect(pictures(second)).toEqual(['2-01-terms.jpg', '2-02-stop.jpg', 'good-02-account_picker.jpg']);
  expect(second).toContain('Not met in the last good run');
});

test('what is not kept is named with the reason; what is encrypted is named with how to read it', async () => {
  const evidenceDropped = [{ kind: 'trace', file: 'trace.zip', reason: 'it could not be cleaned' }] as const;
  expect(await details(aFailure({ evidence, evidenceDropped }))).toMatch(
    /trace\.zip[^]*not stored: it could not be cleaned/,
  );
  const sealed = evidence.map(each => ({ ...each, file: `${each.file}.age` }));
  const page = String(await runDetails(aFailure({ evidence: sealed }), 'x', () => undefined, reader));
  expect(pictures(page)).toEqual([]);
  expect(page).toContain(`genkan open ${aFailure().runId} --identity FILE`);
  expect(page).toContain('03-stop.jpg');
});

test('the page in the folder needs no other file, in both languages, and no text in it becomes HTML', async () => {
  const run = aFailure({ evidence, summary: '<script>alert(1)</script>', remedy: 'None.' });
  for (const [language, heading] of [
    ['en', 'What to do'],
    ['ja', '対処方法'],
  ] as const) {
    const page = await indexPage(run, { language, title: 'x', timeZone: 'UTC', notice: 'NOT REAL' });
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain(`lang="${language}"`);
    expect(page).toContain(heading);
    expect(page).toContain('NOT REAL');
    expect(page).not.toMatch(/<script|src="http|@import|href="\//);
    expect(page).toContain("default-src 'none'");
  }
});
