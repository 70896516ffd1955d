import type { Way } from '../diagnosis/connection.ts';
import { type GraphAnswer, objectsIn, openGraph } from '../diagnosis/graph.ts';
import type { Account } from '../domain/account.ts';
import type { Examined } from '../terminal/examination.ts';

const what = 'registrations';

/** By the names of `methodsRegistered`: passkeys of every kind, the codes of an app, and the push of one. */
const isPasskey = (method: string): boolean => /^(passKey|fido2|windowsHello)/i.test(method);
const codes = 'softwareOneTimePasscode';
const push = 'microsoftAuthenticatorPush';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Settings at Microsoft that may stop a sign-in of an account, found before they do: the methods that are registered, a
 * registration campaign, system-preferred authentication (sign-in-facts 2.13, 7.6). Data that the application may not
 * read is not an error: the line names the permission that is missing. An application that gets no token is not asked.
 */
export async function examineRegistrations(
  accounts: Iterable<Account>,
  way: Way,
  patienceMs: number,
): Promise<Examined[]> {
  const found = await Promise.all(
    [...accounts].map(async (account): Promise<Examined[]> => {
      const { id, cloud, graph } = account;
      if (graph === undefined) return [];
      try {
        const opened = await openGraph(cloud, graph, way, AbortSignal.timeout(patienceMs));
        if ('refused' in opened) return [];
        const [details, policy] = await Promise.all([
          opened.get(detailsPath(account)),
          // 21Vianet has no such policy.
          cloud === 'china' ? undefined : opened.get('/v1.0/policies/authenticationMethodsPolicy'),
        ]);
        return [
          ...ofAccount(account, details),
          ...(policy === undefined ? [] : ofPolicy(account, details, policy)),
        ];
      } catch {
        return [{ what, good: true, detail: `${id}: Microsoft Graph did not answer` }];
      }
    }),
  );
  return found.flat();
}

function detailsPath({ username }: Account): string {
  const filter = encodeURIComponent(`userPrincipalName eq '${username.replaceAll("'", "''")}'`);
  return `/v1.0/reports/authenticationMethods/userRegistrationDetails?$filter=${filter}`;
}

/** The methods that the account has registered, against those that Genkan holds. */
function ofAccount({ id, passkey, totp }: Account, { status, list }: GraphAnswer): Examined[] {
  const [details] = list;
  if (status !== 200) return [missing(id, status, 'AuditLog.Read.All', 'which methods are registered')];
  if (details === undefined)
    return [fine(`${id}: Microsoft Graph has no registered methods for this user name`)];
  const methods = wordsIn(details['methodsRegistered']);
  const prefers = details['isSystemPreferredAuthenticationMethodEnabled'] === true;
  const warnings = [
    passkey === undefined &&
      methods.some(isPasskey) &&
      `${id}: a passkey is registered that Genkan does not hold; Microsoft may ask for it right after the name, and Genkan then takes another way. Delete it, or exclude the account from system-preferred authentication`,
    totp !== undefined &&
      !methods.includes(codes) &&
      `${id}: no authenticator app's code is registered, so the codes of its totp will be refused`,
    totp !== undefined &&
      methods.includes(push) &&
      prefers &&
      `${id}: a push is registered beside the code and comes first; delete it, or exclude the account from system-preferred authentication`,
  ].filter(detail => detail !== false);
  return [
    fine(`${id}: registered: ${methods.length === 0 ? 'nothing' : methods.join(', ')}`),
    ...warnings.map(warn),
  ];
}

/** What the policy does to every account that is not excluded. */
function ofPolicy({ id }: Account, details: GraphAnswer, { status, fields }: GraphAnswer): Examined[] {
  if (status !== 200)
    return [missing(id, status, 'Policy.Read.All', 'whether a registration campaign is on')];
  const campaign = within(fields, 'registrationEnforcement', 'authenticationMethodsRegistrationCampaign');
  const state = campaign['state'];
  if (state === 'disabled') return [fine(`${id}: no registration campaign`)];
  const userId = details.list[0]?.['id'];
  const excluded = objectsIn(campaign['excludeTargets']);
  if (userId !== undefined && excluded.some(target => target['id'] === userId))
    return [fine(`${id}: excluded from the registration campaign`)];
  const groups = excluded.filter(({ targetType }) => targetType === 'group').length;
  const belongs =
    groups === 0
      ? ''
      : ` (${groups} excluded ${groups === 1 ? 'group' : 'groups'}: see that the account is in one)`;
  const how = state === 'enabled' ? 'is on' : 'is left to Microsoft, which turns it on';
  return [
    warn(
      `${id}: the registration campaign ${how}; exclude the account under Authentication methods > Registration campaign${belongs}`,
    ),
  ];
}

const fine = (detail: string): Examined => ({ what, good: true, detail });
const warn = (detail: string): Examined => ({ what, good: true, isWarning: true, detail });

const missing = (id: string, status: number, permission: string, more: string): Examined =>
  fine(
    status === 401 || status === 403
      ? `${id}: can read ${more} with ${permission}`
      : `${id}: Microsoft Graph did not return ${more} (HTTP ${status})`,
  );

/** Only what looks like one of Microsoft's names is printed. */
const wordsIn = (list: unknown): string[] =>
  Array.isArray(list)
    ? list.filter((each): each is string => typeof each === 'string' && /^\w{1,60}$/.test(each)).slice(0, 30)
    : [];

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const within = (fields: Fields, ...names: readonly string[]): Fields =>
  names.reduce<Fields>((found, name) => (isObject(found[name]) ? found[name] : {}), fields);
