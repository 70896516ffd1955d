import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startSimulator } from '../../simulator/simulator.ts';
import { Bench, watch } from './genkan.ts';

test('a page that nobody knows leaves its digest beside the screenshot, and the remedy names it', async () => {
  const bench = new Bench();
  const simulator = await startSimulator({ scenario: 'unknown-page' });
  try {
    watch(bench, simulator);
    const { records, code } = await bench.records('--account', 'monitor');
    const [record] = records;
    expect(record).toMatchObject({ verdict: 'unknown', cause: 'unknown_screen', fault: 'monitor' });
    expect(record?.remedy).toContain('`digest.json`');
    expect(record?.evidence.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['screenshot', 'film', 'digest', 'record']),
    );
    const file = record?.evidence.find(({ kind }) => kind === 'digest')?.file ?? '';
    expect(JSON.parse(readFileSync(bench.path('reports', file), 'utf8'))).toMatchObject({
      pageId: 'ConvergedProductNotice',
      views: ['90'],
      components: ['product-notice-view'],
      forms: ['post login.microsoftonline.com/productnotice'],
      controls: expect.arrayContaining(['input#idSubmit_ProductNotice[type=submit]']) as string[],
    });
    expect(code).toBe(3);
  } finally {
    await simulator.stop();
    bench.remove();
  }
});
