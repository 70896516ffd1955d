/** The sign-in errors that the simulator raises, in Microsoft's words (facts 4). */
const messages = {
  '50008': 'The SAML token is invalid.',
  '50011':
    'The redirect URI specified in the request does not match the redirect URIs configured for the application.',
  '500021': 'Access to this tenant is denied.',
  '50020':
    'User account from the identity provider does not exist in the tenant and cannot access the application.',
  '50034':
    'The user account does not exist in the directory. To sign into this application, the account must be added to the directory.',
  '50053':
    'The account is locked, you have tried to sign in too many times with an incorrect user ID or password.',
  '50055': 'The password is expired.',
  '50056': 'Invalid or null password: password does not exist in the directory for this user.',
  '50057': 'The user account is disabled.',
  '50058': 'A silent sign-in request was sent but no user is signed in.',
  '50076':
    'Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication.',
  '50089': 'Authentication failed due to flow token expired.',
  '50126': 'Error validating credentials due to invalid username or password.',
  '500121': 'Authentication failed during strong authentication request.',
  '50128': 'Invalid domain name. No tenant-identifying information found in the request.',
  '90002':
    'Tenant not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.',
  '90013': 'Invalid input received from the user.',
  '90014':
    'A required field is missing from the credential. Ensure that you have all the necessary parameters for the login request.',
  '900144': 'The request body must contain a parameter that is missing.',
  '900561': 'The endpoint only accepts POST requests. Received a GET request.',
  '165900': 'Invalid API request.',
  '53010':
    'Cannot configure multi-factor authentication methods because the organization requires this information to be set from specific locations or devices.',
  '59999': 'An error that came into the world after every program that meets it.',
  '90033': 'A transient error has occurred. Please try again.',
  '90055': 'The tenant is throttled because there are too many incoming requests.',
  '70011': 'The provided value for scope is not valid.',
  '75005': 'The request is not a valid Saml2 protocol message.',
  '750054':
    'SAMLRequest or SAMLResponse must be present as query string parameters in HTTP request for SAML Redirect binding.',
  '700016': 'Application was not found in the directory.',
  '7000215': 'Invalid client secret is provided.',
  '7000222': 'The provided client secret keys are expired.',
  '70003': 'The app requested an unsupported grant type.',
  '70000': 'The provided value for the code or the refresh token is not valid.',
  '50158': 'The external security challenge was not satisfied.',
  '54008':
    'Multi-factor authentication is required and the credential used is not supported as a first factor.',
  '500187': 'The certificate revocation list could not be downloaded.',
  '5000225': 'This tenant has been blocked due to inactivity.',
  '80002': 'Authentication Agent is not able to connect to Active Directory in time.',
} as const;

export type ErrorCode = keyof typeof messages;

export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(messages, code);

/** Ends a request in Microsoft's error page, or in its JSON twin. */
export class SignInError extends Error {
  override readonly name = 'SignInError';
  readonly code: ErrorCode;
  /** Of the sign-in that it ends, where that is known. */
  readonly correlationId: string | undefined;

  constructor(code: ErrorCode, correlationId?: string) {
    super(messages[code]);
    this.code = code;
    this.correlationId = correlationId;
  }
}

/** The long text of an error: `AADSTS50089: … Trace ID: … Correlation ID: … Timestamp: …`. */
export function serviceMessage(
  code: ErrorCode,
  ids: { readonly requestId: string; readonly correlationId: string; readonly at: number },
): string {
  const line = '\r\n';
  return [
    `AADSTS${code}: ${messages[code]}`,
    `Trace ID: ${ids.requestId}`,
    `Correlation ID: ${ids.correlationId}`,
    `Timestamp: ${errorTimestamp(ids.at)}`,
  ].join(line);
}

/** The time as the error page prints it: UTC, to the second. */
export function errorTimestamp(at: number): string {
  return new Date(at)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
}
