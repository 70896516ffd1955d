import { inflateRawSync } from 'node:zlib';
import type { Handler } from 'hono';
import type { HostEnv } from '../network/answer.ts';
import { isKnownTenant, receive } from './authorize.ts';
import { SignInError } from './errors.ts';
import type { AuthorizeRequest } from './flows.ts';
import type { EntraServices } from './services.ts';
import { localeOf } from './texts/requested.ts';

/** GET and POST /{tenant}/saml2: where applications that use SAML send the browser (facts 2.1). The pages that follow are the same. */
export function saml2(services: EntraServices): Handler<HostEnv> {
  return async context => {
    const tenantSegment = context.req.param('tenant') ?? 'common';
    if (!isKnownTenant(tenantSegment)) throw new SignInError('90002');
    const isPosted = context.req.method === 'POST';
    const fields = isPosted
      ? new URLSearchParams(await context.req.text())
      : new URL(context.req.url).searchParams;
    const xml = decode(fields.get('SAMLRequest') ?? '', isPosted);
    const attribute = (name: string) => unescapeXml(new RegExp(`\\s${name}="([^"]*)"`).exec(xml)?.[1] ?? '');
    const [, issuer = ''] = /<(?:\w+:)?Issuer[^>]*>\s*([^<]*?)\s*</.exec(xml) ?? [];
    const [id, redirectUri] = [attribute('ID'), attribute('AssertionConsumerServiceURL')];
    if (id === '' || issuer === '' || !URL.canParse(redirectUri)) throw new SignInError('75005');
    const request: AuthorizeRequest = {
      tenantSegment,
      clientId: unescapeXml(issuer),
      redirectUri,
      responseType: [],
      responseMode: 'saml',
      samlRequestId: id,
      scope: '',
      state: fields.get('RelayState') ?? undefined,
      nonce: undefined,
      loginHint: fields.get('login_hint') ?? '',
      prompt: attribute('ForceAuthn') === 'true' ? 'login' : '',
      codeChallenge: undefined,
    };
    return receive(context, services, request, localeOf(context, services.simulator));
  };
}

/** A request in an address is deflated, one in a form is not. */
function decode(sent: string, isPosted: boolean): string {
  if (sent === '') throw new SignInError('750054');
  const bytes = Buffer.from(sent, 'base64');
  if (isPosted) return bytes.toString('utf8');
  try {
    return inflateRawSync(bytes, { maxOutputLength: 1_000_000 }).toString('utf8');
  } catch {
    throw new SignInError('75005');
  }
}

function unescapeXml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
