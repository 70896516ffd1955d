// The shell of the admin center: header, navigation, home page, account menu, each built by script (facts 5.4).
const { texts, language } = window.$AdminShell;
const root = document.getElementById('root');

function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

async function getJson(path, method = 'GET') {
  const response = await fetch(path, { method, headers: { accept: 'application/json' } });
  if (response.status === 401 || response.status === 440)
    location.assign('/login?ru=%2Fadminportal%3Fref%3D%2Fhomepage');
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
}

/** The account menu comes into being when its button is clicked, not before. */
function accountButton(info) {
  const menu = h('div', { id: 'O365_MainLink_Me' });
  const initials = info.UserDisplayName.split(' ')
    .map(word => word[0])
    .join('')
    .slice(0, 2);
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
          if (open === null) menu.append(accountMenu(info, initials));
          else open.remove();
        },
      },
      h('div', { id: 'mectrl_headerPicture', class: 'mectrl_profilepic' }, initials),
    ),
  );
  return menu;
}

function accountMenu(info, initials) {
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

function card(title, text) {
  return h('section', { class: 'card' }, h('h2', {}, title), h('p', {}, text));
}

function teachingBubble() {
  const bubble = h(
    'div',
    { class: 'ms-TeachingBubble', role: 'dialog' },
    h('p', {}, texts.teaching),
    h(
      'button',
      { type: 'button', class: 'ms-TeachingBubble-primaryButton', onclick: () => bubble.remove() },
      texts.gotIt,
    ),
  );
  return bubble;
}

async function buildShell() {
  const here = `${location.pathname.startsWith('/adminportal') ? '/adminportal/home' : '/'}${location.host === 'admin.cloud.microsoft' ? '?' : ''}`;
  history.replaceState(null, '', `${here}${location.hash.length > 1 ? location.hash : '#/homepage'}`);

  const right = h('div', { id: 'O365_HeaderRightRegion' });
  const nav = h('nav', { 'data-hint': 'ReactLeftNav', class: 'left-nav' });
  const main = h(
    'main',
    { id: 'admin-home-container', 'aria-busy': 'true' },
    h('p', { class: 'loading' }, texts.loading),
  );
  root.append(
    h(
      'header',
      { id: 'O365_NavHeader', role: 'banner' },
      h('button', { id: 'O365_MainLink_NavMenu', type: 'button', 'aria-label': 'App launcher' }, '⁝⁝⁝'),
      h('span', { id: 'O365_AppName' }, texts.title),
      right,
    ),
    h('div', { class: 'columns' }, nav, main),
  );

  const later = Promise.allSettled([
    getJson('/adminportal/home/ClassicModernAdminDataStream?ref=/homepage'),
    getJson('/admin/api/tenant/datalocationandcommitments'),
    getJson('/admin/api/users/getuseraccesstoken', 'POST'),
  ]);
  try {
    const [info, navigation] = await Promise.all([
      getJson('/admin/api/coordinatedbootstrap/shellinfo'),
      getJson('/admin/api/navigation'),
    ]);
    right.append(accountButton(info));
    nav.append(...navigation.NavItems.map(item => h('a', { href: item.Uri }, item.Label)));
    main.removeAttribute('aria-busy');
    main.replaceChildren(
      h('h1', {}, `${texts.welcome}, ${info.UserDisplayName}`),
      h(
        'div',
        { class: 'cards' },
        card(texts.users, info.TenantName),
        card(texts.billing, '—'),
        card(texts.health, '✓'),
      ),
    );
    await later;
    document.body.append(teachingBubble());
  } catch {
    main.removeAttribute('aria-busy');
    main.replaceChildren(h('div', { class: 'error-banner', role: 'alert', lang: language }, texts.failed));
  }
}

void buildShell();
