// ConvergedSignIn: one name, several accounts: at work and in person (facts 2.3), or in several tenants. What the page
// for the latter looks like is not known; only its number is (facts 1.10).
import { h, header, identityBanner, page, texts, view } from './frame.js';

export function workOrPersonalView(username, goOn, back) {
  const choice = (id, title, onclick) =>
    h(
      'div',
      { class: 'tile-container' },
      h(
        'div',
        { id, class: 'table', role: 'button', tabindex: '0', onclick },
        h(
          'div',
          { class: 'table-row' },
          h('div', { class: 'table-cell tile-img' }, h('img', { class: 'tile-img', alt: '' })),
          h('div', { class: 'table-cell text-left content' }, h('div', { id: `${id}Title` }, title)),
        ),
      ),
    );
  return {
    submit: null,
    element: h(
      'div',
      {},
      identityBanner(username, back),
      view(
        7,
        'login-paginated-idp-disambiguation-view',
        header('loginHeader', texts.whichAccount),
        choice('aadTile', texts.workAccount, () => void page.show(goOn, 'next')),
        choice('msaTile', texts.personalAccount, () =>
          location.assign('https://login.live.com/oauth20_authorize.srf'),
        ),
      ),
    ),
  };
}

export function whichTenantView(username, back) {
  const tile = name =>
    h('div', { class: 'tile-container' }, h('div', { class: 'table', role: 'button', tabindex: '0' }, name));
  return {
    submit: null,
    element: h(
      'div',
      {},
      identityBanner(username, back),
      view(
        50,
        'login-tenant-disambiguation-view',
        header('loginHeader', texts.whichTenant),
        tile('Contoso'),
        tile('Fabrikam'),
      ),
    ),
  };
}
