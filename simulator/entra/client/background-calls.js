// What the pages send of their own accord. None of it carries an answer, or means that anything was submitted.
import { callApi, svr } from './frame.js';

const telemetry =
  'https://browser.events.data.microsoft.com/OneCollector/1.0/?cors=true&content-type=application/x-json-stream';
// Late enough that a person, or a program, may well have pressed something before.
const afterMs = 1000;

/** Once after load: how seamless sign-on went, to this host, and a beacon to another (facts 2.0). */
export function startBackgroundCalls() {
  setTimeout(() => {
    // The error page belongs to no sign-in.
    if (svr.apiCanary) reportSeamlessSignOn();
    navigator.sendBeacon(telemetry, JSON.stringify({ name: 'Ms.Web.PageView', pgid: svr.pgid }));
  }, afterMs);
}

function reportSeamlessSignOn() {
  const body = { resultCode: 2, ssoDelay: 0, log: 'Probe image error event fired' };
  // Nobody waits for the answer, and a page that is left takes the question with it.
  callApi('/common/instrumentation/dssostatus', body).catch(() => {});
}
