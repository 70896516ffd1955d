// What a scenario can say, and the words that accounts share with it. It imports nothing, so that every part of the
// simulator can depend on it.

/** A second factor, by the name that Microsoft gives it (facts 2.6). */
export type AuthMethod =
  | 'PhoneAppOTP'
  | 'PhoneAppNotification'
  | 'OneWaySMS'
  | 'TwoWayVoiceMobile'
  | 'FidoKey';

/** What a sign-in begins with, by our own names. `push` is the passwordless one; the simulator never approves it. */
export type FirstFactor = 'password' | 'passkey' | 'certificate' | 'accessPass' | 'push';

/** The identity providers that an account can be federated with; `federation/providers.ts` describes each. */
export type ProviderName =
  | 'adfs'
  | 'adfs-2'
  | 'adfs-paginated'
  | 'saml'
  | 'name-first'
  | 'link'
  | 'image'
  | 'two-secrets'
  | 'oidc';

/** The services that issues are reported for, by their ids in Microsoft Graph (facts 6.4). */
export type ServiceId = 'OrgLiveID' | 'OSDPPlatform' | 'Exchange' | 'SharePoint';

/** The answers of the simulator that a scenario can slow down or break, in the order of a sign-in. */
export type Answer =
  | 'portal'
  | 'authorize'
  | 'bundle'
  | 'getCredentialType'
  | 'federation'
  | 'federatedLogin'
  | 'login'
  | 'beginAuth'
  | 'endAuth'
  | 'processAuth'
  | 'kmsi'
  | 'landing'
  | 'shell'
  | 'shellBundle'
  | 'data'
  | 'extraData'
  | 'logout'
  | 'realm'
  | 'metadata'
  | 'graph';

/**
 * What is played instead of an answer: a status, perhaps with the page that ASP.NET shows when an application fails, a reset
 * connection, or no answer at all.
 */
export type Fault = { readonly status: number; readonly page?: 'runtime error' } | 'reset' | 'hang';

/**
 * What is played before TLS begins: the proxy refuses, or finds no address for the host, the connection is reset, or the
 * host's certificate is from an authority that clients do not trust.
 */
export type ConnectionFault = 'refuse' | 'unresolved' | 'reset' | 'untrusted';

/** An issue that Microsoft reports to its customers (facts 6.4). */
export interface Issue {
  readonly id: string;
  readonly service: ServiceId;
  readonly title: string;
  readonly classification: 'incident' | 'advisory';
  readonly status: string;
  readonly isResolved: boolean;
}

/** A second factor of an identity provider's own: a passcode in a field like a password's, or a code of digits. */
export type OwnFactor = 'passcode' | 'code';

/** An identity provider that asks everybody for the password, and what goes wrong with it. */
export interface Federation {
  readonly provider: ProviderName;
  /** It calls even the right password wrong. */
  readonly rejectsPassword?: true;
  /** It accepts the password, then asks for this. */
  readonly ownFactor?: OwnFactor;
  /** Its page empties the password field right after it was filled. */
  readonly emptiesPassword?: 'once' | 'always';
  /** Entra sends the browser back to the provider, whatever that answers; or refuses its answer (facts 4, 50008). */
  readonly answer?: 'forgotten' | 'refused';
}

/** What the passkey page offers besides the passkey, and what it accepts. */
export interface PasskeyPage {
  /** The list of ways when absent. */
  readonly offers?: 'password' | 'another way' | 'back' | 'nothing';
  /** Its offer can be seen while the browser asks for a passkey, and not only once that has failed. */
  readonly offersAtOnce?: true;
  /** The code that its offer comes with, when the browser has found no passkey (facts 4). */
  readonly errorCode?: string;
  /** The passkey that a client was given is no longer registered. */
  readonly hasForgotten?: true;
}

/** The pages that can come between the credentials and the application, besides those of an ordinary sign-in. */
export type InterruptPage =
  | 'proof-up'
  | 'new-proof-up'
  | 'hosted-proof-up'
  | 'campaign'
  | 'forced-campaign'
  | 'hosted-campaign'
  | 'password-change'
  | 'conditional-access'
  | 'terms'
  | 'hosted-terms'
  | 'consent'
  | 'captcha'
  | 'blocked'
  | 'app-confirmation'
  | 'confirm-tenant'
  | 'error';

/** One of these pages, and how it shows itself. */
export interface Interrupt {
  readonly page: InterruptPage;
  readonly errorCode?: string;
  /** Days left to put a registration off (facts 1.11). */
  readonly daysLeft?: number;
  /** Which of its views the page opens on, by number (facts 1.10). */
  readonly view?: number;
  /** Milliseconds that its controls come after the rest of the page. */
  readonly lateMs?: number;
  /** How a campaign's page names its way past it; without any name when absent. */
  readonly skip?: Readonly<Record<string, string>>;
  /** The password field is on the page, too. */
  readonly hasStrayPassword?: true;
}

/** Answers that are late or fail, on any host. */
export interface NetworkChanges {
  /** Milliseconds before an answer. */
  readonly delays?: Partial<Record<Answer, number>>;
  readonly faults?: Partial<Record<Answer, Fault>>;
  /** By host, `*` for all others; only for the whole simulator, as nobody has signed in yet when a connection opens. */
  readonly connections?: Readonly<Record<string, ConnectionFault>>;
  /** From host to host; only for the whole simulator, as nobody has signed in yet on the first request. */
  readonly redirects?: Readonly<Record<string, string>>;
}

/** Other pages, factors and errors between the first page and the answer to the application. */
export interface SignInChanges {
  /** `$Config` holds what simple readers of it stumble over (facts 1.3). */
  readonly hasAwkwardConfig?: true;
  /** The first click on every button of the sign-in pages has no effect. */
  readonly swallowsFirstClick?: true;
  /** Before the first page, the browser is asked for a session of its machine (facts 2.0). */
  readonly browserSso?: true;
  /** The user name of an account that is signed in when the browser has no session; only for the whole simulator. */
  readonly ambient?: string;
  /** Accounts are offered before a name is asked for; one of them may have been tried and refused (facts 2.2). */
  readonly picker?: 'shown' | 'tile-refused';
  /** No account has the name (facts 2.1). */
  readonly isNameUnknown?: true;
  /** There is a personal account of the same name: beside the other, or alone, on either of its ways (facts 2.3, 6.2). */
  readonly personal?: 'both' | 'refused' | 'strays';
  /** The name is known in several tenants (facts 1.10, view 50). */
  readonly asksTenant?: true;
  readonly federation?: Federation;
  /** What every account can begin with, in place of the password alone; the sign-in opens on the first. */
  readonly firstFactors?: readonly FirstFactor[];
  /** Those of them that a client is not given. */
  readonly withheld?: readonly FirstFactor[];
  /** How the passkey page shows itself (facts 2.9, 7.6). */
  readonly passkeyPage?: PasskeyPage;
  /** What the right passkey, certificate or access pass is answered with (facts 4). */
  readonly firstFactorError?: string;
  /** What the right password is answered with (facts 4). */
  readonly passwordError?: string;
  /** The second factors that every account has. */
  readonly proofs?: readonly AuthMethod[];
  /** The one of `proofs` that the sign-in opens on. */
  readonly defaultProof?: AuthMethod;
  /** What the right code is answered with (facts 2.7). */
  readonly codeResult?: string;
  /** A page between the credentials and the application that wants something else first. */
  readonly interrupt?: Interrupt;
  /** The id of a page that no program knows, shown after the second factor (facts 1.7). */
  readonly unknownPage?: string;
  readonly kmsi?: 'absent' | 'again';
  /** The form that takes the answer to the application never posts itself. */
  readonly isHandOverStuck?: true;
}

export interface CenterChanges {
  /** The application is reached through Defender for Cloud Apps. */
  readonly isBehindDefender?: true;
  /** The admin center forgets each session at once. */
  readonly forgetsSessions?: true;
}

/** What Microsoft Graph answers to the application; for the whole simulator. */
export interface GraphChanges {
  /** What service health reports. */
  readonly issues?: readonly Issue[];
  /** Who a registration campaign is for; no account when absent (facts 2.13). */
  readonly campaign?: 'enabled' | 'default' | 'excludes everybody';
  /** What the application may read; all that it asks for when absent. */
  readonly applicationRoles?: readonly string[];
  /** What the right secret of the application is answered with (facts 4). */
  readonly applicationError?: '7000215' | '7000222';
  /** How late the sign-in log is written; two minutes when absent. */
  readonly signInLogDelayMs?: number;
}

/** A scenario is data: how it differs from the ordinary one, and what a monitor should say about it. */
export interface Scenario {
  readonly description: string;
  /** The cause that a monitor should end in; absent where it should get in. */
  readonly cause?: string;
  /** It shows before anybody has named an account, so that it can only be played for the whole simulator. */
  readonly isForEverybody?: true;
  readonly network?: NetworkChanges;
  readonly signIn?: SignInChanges;
  readonly centers?: CenterChanges;
  readonly graph?: GraphChanges;
}
