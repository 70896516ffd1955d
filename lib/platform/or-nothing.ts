/** What the work returns; nothing where it throws, for errors whose own words are of no use to those who would read them. */
export function orNothing<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
