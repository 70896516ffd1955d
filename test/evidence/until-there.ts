/** What there is a time limit for: asked for again where a busy machine has missed it. */
export async function untilThere<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (let n = 0; n < 20; n += 1) {
    const found = await ask();
    if (found !== undefined) return found;
  }
  throw new Error('It never came in its time.');
}
