import type { CauseId } from '../../domain/causes.ts';
import { signInHosts } from '../../domain/cloud.ts';
import { fieldsOf } from '../../platform/json-fields.ts';
import { reach } from '../reach.ts';
import { domainOf, isAboutTheWay, placeOf, type SecondOpinion } from './opinion.ts';

const aboutTheName: ReadonlySet<CauseId> = new Set([
  'account_unknown',
  'tenant_not_found',
  'personal_account',
]);

/** "Tenant not found": the only refusal of metadata that is about the tenant (sign-in-facts 6.3). */
const tenantNotFound = 90_002;

/** The tenant's `openid-configuration`: does Microsoft know the domain, and does it live in this cloud? */
export const tenant: SecondOpinion<'tenant'> = {
  isWorthAsking: question => isAboutTheWay(question) || aboutTheName.has(question.cause),
  ask: async (question, signal) => {
    const domain = domainOf(question);
    const host = signInHosts[question.account.cloud];
    const address = `https://${host}/${encodeURIComponent(domain)}/v2.0/.well-known/openid-configuration`;
    const { status, text } = await reach(address, question.way, { signal });
    const { issuer, error_codes: errors, cloud_instance_name: cloud } = fieldsOf(text);
    const [, tenantId] = /\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\//i.exec(String(issuer)) ?? [];
    const isRefused = Array.isArray(errors) && errors.includes(tenantNotFound);
    const isKnown = status === 200 && tenantId !== undefined ? true : isRefused ? false : undefined;
    return {
      domain,
      address: placeOf(address),
      status,
      isKnown,
      tenantId,
      // The global sign-in host also answers for tenants of other clouds, and names the one where they live.
      isInThisCloud: isKnown && typeof cloud === 'string' ? host.endsWith(cloud) : undefined,
    };
  },
};
