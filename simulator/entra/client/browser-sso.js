// BssoInterrupt: a page without a control that asks the browser for a session of the machine, and moves on (facts 2.0).
import { h, header, svr, texts, view } from './frame.js';

export function startBrowserSso() {
  location.replace(svr.urlPost);
  return {
    submit: null,
    element: view(1, 'bsso-interrupt-view', header('loginHeader', texts.working), h('div', {}, '')),
  };
}
