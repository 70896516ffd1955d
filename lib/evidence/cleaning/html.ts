import { type DefaultTreeAdapterTypes, parse, parseFragment, serialize } from 'parse5';
import { placeholder } from '../../core/redaction.ts';
import { cleanJson } from './json.ts';
import { fateOf, isOpaque } from './names.ts';
import { mask, type Rewriter } from './rewriter.ts';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

/** Elements that name the person or the tenant (sign-in-facts 2.4, 5.4). */
const identityIds =
  /^(?:displayName|mectrl_(?:currentAccount_\w+|headerPicture)|O365_MainLink_Me|bannerLogo)$/;

/** A page without what is secret in it. Its tags and the names of its attributes are never touched. */
export function cleanHtml(html: string, rewriter: Rewriter): string {
  const document = /<(?:!doctype|html)\b/i.test(html) ? parse(html) : parseFragment(html);
  cleanNode(document, rewriter);
  return serialize(document);
}

/** Attributes of one element, of a page or of a snapshot in a trace. @param tag in any case */
export function cleanAttributes(
  tag: string,
  attributes: Readonly<Record<string, string>>,
  rewriter: Rewriter,
): Record<string, string> {
  const field = attributes['name'] ?? attributes['id'] ?? '';
  const isSecretField = attributes['type']?.toLowerCase() === 'password' || fateOf(field) === 'credential';
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      cleanAttribute(tag.toLowerCase(), name.toLowerCase(), value, field, isSecretField, rewriter),
    ]),
  );
}

function cleanAttribute(
  tag: string,
  name: string,
  value: string,
  field: string,
  isSecretField: boolean,
  rewriter: Rewriter,
): string {
  switch (name) {
    case 'value':
    case '__playwright_value_':
      if (value === '' || tag === 'button' || tag === 'li') return rewriter.values(value);
      return isSecretField ? placeholder : rewriter.named(field, value);
    case 'nonce':
      return placeholder;
    case 'srcdoc':
      return cleanHtml(value, rewriter);
    case 'content': // of <meta http-equiv=refresh>, and of a canary that is kept in one
      return isOpaque(value) ? placeholder : rewriter.text(value);
    case 'id':
    case 'class':
    case 'name':
    case 'style':
    case 'data-bind':
      return rewriter.values(value);
    default:
      return rewriter.named(name.replace(/^data-/, ''), value);
  }
}

/** Is the text in this element the name of a person or a tenant that is not to be shown? */
export const isMasked = (id: string | undefined, rewriter: Rewriter): boolean =>
  !rewriter.identity.shown && identityIds.test(id ?? '');

function cleanNode(node: Node, rewriter: Rewriter, isHidden = false): void {
  if ('tagName' in node) return cleanElement(node, rewriter, isHidden);
  if (node.nodeName === '#text' && 'value' in node)
    node.value = isHidden && node.value.trim() !== '' ? mask : rewriter.text(node.value);
  if (node.nodeName === '#comment' && 'data' in node) node.data = rewriter.text(node.data);
  if ('childNodes' in node) for (const child of node.childNodes) cleanNode(child, rewriter, isHidden);
}

function cleanElement(element: Element, rewriter: Rewriter, isHidden: boolean): void {
  const given = Object.fromEntries(element.attrs.map(({ name, value }) => [name, value]));
  const cleaned = cleanAttributes(element.tagName, given, rewriter);
  for (const attribute of element.attrs) attribute.value = cleaned[attribute.name] ?? '';
  const isFieldText = element.tagName === 'textarea' && fateOf(given['name'] ?? '') === 'credential';
  for (const child of 'content' in element
    ? [...element.childNodes, element.content as Node]
    : element.childNodes) {
    if (child.nodeName !== '#text' || !('value' in child)) {
      cleanNode(child, rewriter, isHidden || isMasked(given['id'], rewriter));
    } else if (element.tagName === 'script') {
      child.value = cleanScript(child.value, rewriter);
    } else if (element.tagName === 'style') {
      child.value = rewriter.values(child.value);
    } else if (isFieldText) {
      child.value = placeholder;
    } else cleanNode(child, rewriter, isHidden || isMasked(given['id'], rewriter));
  }
}

/**
 * A script: the objects in it that are JSON, such as `$Config`, are cleaned as data, the rest as text. They are found by
 * matching braces and quotes, since values hold `};` (sign-in-facts 1.3).
 */
export function cleanScript(script: string, rewriter: Rewriter): string {
  let cleaned = '';
  let at = 0;
  for (const { index } of script.matchAll(/[=(:,]\s*(?=[{[])/g)) {
    if (index < at) continue;
    const start = script.slice(index).search(/[{[]/) + index;
    const end = endOfObject(script, start);
    if (end === undefined) continue;
    try {
      const json = cleanJson(script.slice(start, end), rewriter).replaceAll('<', String.raw`\u003c`);
      cleaned += rewriter.text(script.slice(at, start)) + json;
      at = end;
    } catch {
      // An object of a program, not of JSON: it is cleaned as text, and what lies in it is looked at next.
    }
  }
  return cleaned + rewriter.text(script.slice(at));
}

function endOfObject(script: string, start: number): number | undefined {
  let depth = 0;
  const marks = /"(?:[^"\\]|\\.)*"|[{}[\]]/gs;
  marks.lastIndex = start;
  for (let match = marks.exec(script); match !== null; match = marks.exec(script)) {
    if (match[0] === '{' || match[0] === '[') depth++;
    else if (match[0] === '}' || match[0] === ']') depth--;
    if (depth === 0) return marks.lastIndex;
  }
  return undefined;
}
