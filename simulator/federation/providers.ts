import type { ProviderName } from '../scenarios/scenario.ts';

/** How an organisation's own sign-in looks and what it returns (facts 2.19). */
export interface Provider {
  readonly host: string;
  /** Where Entra sends the browser to. */
  readonly path: string;
  readonly form:
    | 'adfs'
    | 'adfs-2'
    | 'adfs-paginated'
    | 'name-first'
    | 'plain'
    | 'link'
    | 'image'
    | 'two-secrets';
  readonly returns: 'wresult' | 'SAMLResponse' | 'id_token';
}

/** The identity providers that an account can be federated with, by name. */
export const providers: Readonly<Record<ProviderName, Provider>> = {
  adfs: { host: 'sts.contoso.example', path: '/adfs/ls/', form: 'adfs', returns: 'wresult' },
  'adfs-2': { host: 'fs.contoso.example', path: '/adfs/ls/', form: 'adfs-2', returns: 'wresult' },
  'adfs-paginated': {
    host: 'adfs.contoso.example',
    path: '/adfs/ls/',
    form: 'adfs-paginated',
    returns: 'wresult',
  },
  saml: { host: 'sso.contoso.example', path: '/idp/SSO.saml2', form: 'plain', returns: 'SAMLResponse' },
  'name-first': {
    host: 'login.contoso.example',
    path: '/app/office365/sso/wsfed/passive',
    form: 'name-first',
    returns: 'wresult',
  },
  link: {
    host: 'ping.contoso.example',
    path: '/idp/prp.wsf',
    form: 'link',
    returns: 'wresult',
  },
  image: { host: 'old.contoso.example', path: '/idp/SSO', form: 'image', returns: 'SAMLResponse' },
  'two-secrets': {
    host: 'gateway.contoso.example',
    path: '/logon/index.html',
    form: 'two-secrets',
    returns: 'SAMLResponse',
  },
  oidc: { host: 'id.contoso.example', path: '/oauth2/authorize', form: 'plain', returns: 'id_token' },
};
