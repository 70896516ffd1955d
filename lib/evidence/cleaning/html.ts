import { type DefaultTreeAdapterTypes, parse, parseFragment, serialize } from 'parse5';
import { placeholder } from '../../platform/redaction.ts';
import { classify, isOpaque } from './names.ts';
import { mask, type Rewriter } from './rewriter.ts';
import { cleanScript } from './script.ts';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

/** Elements that name the person or the tenant (sign-in-facts 2.4, 5.4). */
const identityIds =
  /^(?:displayName|mectrl_(?:currentAccount_\w+|headerPicture)|O365_MainLink_Me|bannerLogo)$/;
/** Elements that show the digits of number matching (sign-in-facts 2.5, 2.8, 2.23). */
const digitIds = /^(?:idRichContext_DisplaySign|idRemoteNGC_DisplaySign|displaySign)$/;

/** A page without what is secret in it. Its tags and the names of its attributes are never touched. */
export function cleanHtml(html: string, rewriter: Rewriter): string {
  const document = /<(?:!doctype|html)\b/i.test(html) ? parse(html) : parseFragment(html);
  cleanNode(document, rewriter);
  return serialize(document);
}

/** The same of a page that is kept to be opened again: nothing runs in it, nothing leads it on. */
export function cleanPage(html: string, rewriter: Rewriter): string {
  const document = parse(html);
  withoutScripts(document);
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
  const isSecret = attributes['type']?.toLowerCase() === 'password' || classify(field) === 'credential';
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      isSecret && isValue(name) && value !== ''
        ? placeholder
        : cleanAttribute(tag.toLowerCase(), name.toLowerCase(), value, field, rewriter),
    ]),
  );
}

/** What a field holds; the second is how a snapshot in a trace says it. */
const isValue = (name: string): boolean => name === 'value' || name === '__playwright_value_';

function cleanAttribute(tag: string, name: string, value: string, field: string, rewriter: Rewriter): string {
  if (isValue(name))
    return tag === 'input' || tag === 'textarea' ? rewriter.named(field, value) : rewriter.text(value);
  switch (name) {
    case 'nonce':
      return placeholder;
    case 'srcdoc':
      return cleanHtml(value, rewriter);
    case 'content':
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

/** What all text in this element is covered with, if it is: who somebody is, or the digits that he is to type. */
export function coverOf(id: string | undefined, rewriter: Rewriter): string | undefined {
  if (id === undefined) return undefined;
  if (digitIds.test(id)) return placeholder;
  return !rewriter.identity.shown && identityIds.test(id) ? mask : undefined;
}

function cleanNode(node: Node, rewriter: Rewriter, cover?: string): void {
  if ('tagName' in node) return cleanElement(node, rewriter, cover);
  if (node.nodeName === '#text' && 'value' in node)
    node.value = cover !== undefined && node.value.trim() !== '' ? cover : rewriter.text(node.value);
  if (node.nodeName === '#comment' && 'data' in node) node.data = rewriter.text(node.data);
  if ('childNodes' in node) for (const child of node.childNodes) cleanNode(child, rewriter, cover);
}

function cleanElement(element: Element, rewriter: Rewriter, cover?: string): void {
  const given = Object.fromEntries(element.attrs.map(({ name, value }) => [name, value]));
  const cleaned = cleanAttributes(element.tagName, given, rewriter);
  for (const attribute of element.attrs) attribute.value = cleaned[attribute.name] ?? '';
  const covers = cover ?? coverOf(given['id'], rewriter);
  for (const child of childrenOf(element)) {
    if (child.nodeName !== '#text' || !('value' in child)) cleanNode(child, rewriter, covers);
    else if (element.tagName === 'script') child.value = cleanScript(child.value, rewriter);
    else if (element.tagName === 'style') child.value = rewriter.values(child.value);
    else if (element.tagName === 'textarea') child.value = rewriter.named(given['name'] ?? '', child.value);
    else cleanNode(child, rewriter, covers);
  }
}

/** Those of a template are in a separate fragment. */
const childrenOf = (element: Element): Node[] =>
  'content' in element ? [...element.childNodes, element.content as Node] : element.childNodes;

function withoutScripts(node: Node): void {
  if (!('childNodes' in node)) return;
  node.childNodes = node.childNodes.filter(child => !('tagName' in child) || !isActive(child));
  for (const child of node.childNodes) {
    if ('attrs' in child) child.attrs = child.attrs.filter(({ name }) => !/^on|^nonce$/i.test(name));
    withoutScripts(child);
  }
}

const isActive = ({ tagName, attrs }: Element): boolean =>
  /^(?:script|noscript|base|object|embed)$/.test(tagName) ||
  (tagName === 'meta' && attrs.some(({ name, value }) => name === 'http-equiv' && /^refresh$/i.test(value)));
