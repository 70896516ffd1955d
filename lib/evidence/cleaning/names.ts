// The name of a value decides whether it may be stored. Names are those of sign-in-facts 1.3, 1.11, 2.8, 2.21 and 5.3, of
// OAuth, SAML, WS-Federation and WebAuthn. They are compared without case, `-`, `_` and `.`.

/** Credential fields: always redacted, except `true` and an empty value. */
const credentials = [
  'passwd',
  'password',
  'passphrase',
  'pwd',
  'otc',
  'otp',
  'pin',
  'additionalauthdata',
  'accesspass',
  'totp',
  'privatekey',
  'pfx',
  'clientsecret',
  'currentpasswd',
  'newpasswd',
  'confirmnewpasswd',
  'passwordinput',
  'passwordtextbox',
  'proofconfirmation',
  'entropy', // the digits of number matching, in the answers of BeginAuth and EndAuth
  'displaysign',
] as const;

/** What Microsoft's pages, an identity provider and the centers pass on. */
const tokens = [
  'code',
  'idtoken',
  'accesstoken',
  'refreshtoken',
  'token',
  'state',
  'nonce',
  'sessionstate',
  'samlresponse',
  'samlrequest',
  'relaystate',
  'wresult',
  'wctx',
  'flowtoken',
  'sft',
  'ppft',
  'sctx',
  'ctx',
  'sacxt',
  'request',
  'originalrequest',
  'canary',
  'apicanary',
  'scrossdomaincanary',
  'sfidochallenge',
  'challenge',
  'sproofupauthstate',
  'loginhint',
  'usernamehint',
  'codechallenge',
  'codeverifier',
  'assertion',
  'clientassertion',
  'clientdatajson',
  'authenticatordata',
  'signature',
  'userhandle',
  'ticket',
  'sessionkey',
  'prt',
  'psrngcentropy',
  'psrngcslk',
  'cookie',
  'setcookie',
  'authorization',
  'proxyauthorization',
] as const;

/** A name that ends in one of these is one of their relatives: `x-ms-token`, `apiCanary2`, `GetUserAccessToken`. */
const relatives = /(?:token|canary|nonce|secret|passwd|password|assertion|challenge|ticket)\d*$/;
/** What has a name like theirs, and is an address or a switch. */
const lookalikes = /^(?:url|has|is|f(?=[A-Z])|allow)/;

/** Who somebody is, and where he works. */
const identities = [
  'loginfmt',
  'login',
  'username',
  'upn',
  'userprincipalname',
  'preferredusername',
  'uniquename',
  'email',
  'spostusername',
  'display',
  'displayname',
  'userdisplayname',
  'ssigninname',
  'sfulluserdisplayname',
  'membername',
  'usernameinput',
  'usernametextbox',
  'tid',
  'oid',
  'tenantid',
  'stenantid',
  'userid',
  'susertenantid',
  'scompanydisplayname',
  'tenantname',
  'companyname',
  'domainhint',
  'whr',
] as const;

/** What every request carries, and what a support call asks for. */
const harmless = [
  'ref',
  'ru',
  'mkt',
  'lc',
  'uilocales',
  'responsemode',
  'responsetype',
  'clientid',
  'uiflavor',
  'redirecturi',
  'resource',
  'scope',
  'prompt',
  'clientrequestid',
  'correlationid',
  'requestid',
  'hpgrequestid',
  'xclientsku',
  'xclientver',
  'apiversion',
  'error',
  'errordescription',
  'suberror',
  'authmethodid',
  'mfaauthmethod',
] as const;

/** What a value is, which decides how it is treated. */
export type Classification = 'credential' | 'token' | 'identity' | 'harmless' | 'unknown';

/** All names that are known, by the classification of their values. */
export const namesByClassification = {
  credential: credentials,
  token: tokens,
  identity: identities,
  harmless,
} as const;

const classifications = new Map<string, Classification>(
  Object.entries(namesByClassification).flatMap(([classification, names]) =>
    names.map(name => [name, classification as Classification] as const),
  ),
);

/** Classifies a value by its name: a header's, a parameter's, a key's, a field's. */
export function classify(name: string): Classification {
  const plain = name.replaceAll(/[-_.$:\s]/g, '').toLowerCase();
  const known =
    classifications.get(plain) ??
    classifications.get(plain.replace(/^.*(?=(?:passwordtextbox|usernametextbox)$)/, ''));
  if (known !== undefined) return known;
  if (lookalikes.test(name) || !relatives.test(plain)) return 'unknown';
  return /secret|passw/.test(plain) ? 'credential' : 'token';
}

/** The names that are looked for where no structure shows what is a name: in log lines, messages and scripts. */
export const secretNames: readonly string[] = [...credentials, ...tokens].map(name =>
  // The separators that were taken out may be there.
  name.replaceAll(/(?!^)/g, '[-_.]?'),
);

/** Cookies that are a session, wherever their names occur (sign-in-facts 5.3, 2.21). */
export const sessionCookies =
  'ESTSAUTH\\w*|ESTSSC|SignInStateCookie|buid|esctx\\w*|RootAuthToken|SPAAuthCookie|OIDCAuthCookie|UserLoginRef|s\\.(?:AjaxSessionKey|SessID)|x-portal-routekey|\\.?AspNet[\\w.]*|FedAuth|rtFa|MSISAuth\\d?|idsrv\\w*';

/** Is this too short, or too plain, to be a secret? Numbers, words, languages, versions, request ids. */
export function looksHarmless(value: string): boolean {
  return (
    /^(?:-?\d{1,5}|\d{1,5}(?:\.\d{1,5}){1,3}|[A-Za-z_]{0,16}|[a-z]{2,3}-[A-Z]{2})$/.test(value) ||
    /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(value)
  );
}

/** Does this look like what a machine made up: long, without a blank, of letters in both cases and digits? */
export function isOpaque(value: string): boolean {
  return (
    value.length >= 40 &&
    /^[\w+/=.~%:-]+$/.test(value) &&
    !/^(?:https?:|[./]|sha\d{3}-)/.test(value) &&
    /\d/.test(value) &&
    /[a-z]/.test(value) &&
    /[A-Z]/.test(value)
  );
}

/** What Microsoft's tokens look like, whatever they are called: signed ones, codes, flow tokens, contexts. */
export const tokenShapes =
  'eyJ[\\w-]{10,}\\.eyJ[\\w-]{10,}(?:\\.[\\w-]*)*|(?<![\\w-])(?:[01]\\.A[\\w-]{40,}|P?AQAB[\\w-]{40,}|r[QI][QI]I[\\w-]{40,})';
