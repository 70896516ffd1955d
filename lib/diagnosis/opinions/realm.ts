import type { CauseId } from '../../domain/causes.ts';
import { signInHosts } from '../../domain/cloud.ts';
import { hostOf, isIdentityProvider } from '../../domain/hosts.ts';
import type { Findings } from '../../domain/opinion.ts';
import { fieldsOf } from '../../platform/json-fields.ts';
import { reach } from '../reach.ts';
import { domainOf, placeOf, type Question, type SecondOpinion } from './opinion.ts';

const aboutTheRealm: ReadonlySet<CauseId> = new Set([
  'account_unknown',
  'tenant_not_found',
  'personal_account',
  'idp_unreachable',
  'idp_rejected',
  'pass_through_agent_down',
  'origin_untrusted',
]);

/** `NameSpaceType` (sign-in-facts 6.1). */
const kinds: Readonly<Record<string, Findings['realm']['kind']>> = {
  Managed: 'managed',
  Federated: 'federated',
  Unknown: 'unknown',
};

/** `GetUserRealm`: who knows the passwords of this domain, Microsoft or an identity provider of the organisation? */
export const realm: SecondOpinion<'realm'> = {
  mostPerHour: 3, // it names the account, and is not meant to be asked often (sign-in-facts 6.2)
  isWorthAsking: question => aboutTheRealm.has(question.cause) || isElsewhere(question),
  ask: async (question, signal) => {
    const login = encodeURIComponent(question.account.username);
    const address = `https://${signInHosts[question.account.cloud]}/GetUserRealm.srf?login=${login}&json=1`;
    const { status, text } = await reach(address, question.way, { signal });
    const { NameSpaceType: type, AuthURL: provider } = fieldsOf(text);
    const kind = Object.hasOwn(kinds, String(type)) ? kinds[String(type)] : undefined;
    if (kind === undefined) throw new Error(`answered HTTP ${status} without a NameSpaceType`);
    const host = hostOf(typeof provider === 'string' ? provider : undefined);
    return {
      domain: domainOf(question),
      address: placeOf(address),
      kind,
      provider: host === '' ? undefined : host,
    };
  },
};

/** Was the sign-in at a host that is not Microsoft's when it ended? Then it matters whether that is where it belongs. */
const isElsewhere = ({ observation: { awaited, load, page } }: Question): boolean =>
  [load?.host ?? '', awaited?.host ?? '', hostOf(page?.url)].some(isIdentityProvider);
