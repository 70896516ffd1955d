// What the views of ConvergedTFA share: beginning and ending a second factor, and the way to the others.
import { callApi, h, svr } from './frame.js';

/** Begins a second factor at once. `begun` is false where Entra refuses it; `end` answers it, or asks for its state. */
export function beginSecondFactor(method) {
  let session = {};
  let polls = 0;
  const begun = callApi(svr.urlBeginAuth, {
    AuthMethodId: method,
    Method: 'BeginAuth',
    ctx: svr.sCtx,
    flowToken: svr.sFT,
  })
    .then(answer => {
      session = answer;
      return answer.Success === true;
    })
    .catch(() => false);

  return {
    begun,
    /** The number to be typed into the phone. */
    get entropy() {
      return session.Entropy;
    },
    async end(code) {
      if (!(await begun)) return undefined;
      polls += 1;
      return callApi(svr.urlEndAuth, {
        Method: 'EndAuth',
        SessionId: session.SessionId,
        FlowToken: svr.sFT,
        Ctx: session.Ctx,
        AuthMethodId: method,
        ...(code === undefined ? {} : { AdditionalAuthData: code }),
        PollCount: polls,
      });
    },
  };
}

/** The way to the method list, where there is another method (facts 2.6). */
export function anotherWay(text, onChosen) {
  if (svr.arrUserProofs.length < 2) return null;
  const onclick = event => {
    event.preventDefault();
    onChosen();
  };
  return h(
    'div',
    { id: 'idDiv_SAOTCS_HavingTrouble', class: 'row text-small' },
    h('a', { id: 'signInAnotherWay', href: '#', onclick }, text),
  );
}
