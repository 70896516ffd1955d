import { randomUUID } from 'node:crypto';
import { errors, type Frame, type Page, selectors } from '@playwright/test';

/**
 * Asks a page, again and again until it answers something.
 * @param last an answer that is known already: another one is waited for
 * @returns undefined when `timeoutMs` is over
 * @throws Error when the page is closed or has crashed, or the question failed inside it
 */
export type AskPage<Question> = (
  page: Page | Frame,
  question: Question,
  timeoutMs: number,
  last?: string,
) => Promise<string | undefined>;

/**
 * For how long a change is waited for at once. Playwright looks again more and more seldom the longer it may wait: every
 * 50 ms within half a second. Now and then a page gets more time, since a large one takes long to answer.
 */
const slicesMs = [499, 499, 499, 499, 2_500];

/**
 * A question to a page that does not depend on anything that the page's scripts have put there or replaced, and of which
 * they see nothing: it is answered in the isolated world that Playwright's locators live in, on every engine and under
 * every content security policy. A selector engine is Playwright's documented way into it.
 *
 * What remains is the document itself. An element may be named like a property of `document`, `form` or a frame's
 * `window`, and then hides it: call methods as `Document.prototype.querySelectorAll.call(document, …)`.
 * @param answer runs inside the page and must not use anything from outside; '' while there is no answer
 */
export function inPage<Question>(answer: (question: Question) => string): AskPage<Question> {
  const name = `genkan_${randomUUID().replaceAll('-', '')}`;
  const content = `({
    queryAll(root, body) {
      const { question, known } = JSON.parse(body);
      const text = (${String(answer)})(question);
      if (text === '' || (${String(fingerprint)})(text) === known) return [];
      const carrier = Document.prototype.createElement.call(document, 'p');
      carrier.textContent = text;
      return [carrier];
    },
    query(root, body) { return this.queryAll(root, body)[0]; },
  })`;
  // At once: a document knows only the engines that were there when it was asked for the first time.
  const registered = selectors.register(name, { content }, { contentScript: true });
  return async (page, question, timeoutMs, last) => {
    await registered;
    // An answer may hold what belongs in no message of an error, and those quote the selector.
    const body = JSON.stringify({ question, known: last === undefined ? undefined : fingerprint(last) });
    const until = performance.now() + timeoutMs;
    for (let n = 0; ; n += 1) {
      const leftMs = until - performance.now();
      if (leftMs <= 0) return undefined;
      const sliceMs = last === undefined ? undefined : slicesMs[n % slicesMs.length];
      const timeout = Math.min(leftMs, sliceMs ?? leftMs);
      try {
        return (await page.locator(`${name}=${body}`).textContent({ timeout })) ?? undefined;
      } catch (error) {
        if (!(error instanceof errors.TimeoutError)) throw error;
      }
    }
  };
}

/** Do two answers of a page differ? Runs inside the page, too. */
function fingerprint(text: string): number {
  let hash = 5381;
  for (let n = 0; n < text.length; n += 1) hash = Math.imul(hash, 33) ^ text.charCodeAt(n);
  return hash;
}
