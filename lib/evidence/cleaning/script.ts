import { cleanJson } from './json.ts';
import type { Rewriter } from './rewriter.ts';

/**
 * A script in a page: the objects in it that are JSON, such as `$Config`, are cleaned as data, the rest as text. They are
 * found by matching braces and quotes, since values hold `};` (sign-in-facts 1.3).
 */
export function cleanScript(script: string, rewriter: Rewriter): string {
  let cleaned = '';
  let at = 0;
  for (const { 0: beginning, index } of script.matchAll(/[=(:,]\s*(?=\{\s*["}]|\[\s*["{[])/g)) {
    const start = index + beginning.length;
    const end = start < at ? undefined : endOfObject(script, start);
    if (end === undefined) continue;
    try {
      const json = cleanJson(script.slice(start, end), rewriter).replaceAll('<', String.raw`\u003c`);
      cleaned += rewriter.text(script.slice(at, start)) + json;
      at = end;
    } catch {
      // An object of a program, not of JSON: it is cleaned as text, and its contents are looked at next.
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
