import { escapeHtml } from '../entra/page.ts';
import type { Provider } from './providers.ts';
import type { FederationTexts } from './texts.ts';

interface Form {
  readonly texts: FederationTexts;
  readonly username: string;
  readonly isRefused: boolean;
}

/** The forms, as they stand in the HTML: these servers build no page by script (facts 2.19). */
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
  // Nobody's in particular: a search form that has nothing to do with it stands before the one that counts.
  plain: ({ texts, username, isRefused }) => `
<form method="get" action="/help"><input type="text" name="q" /><button type="submit">?</button></form>
<form method="post"><h1>${texts.signInWith}</h1>
<p role="alert">${isRefused ? texts.wrong : ''}</p>
<input type="text" name="user" value="${escapeHtml(username)}" autocomplete="username" />
<input type="password" name="secret" autocomplete="current-password" />
<button type="button">…</button>
<button type="submit">${texts.signIn}</button>
</form>`,
};
