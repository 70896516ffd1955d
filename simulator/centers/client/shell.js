// The shell of a center: its frame, navigation, home page, each built by script (facts 5.4).
import { azurePortal } from './azure-portal.js';
import { h } from './elements.js';
import { tokenOf } from './single-page.js';
import { suiteHeader } from './suite-header.js';

const { texts, language, frame, calls, signIn } = window.$AdminShell;
const root = document.getElementById('root');

async function getJson({ address, method }, token) {
  const headers = { accept: 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(address, { method, headers });
  if (response.status === 440 || (response.status === 401 && signIn === undefined))
    location.assign(`/login?ru=${encodeURIComponent(location.pathname)}`);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
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
  const token = signIn && (await tokenOf(signIn));
  if (location.pathname === '/' || location.pathname.startsWith('/adminportal')) {
    const here = `${location.pathname}${location.host === 'admin.cloud.microsoft' ? '?' : ''}`;
    history.replaceState(null, '', `${here}${location.hash.length > 1 ? location.hash : '#/homepage'}`);
  }

  const { header, enter } = frame === 'azure' ? azurePortal() : suiteHeader(texts);
  const nav = h('nav', { 'data-hint': 'ReactLeftNav', class: 'left-nav' });
  const main = h(
    'main',
    { id: 'admin-home-container', 'aria-busy': 'true' },
    h('p', { class: 'loading' }, texts.loading),
  );
  root.append(header, h('div', { class: 'columns' }, nav, main));

  const later = Promise.allSettled(calls.filter(call => call.isExtra).map(call => getJson(call, token)));
  try {
    const needed = calls.filter(call => !call.isExtra);
    const [info, { NavItems = [] } = {}] = await Promise.all(needed.map(call => getJson(call, token)));
    enter(info);
    nav.append(...NavItems.map(item => h('a', { href: item.Uri }, item.Label)));
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
