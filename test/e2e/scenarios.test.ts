import { beforeAll, describe, expect, test } from 'vitest';
import { causes, isCauseId } from '../../lib/domain/causes.ts';
import { scenarios } from '../../simulator/scenarios.ts';
import { type Played, playScenarios, scenarioNames } from './scenarios.ts';

describe('every scenario of the simulator ends in the cause that its data names, and leaves no secret behind', () => {
  let played: readonly Played[] = [];
  beforeAll(async () => {
    played = await playScenarios(scenarioNames, 'chromium');
  }, 900_000);

  test.each(scenarioNames)('%s', name => {
    const expected = scenarios[name]?.cause;
    const fault = expected !== undefined && isCauseId(expected) ? causes[expected].fault : undefined;
    const verdict = expected === undefined ? 'up' : fault === 'monitor' ? 'unknown' : 'down';
    const found = played.filter(each => each.name === name);
    expect(found).toMatchObject([{ record: { verdict }, leaks: [] }]);
    expect(found[0]?.record.cause).toBe(expected);
  });

  const recordOf = (name: string) => played.find(each => each.name === name)?.record;

  test.each(['error-page', 'error-page-unknown', 'access-blocked', 'account-locked'])(
    '%s: what Microsoft support asks for is in the record',
    name => {
      expect(recordOf(name)?.page).toMatchObject({
        errorCode: expect.stringMatching(/^\d{5}$/) as string,
        correlationId: expect.stringMatching(/^[\da-f-]{36}$/) as string,
        requestId: expect.stringMatching(/^[\da-f-]{36}$/) as string,
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
      });
    },
  );

  test.each<[string, string[]]>([
    ['push-only', ['PhoneAppNotification']],
    ['sms-only', ['OneWaySMS', 'TwoWayVoiceMobile']],
    ['factors-not-held', ['Fido', 'AccessPass']],
  ])('%s: the summary lists the methods that were offered', (name, offered) => {
    for (const way of offered) expect(recordOf(name)?.summary).toContain(way);
  });
});
