import { guid, tenant } from '../accounts.ts';
import type { BrowserSession } from './browser-sessions.ts';
import type { AuthorizeRequest } from './flows.ts';
import { escapeHtml } from './page.ts';
import type { EntraServices } from './services.ts';

/** The fields for the application: who has signed in, in answer to which request. The response is not signed. */
export function samlFields(
  services: EntraServices,
  session: BrowserSession,
  request: AuthorizeRequest,
): readonly (readonly [string, string])[] {
  const { account } = session;
  const { simulator } = services;
  const issuer = `<Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">https://sts.windows.net/${tenant.id}/</Issuer>`;
  const at = (minutes: number) => new Date(simulator.clock() + minutes * 60_000).toISOString();
  const [to, id] = [escapeHtml(request.redirectUri), escapeHtml(request.samlRequestId ?? '')];
  const claims = {
    'http://schemas.microsoft.com/identity/claims/tenantid': tenant.id,
    'http://schemas.microsoft.com/identity/claims/objectidentifier': account.id,
    'http://schemas.microsoft.com/identity/claims/displayname': account.displayName,
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name': account.username,
  };
  const attributes = Object.entries(claims).map(
    ([name, value]) =>
      `<Attribute Name="${name}"><AttributeValue>${escapeHtml(value)}</AttributeValue></Attribute>`,
  );
  const xml =
    `<samlp:Response ID="_${guid(simulator.random)}" Version="2.0" IssueInstant="${at(0)}" Destination="${to}"` +
    ` InResponseTo="${id}" xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">${issuer}` +
    '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>' +
    `<Assertion ID="_${guid(simulator.random)}" IssueInstant="${at(0)}" Version="2.0"` +
    ` xmlns="urn:oasis:names:tc:SAML:2.0:assertion">${issuer}<Subject>` +
    `<NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">${escapeHtml(account.username)}</NameID>` +
    '<SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">' +
    `<SubjectConfirmationData InResponseTo="${id}" NotOnOrAfter="${at(60)}" Recipient="${to}"/>` +
    `</SubjectConfirmation></Subject><Conditions NotBefore="${at(-5)}" NotOnOrAfter="${at(60)}">` +
    `<AudienceRestriction><Audience>${escapeHtml(request.clientId)}</Audience></AudienceRestriction></Conditions>` +
    `<AttributeStatement>${attributes.join('')}</AttributeStatement>` +
    `<AuthnStatement AuthnInstant="${at(0)}" SessionIndex="_${session.id}"/></Assertion></samlp:Response>`;
  const response = ['SAMLResponse', Buffer.from(xml).toString('base64')] as const;
  return request.state === undefined ? [response] : [response, ['RelayState', request.state]];
}
