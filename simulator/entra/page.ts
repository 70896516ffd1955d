import type { Context } from 'hono';
import type { HostEnv } from '../network/answer.ts';
import { assetRoots, bundlePath, styleSheetPath } from './asset-urls.ts';
import type { Locale } from './texts/locales.ts';

/** A page of Entra before it is HTML. */
export interface Page {
  /** The page id, in `<meta name="PageID">` and in `$Config.pgid` alike (facts 1.1). */
  readonly pgid: string;
  readonly locale: Locale;
  readonly title: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** The HTML of a page: its name, its `$Config`, and the address of the bundle that will build the controls. */
export function respondWithPage(context: Context<HostEnv>, page: Page, nonce: string): Response {
  context.header('content-security-policy', contentSecurityPolicy(nonce));
  context.header('cache-control', 'no-store, no-cache');
  context.header('x-frame-options', 'DENY');
  context.header('referrer-policy', 'strict-origin-when-cross-origin');
  return context.html(html(page, nonce));
}

// Only Microsoft's hosts and inline scripts that carry the nonce of this very answer run (facts 3.1).
function contentSecurityPolicy(nonce: string): string {
  const assets = assetRoots.map(root => root.slice(0, -1)).join(' ');
  return [
    `script-src 'self' 'nonce-${nonce}' ${assets}`,
    `style-src 'unsafe-inline' ${assets}`,
    "object-src 'none'",
    "base-uri 'self'",
    'report-uri https://csp.microsoft.com/report/ESTS-UX-All',
  ].join('; ');
}

// What some readers of $Config stumble over (facts 1.3).
const scriptBehind = 'window.$Do={"q":[],"register":function(n){this.q.push(n);}};$Do.register("$Config");\n';

function html(page: Page, nonce: string): string {
  const { locale } = page;
  const bundle = bundlePath(locale.language);
  // The first line with braces is the one of $Config: programs search for it line by line.
  return `<!-- Genkan simulator: nothing on this page is Microsoft's. -->
<!DOCTYPE html>
<html dir="ltr" class="" lang="${locale.language}">
<head>
    <title>${escapeHtml(page.title)}</title>
    <meta http-equiv="Content-Type" content="text/html; charset=UTF-8">
    <meta http-equiv="X-UA-Compatible" content="IE=edge">
    <meta name="viewport" content="width=device-width, initial-scale=1.0, maximum-scale=2.0, user-scalable=yes">
    <meta http-equiv="Pragma" content="no-cache">
    <meta http-equiv="Expires" content="-1">
    <link rel="preconnect" href="${assetRoots[0]}" crossorigin>
    <meta name="PageID" content="${page.pgid}" />
    <meta name="SiteID" content="" />
    <meta name="ReqLC" content="${locale.lcid}" />
    <meta name="LocLC" content="${locale.mkt}" />
    <meta name="robots" content="none" />
<script type="text/javascript" nonce="${nonce}">//<![CDATA[
$Config=${scriptJson(page.config)};
${page.config['fScriptFollows'] === true ? scriptBehind : ''}//]]></script>
<script type="text/javascript" nonce="${nonce}">//<![CDATA[
!function(){var e=window;e.ServerData=e.$Config;
document.addEventListener("error",function(t){var r=t.target;if(r.tagName==="SCRIPT"&&r.src&&!e.$Loader){e.$Loader=1;
var n=document.createElement("script");n.crossOrigin="anonymous";n.src=r.src.replace("${assetRoots[0]}","${assetRoots[1]}");
n.nonce=r.nonce;document.head.appendChild(n);}},true);}();
//]]></script>
    <link rel="stylesheet" crossorigin="anonymous" href="${assetRoots[0]}${styleSheetPath}">
    <script crossorigin="anonymous" src="${assetRoots[0]}${bundle}" nonce="${nonce}"></script>
</head>
<body data-bind="defineGlobals: ServerData, bodyCssClass" class="cb" style="display: none">
<script type="text/javascript" nonce="${nonce}">//<![CDATA[
!function(){var e=window,o="/common/error.aspx?err=504";if(e.top===e.self){document.body.style.display="block";}else{e.$TimeoutUrl=o;}}();
//]]></script>
<div class="simulator-note">${escapeHtml(locale.texts.simulator)}</div>
</body>
</html>
`;
}

/** JSON that cannot end a script element, escaped as the original escapes it. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&'\u2028\u2029]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
