import { h, initialsOf } from './elements.js';

/** The top bar of the Azure portal, which says who is signed in without being asked. */
export function azurePortal() {
  const avatar = h('div', { class: 'fxs-avatarmenu' });
  const header = h('div', { class: 'fxs-topbar', role: 'banner' }, h('span', {}, document.title), avatar);
  return {
    header,
    enter: info =>
      avatar.append(
        h(
          'div',
          { class: 'fxs-avatarmenu-header' },
          h('div', { class: 'fxs-avatarmenu-username' }, info.UPN),
          h('div', { class: 'fxs-avatarmenu-tenant' }, info.TenantName),
        ),
        h('div', { class: 'mectrl_profilepic' }, initialsOf(info.UserDisplayName)),
      ),
  };
}
