// The last file of the bundle: which views a page begins with, by its id. A new page id is a file and a line here.
import { startBackgroundCalls } from './background-calls.js';
import { startError } from './error.js';
import { buildFrame, page, svr } from './frame.js';
import { startSecondFactor } from './second-factor.js';
import { startSignIn } from './sign-in.js';
import { startStaySignedIn } from './stay-signed-in.js';
import { startUnknownPage } from './unknown-page.js';

const starts = {
  ConvergedSignIn: startSignIn,
  ConvergedTFA: startSecondFactor,
  KmsiInterrupt: startStaySignedIn,
  ConvergedError: startError,
};

function buildPage() {
  buildFrame();
  void page.show(starts[svr.pgid] ?? startUnknownPage);
  startBackgroundCalls();
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', buildPage);
else buildPage();
