// The last file of the bundle: which views a page begins with, by its id. A new page id is a file and a line here.
import { startBackgroundCalls } from './background-calls.js';
import { startBrowserSso } from './browser-sso.js';
import { startError } from './error.js';
import { buildFrame, page, svr } from './frame.js';
import { interruptStarts } from './interrupts.js';
import { startCampaign, startProofUp } from './proof-up.js';
import { startSecondFactor } from './second-factor.js';
import { startSignIn } from './sign-in.js';
import { startStaySignedIn } from './stay-signed-in.js';
import { startUnknownPage } from './unknown-page.js';

const starts = {
  ConvergedSignIn: startSignIn,
  BssoInterrupt: startBrowserSso,
  ConvergedTFA: startSecondFactor,
  KmsiInterrupt: startStaySignedIn,
  ConvergedError: startError,
  ConvergedProofUpRedirect: startProofUp,
  ConvergedPasskeyInvitation: startCampaign,
  ConvergedRegistrationCampaign: startCampaign,
  ...interruptStarts,
};

function buildPage() {
  buildFrame();
  // A page of several views may open on another one than its first (facts 1.5, 1.10).
  const start =
    starts[`${svr.pgid}/${svr.sPOST_PaginatedLoginState}`] ?? starts[svr.pgid] ?? startUnknownPage;
  const show = () => void page.show(start);
  if (svr.iControlsLateMs) setTimeout(show, svr.iControlsLateMs);
  else show();
  startBackgroundCalls();
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', buildPage);
else buildPage();
