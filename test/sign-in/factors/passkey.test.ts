import { generateKeyPairSync } from 'node:crypto';
import type { BrowserContext } from '@playwright/test';
import { describe, expect, test } from 'vitest';
import type { Passkey } from '../../../lib/domain/account.ts';
import { Secret } from '../../../lib/platform/secret.ts';
import { formatPasskey, PasskeyAtHand, parsePasskey } from '../../../lib/sign-in/factors/passkey.ts';

function newPasskey(): Passkey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    id: 'aWQ',
    rpId: 'login.microsoft.com',
    userHandle: 'dXNlcg',
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64url'),
    privateKey: new Secret(privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64url')),
  };
}

test('what is kept is read again', () => {
  const passkey = newPasskey();
  const again = parsePasskey(formatPasskey(passkey));
  expect(again).toEqual(passkey);
  expect(again.privateKey.reveal()).toBe(passkey.privateKey.reveal());
});

describe('a value that is not a passkey is refused, and not repeated', () => {
  const good = newPasskey();
  const key = good.privateKey.reveal();
  const written = (changes: object) => JSON.stringify({ ...good, privateKey: key, ...changes });
  test.each([
    ['no JSON', key],
    ['a list', '[1]'],
    ['a part missing', written({ id: undefined })],
    ['a key of another passkey', written({ publicKey: newPasskey().publicKey })],
    ['a key that is none', written({ privateKey: 'hunter2' })],
    ["somebody else's relying party", written({ rpId: 'login.example.com.evil/' })],
  ])('%s', (_what, text) => {
    const parse = () => parsePasskey(new Secret(text));
    expect(parse).toThrow(/^it(s)? /);
    expect(parse).not.toThrow(key);
  });
});

test('the authenticator has it only between `putIn` and `takeOut`, with a counter that grows', async () => {
  const held = new Map<string, number>();
  const counters: number[] = [];
  const credentials = {
    install: async () => undefined,
    create: async (_rpId: string, { id, signCount }: { id: string; signCount: number }) => {
      held.set(id, signCount);
      counters.push(signCount);
    },
    delete: async (id: string) => held.delete(id),
  };
  let now = 5_000;
  const atHand = await PasskeyAtHand.prepare(
    { credentials } as unknown as BrowserContext,
    newPasskey(),
    () => now,
  );
  expect([...held]).toEqual([]);
  await Promise.all([atHand.putIn(), atHand.putIn()]);
  expect([...held]).toEqual([['aWQ', 5]]);
  atHand.takeOut();
  now = 6_000;
  await atHand.putIn();
  atHand.takeOut();
  atHand.takeOut();
  await new Promise(setImmediate);
  expect([...held]).toEqual([]);
  expect(counters).toEqual([5, 6]);
});
