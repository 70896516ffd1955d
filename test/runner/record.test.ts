import { expect, test } from 'vitest';
import { concludeRun } from '../../lib/runner/record.ts';
import { aRecord } from '../run-records.ts';

test('a record holds no sentences, also where its run began under version 1', () => {
  const due = aRecord({ schemaVersion: 1 });
  for (const cause of [undefined, 'password_wrong'] as const) {
    const record = concludeRun(due, { endedAt: '2026-11-23T05:45:20.000Z', cause });
    expect(record.schemaVersion, `of ${cause}`).toBe(2);
    expect(record.fault, `of ${cause}`).toBe(cause && 'account');
    expect(record, `of ${cause}`).not.toHaveProperty('summary');
    expect(record, `of ${cause}`).not.toHaveProperty('remedy');
  }
});
