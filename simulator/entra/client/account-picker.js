// ConvergedSignIn, iLoginMode 102: who has been here before? (facts 2.2) A tile of somebody who is signed in goes on
// without asking for anything.
import { errorSlot, h, header, page, svr, texts, view } from './frame.js';

export function accountPicker(askWho, askPassword) {
  const error = errorSlot('tileError');
  // The chosen tile was refused: another one, or nobody's.
  if (svr.sErrorCode === '16001') error.show(texts.tileRefused);
  const pick = session =>
    session.isSignedIn
      ? location.assign(`${svr.urlLogin}&sessionid=${session.id}`)
      : void page.show(() => askPassword(session.name), 'next');
  return {
    submit: null,
    element: view(
      12,
      'tiles-view',
      header('loginHeader', texts.pickAccount),
      error.element,
      h(
        'div',
        { id: 'tilesHolder', role: 'list', 'data-test-asynctilesloaded': 'true', class: 'form-group' },
        ...svr.arrSessions.map(session => tile(session, () => pick(session))),
        h(
          'div',
          { class: 'tile-container', role: 'listitem' },
          h(
            'div',
            {
              id: 'otherTile',
              class: 'table',
              role: 'button',
              tabindex: '0',
              onclick: () => void page.show(askWho, 'next'),
            },
            h('div', { id: 'otherTileText' }, texts.otherAccount),
          ),
        ),
      ),
    ),
  };
}

function tile({ name, fullName, idp, isSignedIn }, onclick) {
  return h(
    'div',
    { class: 'tile-container', role: 'listitem' },
    h(
      'div',
      {
        class: 'table',
        role: 'button',
        tabindex: '0',
        'data-test-id': name,
        'data-test-idp': idp,
        'data-test-hometenant': 'true',
        onclick,
      },
      h('div', {}, fullName),
      h('small', {}, name),
      isSignedIn ? h('small', {}, texts.signedIn) : null,
    ),
    h(
      'button',
      { type: 'button', 'data-test-id': `${name}-menu-dots`, 'aria-label': texts.moreOptions },
      '⋮',
    ),
  );
}
