// Signing in without a form post: the browser fetches its token itself, with a proof key (facts 2.0; RFC 7636).

const here = `${location.origin}/`;

/** The token for the data calls. Leaves for Entra, and never resolves, where there is no code to change into one. */
export async function tokenOf({ base, clientId, scope }) {
  const answer = new URLSearchParams(location.hash.slice(1));
  const code = answer.get('code');
  if (code === null || answer.get('state') !== sessionStorage.getItem('state'))
    return leave(base, clientId, scope);
  history.replaceState(null, '', location.pathname);
  const response = await fetch(`${base}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      redirect_uri: here,
      code,
      code_verifier: sessionStorage.getItem('verifier') ?? '',
    }),
  });
  return (await response.json()).access_token;
}

async function leave(base, clientId, scope) {
  const verifier = unguessable();
  const state = unguessable();
  sessionStorage.setItem('verifier', verifier);
  sessionStorage.setItem('state', state);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: here,
    response_type: 'code',
    response_mode: 'fragment',
    scope,
    state,
    nonce: unguessable(),
    code_challenge: base64Url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
  });
  location.replace(`${base}/authorize?${query}`);
  return new Promise(() => undefined);
}

const unguessable = () => base64Url(crypto.getRandomValues(new Uint8Array(32)));

const base64Url = bytes =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
