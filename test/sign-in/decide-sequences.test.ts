import process from 'node:process';
import { expect, test } from 'vitest';
import { type Breakage, SignInWorld, Violation } from './sign-in-world.ts';

// Random sequences of pages, in any order and with any answer to a press. The same ones again:
// GENKAN_SEED=… npx vitest run test/sign-in/decide-sequences.test.ts

const seed = Number(process.env['GENKAN_SEED'] ?? Date.now() % 1e9);
const sequences = 3_000;
const mostLooks = 30;

/** The first rule that was broken, with what led to it; nothing where none was. */
async function violationIn(sequence: number, broken?: Breakage): Promise<string | undefined> {
  const world = new SignInWorld(seed + sequence, broken);
  try {
    for (let n = sequence % mostLooks; n > 0; n -= 1) await world.step(false);
    await world.step(true);
    if (!world.hasEnded) throw new Violation('it does not end when the time is over');
    return undefined;
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    return `sequence ${sequence} of GENKAN_SEED=${seed}: ${error.message}\n${world.trace.join('\n')}`;
  }
}

/** In several tests, so that none of them is a long one. */
const parts = Array.from({ length: 10 }, (_, n) => n);

test.each(parts)(
  `a credential is sent once, it ends, and nothing is done after that: part %i of ${sequences} sequences (GENKAN_SEED=${seed})`,
  async part => {
    const share = sequences / parts.length;
    for (let n = part * share; n < (part + 1) * share; n += 1) expect(await violationIn(n)).toBeUndefined();
  },
);

test.each<Breakage>(['forgets that a press came through', 'forgets what was given', 'goes on after the end'])(
  'a sign-in that %s is found',
  async breakage => {
    let found: string | undefined;
    for (let n = 0; n < sequences && found === undefined; n += 1) found = await violationIn(n, breakage);
    expect(found).toBeDefined();
  },
);
