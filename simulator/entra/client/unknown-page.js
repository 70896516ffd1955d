// A page of an id that is not in the table of start.js, as a newer server would show it (facts 1.7): finished, with a
// heading and a button, only unknown. The button leads nowhere.
import { button, buttons, h, header, texts, view } from './frame.js';

export function startUnknownPage() {
  return {
    submit: null,
    element: view(
      90,
      'product-notice-view',
      header('productNoticeHeader', texts.noticeTitle),
      h('div', { class: 'row text-body' }, texts.noticeDescription),
      buttons(button('idSubmit_ProductNotice', texts.goOn, true)),
    ),
  };
}
