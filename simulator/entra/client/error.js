// ConvergedError: the end of the road, with what Microsoft's support asks for (facts 2.20, 6.6).
import { h, header, svr, texts, view } from './frame.js';

export function startError() {
  return {
    submit: null,
    element: view(
      1,
      'error-view',
      header('loginHeader', texts.errorTitle),
      h(
        'div',
        { id: 'service_exception_message', class: 'row text-body' },
        svr.strMainMessage || texts.somethingWrong,
      ),
      h('div', { class: 'row text-small' }, svr.strServiceExceptionMessage),
      h(
        'div',
        { id: 'debugDetailsBanner', class: 'row text-small' },
        h('div', { id: 'debugDetailsHeader' }, texts.troubleshooting),
        h('div', {}, `Error Code: ${svr.iErrorCode}`),
        h('div', {}, `Request Id: ${svr.sessionId}`),
        h('div', {}, `Correlation Id: ${svr.correlationId}`),
        h('div', {}, `Timestamp: ${svr.sErrorTimestamp}`),
      ),
    ),
  };
}
