// KmsiInterrupt. Its two buttons carry the ids that mean Next and Back elsewhere (facts 2.12).
import {
  button,
  buttons,
  commonFields,
  h,
  header,
  hidden,
  identityBanner,
  page,
  svr,
  texts,
  view,
} from './frame.js';

export function startStaySignedIn() {
  const options = hidden('LoginOptions', '3');
  const yes = button('idSIButton9', texts.yes, true);
  return {
    focus: yes.firstChild,
    element: h(
      'div',
      { class: 'has-identity-banner' },
      identityBanner(svr.sPOST_Username, null),
      view(
        1,
        'kmsi-view',
        options,
        hidden('type', '28'),
        ...commonFields(),
        hidden('i19', '4130'),
        header('kmsiHeader', texts.staySignedIn),
        h('div', { id: 'KmsiDescription', class: 'row text-body' }, texts.staySignedInDescription),
        h(
          'label',
          { class: 'row text-body' },
          h('input', { id: 'KmsiCheckboxField', name: 'DontShowAgain', type: 'checkbox', value: 'true' }),
          h('span', {}, texts.dontShowAgain),
        ),
        buttons(button('idBtn_Back', texts.no, false), yes),
      ),
    ),
    submit(submitter) {
      options.value = submitter?.id === 'idBtn_Back' ? '0' : '1';
      page.post(svr.urlPost);
    },
  };
}
