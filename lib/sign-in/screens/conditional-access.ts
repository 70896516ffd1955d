import type { TerminalScreen } from './screen.ts';

/** Views of the page by their number (sign-in-facts 1.10): install a broker app, join the device, blocked. */
const installBroker = '[data-viewid="34"]';
const joinDevice = '[data-viewid="35"]';
const blocked = '[data-viewid="36"]';

/** "You cannot access this right now" (sign-in-facts 2.16). Mostly a code shows which policy; so does the view. */
export const conditionalAccess: TerminalScreen = {
  id: 'conditional_access',
  controls: [installBroker, joinDevice, blocked],
  pages: ['ConvergedConditionalAccess'],
  matches: view => view.pageId === 'ConvergedConditionalAccess',
  stops: view =>
    view.sees(installBroker) || view.sees(joinDevice) ? 'device_required' : 'conditional_access_blocked',
};
