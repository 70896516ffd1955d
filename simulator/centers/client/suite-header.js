import { h, initialsOf } from './elements.js';

/** The header of Microsoft 365. `enter` draws the button of the signed-in user (facts 5.4). */
export function suiteHeader(texts) {
  const right = h('div', { id: 'O365_HeaderRightRegion' });
  const header = h(
    'header',
    { id: 'O365_NavHeader', role: 'banner' },
    h('button', { id: 'O365_MainLink_NavMenu', type: 'button', 'aria-label': 'App launcher' }, '⁝⁝⁝'),
    h('span', { id: 'O365_AppName' }, document.title),
    right,
  );
  return { header, enter: info => right.append(accountButton(info, texts)) };
}

/** The account menu comes into being when its button is clicked, not before. */
function accountButton(info, texts) {
  const menu = h('div', { id: 'O365_MainLink_Me' });
  const initials = initialsOf(info.UserDisplayName);
  menu.append(
    h(
      'button',
      {
        id: 'mectrl_main_trigger',
        type: 'button',
        'aria-label': `${texts.accountManager} ${info.UserDisplayName}`,
        'aria-expanded': 'false',
        onclick: event => {
          const open = document.getElementById('mectrl_main_body');
          event.currentTarget.setAttribute('aria-expanded', String(open === null));
          if (open === null) menu.append(accountMenu(info, initials, texts));
          else open.remove();
        },
      },
      h('div', { id: 'mectrl_headerPicture', class: 'mectrl_profilepic' }, initials),
    ),
  );
  return menu;
}

function accountMenu(info, initials, texts) {
  return h(
    'div',
    { id: 'mectrl_main_body', role: 'dialog' },
    h(
      'div',
      { class: 'mectrl_header' },
      h('span', {}, info.TenantName),
      h(
        'a',
        { id: 'mectrl_body_signOut', class: 'mectrl_link', href: '/signout', role: 'button' },
        texts.signOut,
      ),
    ),
    h(
      'div',
      { class: 'mectrl_account', id: 'mectrl_currentAccount' },
      h('div', { id: 'mectrl_currentAccount_picture', class: 'mectrl_profilepic' }, initials),
      h(
        'div',
        {},
        h('div', { id: 'mectrl_currentAccount_primary', class: 'mectrl_name' }, info.UserDisplayName),
        h('div', { id: 'mectrl_currentAccount_secondary', class: 'mectrl_upn' }, info.UPN),
      ),
    ),
  );
}
