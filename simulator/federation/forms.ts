import { escapeHtml } from '../entra/page.ts';
import type { OwnFactor } from '../scenarios/scenario.ts';
import type { Provider } from './providers.ts';
import type { FederationTexts } from './texts.ts';

interface Form {
  readonly texts: FederationTexts;
  readonly username: string;
  readonly isRefused: boolean;
}

/** The forms, as they are in the HTML (facts 2.19). */
export const forms: Readonly<Record<Provider['form'], (form: Form) => string>> = {
  // AD FS 2012 R2 and later: its button is a span, and only its script posts the form.
  adfs: ({ texts, username, isRefused }) => `
<div id="authArea"><div id="loginArea">
<div id="loginMessage" class="groupMargin">${texts.signInWith}</div>
<form method="post" id="loginForm" autocomplete="off" novalidate="novalidate">
<div id="error" class="fieldMargin error smallText"><span id="errorText" for="passwordInput" aria-live="assertive" role="alert">${isRefused ? texts.wrong : ''}</span></div>
<div id="userNameArea"><input id="userNameInput" name="UserName" type="email" value="${escapeHtml(username)}" class="text fullWidth" spellcheck="false" placeholder="${texts.username}" autocomplete="off" /></div>
<div id="passwordArea"><input id="passwordInput" name="Password" type="password" class="text fullWidth" placeholder="${texts.password}" autocomplete="off" /></div>
<div id="submissionArea" class="submitMargin"><span id="submitButton" class="submit" tabindex="4" role="button" onclick="document.forms.loginForm.submit()">${texts.signIn}</span></div>
<input id="optionForms" type="hidden" name="AuthMethod" value="FormsAuthentication" />
</form></div></div>`,
  // AD FS 2.0: an ASP.NET page.
  'adfs-2': ({ texts, username, isRefused }) => `
<form method="post" name="aspnetForm" id="aspnetForm"><div class="MainActivity">
<input type="hidden" name="__VIEWSTATE" value="" />
<div>${texts.signInWith}</div>
<span id="ContentPlaceHolder1_ErrorTextLabel" class="Error">${isRefused ? texts.wrong : ''}</span>
<input name="ctl00$ContentPlaceHolder1$UsernameTextBox" type="text" value="${escapeHtml(username)}" id="ContentPlaceHolder1_UsernameTextBox" />
<input name="ctl00$ContentPlaceHolder1$PasswordTextBox" type="password" id="ContentPlaceHolder1_PasswordTextBox" />
<input type="submit" name="ctl00$ContentPlaceHolder1$SubmitButton" value="${texts.signIn}" id="ContentPlaceHolder1_SubmitButton" class="Resizable" />
</div></form>`,
  // AD FS 2019 and later: the name first, then the password, in one document. A refusal is shown above the name.
  'adfs-paginated': ({ texts, username, isRefused }) => `
<div id="authArea"><div id="loginArea"><div id="loginMessage" class="groupMargin">${texts.signInWith}</div>
<div id="error" class="fieldMargin error smallText"><span id="errorText" aria-live="assertive" role="alert">${isRefused ? texts.wrong : ''}</span></div>
<div id="usernamePage"><form method="post" id="loginFormPaginated" autocomplete="off" novalidate="novalidate">
<input id="userNameInput" name="UserName" type="email" value="${escapeHtml(username)}" placeholder="${texts.username}" />
<span id="nextButton" class="submit" role="button" onclick="showPassword()">${texts.next}</span></form></div>
<div id="passwordPage" style="display:none"><form method="post" id="loginForm" autocomplete="off" novalidate="novalidate">
<input id="userNameInputHolder" name="UserName" type="hidden" />
<input id="passwordInput" name="Password" type="password" placeholder="${texts.password}" />
<span id="submitButton" class="submit" role="button" onclick="document.forms.loginForm.submit()">${texts.signIn}</span>
</form></div></div></div>
<script>function showPassword() {
  document.getElementById('userNameInputHolder').value = document.getElementById('userNameInput').value;
  document.getElementById('usernamePage').style.display = 'none';
  document.getElementById('passwordPage').style.display = '';
}</script>`,
  // A widget such as Okta's: the name, then the password in the same document, with a call of its own. It refuses in place.
  'name-first': ({ texts, username }) => `
<form id="identify" novalidate="novalidate"><h1>${texts.signInWith}</h1>
<input type="text" name="identifier" value="${escapeHtml(username)}" autocomplete="username" aria-invalid="false" />
<input type="submit" value="${texts.next}" /></form>
<form id="challenge" novalidate="novalidate" style="display:none"><p role="alert" id="refusal"></p>
<input type="password" name="credentials.passcode" autocomplete="current-password" aria-invalid="false" />
<input type="submit" value="${texts.signIn}" /></form>
<script>
const { identify, challenge } = document.forms;
identify.addEventListener('submit', event => {
  event.preventDefault();
  identify.style.display = 'none';
  challenge.style.display = '';
});
challenge.addEventListener('submit', async event => {
  event.preventDefault();
  const fields = [...new FormData(identify), ...new FormData(challenge)];
  const answer = await fetch(location.href, { method: 'POST', body: new URLSearchParams(fields) });
  if (answer.status === 401) document.getElementById('refusal').textContent = ${JSON.stringify(texts.wrong)};
  else document.write(await answer.text());
});
</script>`,
  // No product in particular: a search form, which has nothing to do with the sign-in, comes before its form.
  plain: ({ texts, username, isRefused }) => `
<form method="get" action="/help"><input type="text" name="q" /><button type="submit">?</button></form>
<form method="post"><h1>${texts.signInWith}</h1>
<p role="alert">${isRefused ? texts.wrong : ''}</p>
<input type="text" name="user" value="${escapeHtml(username)}" autocomplete="username" />
<input type="password" name="secret" autocomplete="current-password" />
<button type="button">…</button>
<button type="submit">${texts.signIn}</button>
</form>`,
  // PingFederate: its password bears AD FS's name, and a link sends the form.
  link: ({ texts, username, isRefused }) => `
<form method="post" autocomplete="off"><h1>${texts.signInWith}</h1>
<div class="ping-messages">${isRefused ? `<div class="ping-error">${texts.wrong}</div>` : ''}</div>
<input id="username" type="text" size="36" name="pf.username" value="${escapeHtml(username)}" autocorrect="off" />
<input id="passwordInput" type="password" size="36" name="pf.pass" />
<input type="hidden" name="pf.ok" value="" />
<a class="ping-button normal cancel" tabindex="0" onclick="history.back()">…</a>
<a class="ping-button normal allow" tabindex="0" onclick="document.forms[0].submit()">${texts.signIn}</a>
</form>`,
  // Older gateways: the button is a picture; the button before it empties the form.
  image: ({ texts, username, isRefused }) => `
<form method="post"><h1>${texts.signInWith}</h1><p class="error">${isRefused ? texts.wrong : ''}</p>
<input type="text" name="user" value="${escapeHtml(username)}" /><input type="password" name="secret" />
<input type="reset" value="…" />
<input type="image" name="go" alt="${texts.signIn}" src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='80' height='24'/%3E" />
</form>`,
  // Gateways that want the password and a passcode at once.
  'two-secrets': ({ texts, username, isRefused }) => `
<form method="post"><h1>${texts.signInWith}</h1><p class="error">${isRefused ? texts.wrong : ''}</p>
<input type="text" name="user" value="${escapeHtml(username)}" /><input type="password" name="secret" />
<input type="password" name="passcode" autocomplete="off" /><button>${texts.signIn}</button>
</form>`,
};

/** What a provider asks for once it has accepted the password: a passcode hidden like a password, or a code of digits. */
export const factorForms: Readonly<Record<OwnFactor, (texts: FederationTexts) => string>> = {
  passcode: texts => `
<form method="post" id="loginForm"><h1>${texts.moreWanted}</h1>
<input type="password" id="challengeInput" name="Passcode" autocomplete="off" />
<input type="submit" id="authenticateButton" value="${texts.signIn}" /></form>`,
  code: texts => `
<form method="post"><h1>${texts.moreWanted}</h1>
<input type="tel" name="otp" maxlength="6" autocomplete="one-time-code" /><button>${texts.signIn}</button></form>`,
};

/** Empties the password right after it was filled: once, as a page that builds itself late, or always. */
export const emptying = (times: 'once' | 'always'): string => `
<script>let left = ${times === 'once' ? 1 : 'Infinity'};
addEventListener('input', ({ target }) => {
  if (target.type === 'password' && left-- > 0) setTimeout(() => { target.value = ''; });
});</script>`;
