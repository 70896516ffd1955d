// The frame of every sign-in page: what the original's Knockout templates build after load (facts 1.4). The raw
// HTML holds none of this, so that selectors find nothing until this bundle has arrived.
// The files of this folder are modules for the sake of editors; assets.ts makes one classic script of them.
export const svr = window.ServerData;
export const texts = window.$GenkanTexts;

/** An element with attributes and children; `null` attributes and children are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter(child => child !== null));
  return element;
}

export function hidden(name, value) {
  return h('input', { type: 'hidden', name, value: value ?? '' });
}

/** The inputs that the original keeps beside the real ones for password managers (facts 1.12). */
export function offScreen(attributes) {
  return h('input', { ...attributes, class: 'moveOffScreen', tabindex: '-1', 'aria-hidden': 'true' });
}

export function header(id, title) {
  return h(
    'div',
    { class: 'row title ext-title', id },
    h('div', { role: 'heading', 'aria-level': '1', 'data-bind': 'text: title' }, title),
  );
}

/** Where an error will appear. The element with the id exists only while there is one (facts 2.1). */
export function errorSlot(id, tag = 'div', attributes = {}) {
  const slot = h('div', { role: 'alert', 'aria-live': 'assertive', ...attributes });
  return {
    element: slot,
    show(message, input) {
      slot.replaceChildren(h(tag, { id, class: 'error ext-error' }, message));
      input?.classList.add('has-error', 'ext-has-error');
      input?.focus();
    },
    clear(input) {
      slot.replaceChildren();
      input?.classList.remove('has-error', 'ext-has-error');
    },
  };
}

export function button(id, value, primary, attributes = {}) {
  return h(
    'div',
    { class: 'inline-block button-item ext-button-item' },
    h('input', {
      type: 'submit',
      id,
      class: primary
        ? 'win-button button_primary high-contrast-overrides button ext-button primary ext-primary'
        : 'win-button button-secondary button ext-button secondary ext-secondary',
      'data-report-event': 'Signin_Submit',
      value,
      ...attributes,
    }),
  );
}

export function buttons(...items) {
  return h(
    'div',
    { class: 'win-button-pin-bottom' },
    h('div', { class: 'row' }, h('div', { class: 'button-container button-field-container' }, ...items)),
  );
}

/** A view of a page: which one it is can be read from `data-viewid` with the component's name (facts 1.5). */
export function view(viewId, component, ...children) {
  return h(
    'div',
    {
      'data-viewid': String(viewId),
      'data-showfedcredbutton': 'true',
      'data-bind': `pageViewComponent: { name: '${component}', params: { serverData: svr, serverError: initialError, isInitialView: isInitialState } }`,
    },
    ...children,
  );
}

export function identityBanner(name, onBack) {
  return h(
    'div',
    { class: 'identityBanner', 'data-bind': "component: { name: 'identity-banner-control' }" },
    onBack === null
      ? null
      : h(
          'button',
          {
            type: 'button',
            class: 'backButton',
            id: 'idBtn_Back',
            'aria-label': texts.back,
            onclick: onBack,
          },
          '←',
        ),
    h('div', { id: 'displayName', class: 'identity', title: name }, name),
  );
}

/** The fields that the original adds to every form that it posts. */
export function commonFields() {
  return [
    hidden('canary', svr.canary),
    hidden('ctx', svr.sCtx),
    hidden('hpgrequestid', svr.sessionId),
    hidden(svr.sFTName, svr.sFT),
  ];
}

/** Calls one of the JSON interfaces, with the headers that go with it. */
export function callApi(url, body) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.setRequestHeader('Content-Type', 'application/json; charset=UTF-8');
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('canary', svr.apiCanary);
    request.setRequestHeader('client-request-id', svr.correlationId);
    request.setRequestHeader('hpgid', svr.hpgid);
    request.setRequestHeader('hpgact', svr.hpgact);
    request.setRequestHeader('hpgrequestid', svr.sessionId);
    request.addEventListener('load', () => {
      try {
        if (request.status !== 200) throw new Error(`HTTP ${request.status}`);
        const answer = JSON.parse(request.responseText);
        if (answer.apiCanary) svr.apiCanary = answer.apiCanary;
        if (answer.FlowToken) svr.sFT = answer.FlowToken;
        resolve(answer);
      } catch (error) {
        reject(error);
      }
    });
    request.addEventListener('error', () => reject(new Error('no answer')));
    request.send(JSON.stringify(body));
  });
}

export const page = {
  form: null,
  pagination: null,
  submit: null,
  /** What was shown at each step of the history. */
  builds: [],

  /** Shows a view, sliding as the original does when one view follows another in the same document. */
  async show(build, direction) {
    const slot = page.pagination;
    // "Next" is a step in the browser's history: programs wait for a navigation there, and its own way back works.
    if (direction === 'next' && svr.pgid === 'ConvergedSignIn')
      history.pushState((history.state ?? 0) + 1, '');
    page.builds[history.state ?? 0] = build;
    if (direction !== undefined) {
      slot.className = `pagination-view animate slide-out-${direction}`;
      await Promise.all(slot.getAnimations().map(animation => animation.finished));
    }
    const next = build();
    slot.replaceChildren(next.element);
    page.submit = next.submit;
    page.pending(false);
    slot.className = `pagination-view animate slide-in-${direction ?? 'next'}`;
    next.focus?.focus();
  },

  /** While a request is under way the primary button is off and the dots run. */
  pending(isPending) {
    document.getElementById('progressBar').hidden = !isPending;
    for (const input of page.form.querySelectorAll('input[type=submit]')) input.disabled = isPending;
  },

  /** Posts the form as a navigation. */
  post(action) {
    page.form.action = action;
    page.pending(true);
    page.form.submit();
  },
};

export function buildFrame() {
  page.pagination = h('div', { class: 'pagination-view' });
  page.form = h(
    'form',
    {
      name: 'f1',
      id: 'i0281',
      novalidate: 'novalidate',
      spellcheck: 'false',
      method: 'post',
      target: '_top',
      autocomplete: 'off',
      action: svr.urlPost,
      'data-bind': 'visible: !isLoginPageHidden(), autoSubmit: forceSubmit, attr: { action: postUrl }',
    },
    template(),
  );
  page.form.addEventListener('submit', event => {
    event.preventDefault();
    void page.submit?.(event.submitter);
  });
  window.addEventListener('popstate', () => {
    const build = page.builds[history.state ?? 0];
    if (build !== undefined) void page.show(build, 'back');
  });
  if (svr.fSwallowFirstClick) swallowFirstClicks(page.form);
  document.body.append(page.form);
}

function template() {
  return h(
    'div',
    { id: 'lightboxTemplateContainer', class: 'provide-min-height' },
    h('div', { class: 'outer' }, h('div', { class: 'template-section main-section' }, lightbox())),
    footer(),
  );
}

function lightbox() {
  return h(
    'div',
    { id: 'lightbox', class: 'sign-in-box ext-sign-in-box fade-in-lightbox' },
    h('div', { id: 'progressBar', class: 'progress', role: 'progressbar', hidden: true }),
    h('div', { class: 'tile' }, h('span', { class: 'tile-square' }), svr.sCompanyDisplayName || 'Genkan'),
    page.pagination,
  );
}

function footer() {
  return h(
    'div',
    { id: 'footer', role: 'contentinfo', class: 'footer ext-footer' },
    h(
      'div',
      { id: 'footerLinks', class: 'footerNode text-secondary' },
      h('a', { id: 'ftrTerms', href: svr.urlFooterTOU }, texts.terms),
      h('a', { id: 'ftrPrivacy', href: svr.urlFooterPrivacy }, texts.privacy),
      h('a', { id: 'moreOptions', href: '#', 'aria-label': texts.troubleshooting, role: 'button' }, '...'),
    ),
  );
}

/** A page whose bindings come late: a button can be seen and clicked before anybody listens (facts 2.0). */
function swallowFirstClicks(form) {
  const clicked = new WeakSet();
  form.addEventListener(
    'click',
    event => {
      if (!event.target.matches('input[type=submit]') || clicked.has(event.target)) return;
      clicked.add(event.target);
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
}
