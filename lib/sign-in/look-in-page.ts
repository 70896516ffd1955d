/**
 * Runs inside the page and must not use anything from outside. Returns the reading as JSON. What is visible is asked of
 * the browser: these pages keep off-screen twins of their fields in the document (sign-in-facts 1.12), transparent or of
 * no size, which a look at the document alone takes for real.
 */
// oxlint-disable-next-line max-lines-per-function -- only one function can be sent into a page
export function lookInPage({
  selectors,
  whoAsked,
  whatHappened,
}: {
  readonly selectors: readonly string[];
  readonly whoAsked: string;
  readonly whatHappened: string;
}): string {
  type Config = Record<string, unknown>;
  /** Microsoft's pages have some 25 KB; a longer one is not theirs. */
  const mostOfScript = 1_000_000;
  const mostElements = 2_000;
  const typed = new Set(['text', 'password', 'email', 'tel', 'number']);

  const all = (selector: string): Element[] => [
    ...Document.prototype.querySelectorAll.call(document, selector),
  ];
  const attribute = (element: Element | undefined, name: string): string | undefined =>
    (element && Element.prototype.getAttribute.call(element, name)) ?? undefined;
  const content = (element: Element | undefined): string | undefined =>
    (element && Reflect.get<Node, 'textContent'>(Node.prototype, 'textContent', element)) ?? undefined;

  /** From the source of the page: its scripts may have changed or removed the object since. */
  const configIn = (source: string): Config | undefined => {
    const [, object = ''] = /(?:\$Config|ServerData)\s*=\s*(\{.*)/s.exec(source) ?? [];
    let depth = 0;
    // Texts contain braces, too, and other code may follow (sign-in-facts 1.3).
    for (const { 0: token, index } of object.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/gs)) {
      if (token === '{') depth += 1;
      if (token !== '}' || --depth > 0) continue;
      try {
        return JSON.parse(object.slice(0, index + 1)) as Config;
      } catch {
        return undefined;
      }
    }
    return undefined;
  };
  const source = all('script')
    .map(content)
    .find(
      each =>
        each !== undefined && each.length < mostOfScript && /(?:\$Config|ServerData)\s*=\s*\{/.test(each),
    );
  // Of the isolated world: it takes longer to read than to compare.
  const memory = globalThis as { genkanConfig?: { source: string | undefined; config: Config | undefined } };
  if (memory.genkanConfig === undefined || memory.genkanConfig.source !== source)
    memory.genkanConfig = { source, config: source === undefined ? undefined : configIn(source) };
  const config = memory.genkanConfig.config ?? {};

  const text = (value: unknown): string | undefined => {
    const shown = typeof value === 'number' ? String(value) : value;
    return typeof shown === 'string' && shown !== '' ? shown.slice(0, 200) : undefined;
  };

  const canBeSeen = (element: Element): boolean => {
    const box = Element.prototype.getBoundingClientRect.call(element);
    return (
      box.width > 1 &&
      box.height > 1 &&
      box.right > 0 &&
      box.bottom > 0 &&
      box.left < innerWidth &&
      attribute(element, 'aria-hidden') !== 'true' &&
      Element.prototype.checkVisibility.call(element, { opacityProperty: true, visibilityProperty: true })
    );
  };

  const isSeen = (selector: string, times: number): boolean => {
    let left = times;
    return all(selector)
      .slice(0, mostElements)
      .some(element => canBeSeen(element) && (left -= 1) === 0);
  };
  const visible = selectors.filter(selector => isSeen(selector, 1));

  const proofs = (Array.isArray(config['arrUserProofs']) ? config['arrUserProofs'] : []) as Array<Record<
    string,
    unknown
  > | null>;
  const rows = all(':is([role="button"], [role="option"]):is([data-test-cred-id], [data-value])').map(
    row => attribute(row, 'data-test-cred-id') ?? attribute(row, 'data-value'),
  );
  const preferred = proofs.find(proof => proof?.['isDefault'] === true);
  const messages = [
    config['strServiceExceptionMessage'],
    config['strMainMessage'],
    content(all(whatHappened)[0]),
  ];
  const [, codeInMessage] =
    /AADSTS(\d+)/.exec(messages.filter(part => typeof part === 'string').join(' ')) ?? [];
  const [method] = all('input[name="mfaAuthMethod"]');

  // By the getter: a form may have a field called `form`, and a field may belong to a form elsewhere in the page.
  const forms: unknown[] = [];
  const formOf = (field: Element): number => {
    const form: unknown = Reflect.get(HTMLInputElement.prototype, 'form', field);
    if (!forms.includes(form)) forms.push(form);
    return forms.indexOf(form);
  };
  return JSON.stringify({
    url: location.href,
    document: performance.timeOrigin,
    pageId:
      text(attribute(all('meta[name="PageID" i]')[0], 'content')) ??
      text(config['pgid'] ?? config['sPageId']) ??
      text(attribute(all('form[name="hiddenform"]')[0], 'name')),
    errorCode: [config['sErrorCode'], config['iErrorCode'], codeInMessage]
      .map(text)
      .find(code => code !== undefined && code !== '0'),
    correlationId: text(config['correlationId']),
    requestId: text(config['sessionId']),
    timestamp: text((config['serverDetails'] as Record<string, unknown> | null | undefined)?.['rt']),
    method:
      text(method instanceof HTMLInputElement ? method.value : undefined) ??
      text(preferred?.['authMethodId']),
    identity: text(content(all(whoAsked)[0])?.trim()),
    offered: [...new Set([...proofs.map(proof => proof?.['authMethodId']), ...rows])]
      .filter((name): name is string => typeof name === 'string' && /^\w{1,40}$/.test(name))
      .slice(0, 100),
    visible,
    several: visible.filter(selector => isSeen(selector, 2)),
    isArriving: document.readyState === 'loading',
    fields: all('input:not([readonly], [disabled])')
      .slice(0, mostElements)
      .map(field => ({
        type: (attribute(field, 'type') ?? 'text').toLowerCase().slice(0, 20),
        field,
      }))
      .filter(({ type, field }) => typed.has(type) && canBeSeen(field))
      .map(({ type, field }) => ({
        type,
        name: (attribute(field, 'name') ?? attribute(field, 'id') ?? '').slice(0, 100),
        autocomplete: (attribute(field, 'autocomplete') ?? '').toLowerCase().slice(0, 100),
        inputMode: (attribute(field, 'inputmode') ?? '').toLowerCase().slice(0, 100),
        maxLength: Number(attribute(field, 'maxlength') ?? -1) || -1,
        form: formOf(field),
        isRequired:
          attribute(field, 'required') !== undefined || attribute(field, 'aria-required') === 'true',
      }))
      .slice(0, 50),
  });
}
