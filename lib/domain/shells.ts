import type { ReadyCondition } from './monitor.ts';

// What several admin centers have in common: the same frame.

type Shell = Pick<ReadyCondition, 'shell' | 'whoAmI'>;

/** The header of Microsoft 365, and the account menu that its button opens (sign-in-facts 5.4). */
export const suiteHeader: Shell = {
  shell: ['#O365_NavHeader', '#O365_MainLink_Me'],
  whoAmI: {
    open: '#mectrl_main_trigger, #O365_MainLink_Me:not(:has(#mectrl_main_trigger))',
    name: '#mectrl_currentAccount_secondary',
  },
};

/**
 * The frame of the Azure portal, which Entra and Intune also use (one app: sign-in-facts 7.2). Its top bar shows
 * the user principal name without being asked. Its class names are not in sign-in-facts; ten public browser
 * extensions and user scripts read or hide the name by them.
 */
export const azurePortal: Shell = {
  shell: ['.fxs-topbar'],
  whoAmI: { name: '.fxs-avatarmenu-username' },
};
