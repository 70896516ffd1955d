/**
 * Codes of `$Config.sErrorCode` that are states of a healthy sign-in, not errors (sign-in-facts 1.12, 4). No cause may
 * claim them.
 */
export const normalCodes: ReadonlySet<string> = new Set([
  '0',
  '50058', //  no session yet: every fresh e-mail page
  '50074', //  a second factor is wanted
  '50076', //  the same, wanted by a policy
  '50140', //  "stay signed in?"
  '50199', //  "confirm this app"
  '399218', // "confirm that you sign in to this tenant"
]);
