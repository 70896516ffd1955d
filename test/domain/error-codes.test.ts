import { describe, expect, it } from 'vitest';
import { codes, type Fault } from '../../lib/domain/causes/cause.ts';
import { normalCodes } from '../../lib/domain/causes/normal-codes.ts';
import { causeIds, causes } from '../../lib/domain/causes.ts';
import { signInFacts } from '../sign-in-facts.ts';

// The table of error codes in docs/sign-in-facts.md, compared with the causes.

/** What the table's third column calls those who have to act; an empty list says nothing. */
const faultsOf: Readonly<Record<string, ReadonlyArray<Fault | 'normal'>>> = {
  account: ['account'],
  'account (credential)': ['account'],
  'account cert': ['account'],
  'account policy': ['account'],
  tenant: ['account'],
  user: ['account'],
  'user or MFA path': ['account'],
  lockout: ['account'],
  policy: ['policy'],
  risk: ['policy'],
  throttling: ['policy'],
  // The key belongs to the account, whether the device may sign in is a policy's matter.
  device: ['account', 'policy'],
  // Of the tenant, or of Microsoft's own application.
  config: ['account', 'policy', 'microsoft'],
  IdP: ['identity_provider'],
  'customer on-prem': ['identity_provider'],
  'customer on-prem (IdP)': ['identity_provider'],
  'customer CA': ['identity_provider'],
  'on-prem': ['identity_provider'],
  clock: ['monitor', 'identity_provider'],
  client: ['monitor'],
  'client (us)': ['monitor'],
  'client flow': ['monitor'],
  'client timing': ['monitor'],
  session: ['monitor'],
  network: ['network'],
  'network reputation': ['network'],
  Microsoft: ['microsoft'],
  'normal state': ['normal'],
  'normal state when interactive; else policy': ['normal'],
  'normal-ish state': ['normal'],
  'not expected for admins': [],
  '-': [],
};

/** What the fourth column means for another attempt. `once` of a cause: in the same run, and only while nothing secret was typed. */
const retriesOf: ReadonlyArray<readonly [begins: RegExp, not: readonly string[]]> = [
  [/^(\*\*)?no\b/, ['once']],
  [/^(yes|once)\b/, ['never']],
  [/^later\b/, ['once', 'never']],
  [/^n\/a\b/, []],
];

/** Codes whose cause says something else than the table, and why. */
const otherFault: Readonly<Record<string, string>> = {
  '131010': 'the way out is to give the account a method that needs nobody, as with the other pushes',
  '135016': 'the passkey has to be registered anew or allowed: which of them, the code does not say',
  '1350161': 'the same',
  '1350162': 'the same',
  '1350201': 'the same',
  '501621': "claims rules come with a federated sign-in, whose server's settings are to be looked at",
};
const own =
  "Microsoft's own application is set up wrongly: nothing was typed, and another server may know better";
const otherRetry: Readonly<Record<string, string>> = {
  '500121': 'a one-time code was judged: another refusal may lock the account',
  '50011': own,
  '50141': own,
  '50146': own,
  ...Object.fromEntries(codes('75001-75016').map(code => [code, own])),
  '50086': 'a clean browser may reach another server of theirs, and nothing secret was typed before it',
  '90036': 'the same',
  '90092': 'the same',
  '80010': 'another agent of the organisation may answer, and nothing secret was typed before it',
  '80013': 'the same',
};

interface Row {
  readonly code: string;
  readonly fault: string;
  readonly retry: string;
}

const [, section = ''] = /^## 4\.[^\n]*\n([^]*?)^## 5\./m.exec(signInFacts) ?? [];

const rows: Row[] = [...section.matchAll(/^\| (\d[^|]*) \|[^|]*\| ([^|]*) \| ([^|]*) \|$/gm)].flatMap(
  ([, list = '', fault = '', retry = '']) => {
    const groups = list.split(' / ');
    return groups.flatMap((group, index) =>
      codesIn(group).map(code => ({
        code,
        fault: partOf(fault, index, groups.length),
        retry: partOf(retry, index, groups.length),
      })),
    );
  },
);

/** "Codes in replies: 6000 general, 6001 auth." */
const [, replies = ''] = /^API-level codes[^:]*: ([^.]*)\./m.exec(section) ?? [];

function codesIn(text: string): readonly string[] {
  return codes([...text.matchAll(/\d{4,}(?:-\d{4,})?/g)].join(' '));
}

/** `no / yes` beside as many groups of codes counts one by one; else it does not say which is whose. */
function partOf(cell: string, index: number, groups: number): string {
  const parts = cell.split(' / ');
  return parts.length === groups ? (parts[index] ?? '') : cell;
}

const claimsOf = (code: string): string[] => [
  ...causeIds.filter(id => causes[id].codes.includes(code)),
  ...(normalCodes.has(code) ? ['normal'] : []),
];

describe('the table of error codes in docs/sign-in-facts.md', () => {
  it('is read whole', () => {
    expect(section.split('\n').filter(line => line.startsWith('| ')).length).toBeGreaterThan(100);
    expect(new Set(rows.map(({ code }) => code)).size).toBe(rows.length);
    expect(rows.length).toBeGreaterThan(250);
    expect(codesIn(replies)).toEqual(['6000', '6001', '6002', '8000', '8001', '8002']);
  });

  it.each([...rows.map(({ code }) => code), ...codesIn(replies)])(
    '%s is claimed by one cause, or is a normal state',
    code => {
      expect(claimsOf(code)).toHaveLength(1);
    },
  );

  it.each(rows)('$code is the fault of: $fault', ({ code, fault }) => {
    const [claim] = claimsOf(code);
    const cause = causeIds.find(id => id === claim);
    const found = cause === undefined ? 'normal' : causes[cause].fault;
    const words = fault.split(/ ?\/ ?/);
    expect(words.filter(word => !(word in faultsOf))).toEqual([]);
    const allowed = words.flatMap(word => [...(faultsOf[word] ?? [])]);
    const isAllowed = allowed.length === 0 || allowed.includes(found);
    expect({ allowed, found, isAllowed }).toEqual({ allowed, found, isAllowed: !(code in otherFault) });
  });

  it.each(rows)('$code may be tried again: $retry', ({ code, retry }) => {
    const cause = causeIds.find(id => causes[id].codes.includes(code));
    const forbidden = retry.split(' / ').map(word => retriesOf.find(([begins]) => begins.test(word))?.[1]);
    const found = cause === undefined ? 'n/a' : causes[cause].retry;
    // Where the table names two for the row, one of them has to agree.
    const isAllowed = forbidden.some(words => words !== undefined && !words.includes(found));
    expect({ retry, found, isAllowed }).toEqual({ retry, found, isAllowed: !(code in otherRetry) });
  });
});
