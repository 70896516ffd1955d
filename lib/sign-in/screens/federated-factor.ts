import { anyControl, type Screen } from './screen.ts';

/**
 * A second factor of the identity provider's own: a page that asks for something else once the password has left, or for
 * two secrets at once (sign-in-facts 2.19). Its field is often one for a password. We hold nothing that belongs there.
 */
export const federatedFactor: Screen = {
  id: 'federated_factor',
  controls: [anyControl],
  matches: view => view.asks === 'more',
  stops: () => 'idp_factor_required',
};
