/** As every server has to write it (RFC 9110, 5.6.7). */
const form = /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/;

/** The time in a `Date` header, in ms since 1970. Nothing for anything else: `Date.parse` makes a date even of `0`. */
export function parseHttpDate(text: string | undefined): number | undefined {
  const ms = text !== undefined && form.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
