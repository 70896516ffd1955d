import type { Page } from '@playwright/test';
import { inPage } from '../platform/in-page.ts';
import { answeringFrames } from './frames.ts';

/** With a picture before it, it ends before the evidence must be there. */
const textMs = 2_000;

const ask = inPage(textInPage);

/**
 * Everything that a picture of the page could show as text, in all frames that answer. What fields hold is not in it, since
 * pictures cover that; neither is what a canvas draws or a closed shadow root holds, which cannot be read.
 * @returns undefined when it cannot be read
 */
export async function shownText(page: Page, timeoutMs = textMs): Promise<string | undefined> {
  try {
    const { frames } = await answeringFrames(page);
    const texts = await Promise.all(frames.map(frame => ask(frame, undefined, timeoutMs)));
    return texts.includes(undefined) ? undefined : texts.join('\n');
  } catch {
    return undefined;
  }
}

/**
 * Runs inside the page and must not use anything from outside. Texts that follow each other are joined, since a word may be
 * divided over elements; '' would mean that there is no answer yet.
 */
function textInPage(): string {
  const most = 1_000_000;
  const shadowOf = (element: Element): unknown => Reflect.get(Element.prototype, 'shadowRoot', element);
  const attribute = (element: Element, name: string) => Element.prototype.getAttribute.call(element, name);
  let text = 'text: ';
  let labels = '';
  const collect = (root: Node): void => {
    const walker = Document.prototype.createTreeWalker.call(
      document,
      root,
      NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT,
      node =>
        node instanceof HTMLScriptElement || node instanceof HTMLStyleElement
          ? NodeFilter.FILTER_REJECT
          : NodeFilter.FILTER_ACCEPT,
    );
    for (let node = walker.nextNode(); node !== null && text.length < most; node = walker.nextNode()) {
      if (node instanceof Text) text += node.data;
      if (!(node instanceof Element)) continue;
      const isButton =
        node instanceof HTMLInputElement && /^(?:submit|button|reset)$/i.test(attribute(node, 'type') ?? '');
      for (const name of ['placeholder', 'alt', 'title', 'label', ...(isButton ? ['value'] : [])]) {
        const label = attribute(node, name);
        if (label !== null && labels.length < most) labels += `\n${label}`;
      }
      const shadow = shadowOf(node);
      if (shadow instanceof ShadowRoot) collect(shadow);
    }
  };
  collect(document);
  return text + labels;
}
