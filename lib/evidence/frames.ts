import type { Frame, Page } from '@playwright/test';
import { inPage } from '../platform/in-page.ts';

/** A frame that has loaded answers in milliseconds. */
const answerMs = 250;

const answerAnything = inPage(() => 'here');

/**
 * The frames of a page that answer: one that hangs, or whose page never came, would delay every question to all of them.
 * It is covered in pictures (`isWhole` is false then), so its text is not needed.
 */
export async function answeringFrames(page: Page): Promise<{ frames: readonly Frame[]; isWhole: boolean }> {
  const main = page.mainFrame();
  const others = page.frames().filter(frame => frame !== main);
  const answers = await Promise.all(
    others.map(frame => answerAnything(frame, undefined, answerMs).catch(() => undefined)),
  );
  const answering = others.filter((_, n) => answers[n] !== undefined);
  return { frames: [main, ...answering], isWhole: answering.length === others.length };
}
