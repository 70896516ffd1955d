/** What a section of docs/adding.md promises: all files that an addition of its kind needs, and what proves it. */
export interface Section {
  readonly kind: string;
  /** Files that are written, with `<…>` for names. */
  readonly written: readonly string[];
  readonly changed: readonly string[];
  /** Commands, also with `<…>`. */
  readonly commands: readonly string[];
}

/** The sections of the page that name files. */
export function sectionsOf(page: string): Section[] {
  return page
    .split(/^## /m)
    .slice(1)
    .map(text => {
      const items = [...text.matchAll(/^- (new|change|try): ([^]*?)(?=\n(?:-|\n))/gm)];
      /** What each item begins with; other code in it explains. */
      const codeOf = (label: string) =>
        items
          .filter(([, found]) => found === label)
          .map(([, , rest = '']) => /^`([^`]+)`/.exec(rest)?.[1] ?? rest);
      return {
        kind: text.slice(0, text.indexOf('\n')),
        written: codeOf('new'),
        changed: codeOf('change'),
        commands: codeOf('try'),
      };
    })
    .filter(({ written, changed }) => written.length + changed.length > 0);
}

/** Fills in names: `lib/sinks/<sink>.ts`. */
export const withNames = (text: string, names: Readonly<Record<string, string>>): string =>
  text.replaceAll(/<(\w+)>/g, (gap, name: string) => names[name] ?? gap);
