import { expect, test } from 'vitest';
import { configurationWarnings, warningsOf } from '../../lib/app/warnings.ts';
import { parseConfiguration } from '../../lib/config/load.ts';
import { InputError } from '../../lib/platform/problem.ts';

const read = (account: string) =>
  parseConfiguration(
    `location: tokyo
accounts:
  contoso: { username: m@contoso.onmicrosoft.com, tenant: t, password: env:A }
  fabrikam:
    username: m@fabrikam.onmicrosoft.com
    tenant: f
    password: env:B
    ${account}
monitors: { admin-center: { accounts: [contoso, fabrikam] } }`,
    'genkan.yaml',
    { monitorIds: ['admin-center', 'sharepoint'], hostname: 'h' },
  );

function problemsOf(account: string) {
  try {
    read(account);
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  return [];
}

const url = 'https://fabrikam-admin.sharepoint.com/';

test('an old key is read as the new one, with a warning that names line and key; the new one needs none', () => {
  const settings = read(`doors: { sharepoint: ${url} }`);
  expect(settings.accounts.map(({ urls }) => urls)).toEqual([undefined, { sharepoint: url }]);
  const warning = {
    where: 'genkan.yaml:8:5',
    key: 'accounts.fabrikam.doors',
    what: 'is the old name of accounts.fabrikam.urls; the next version will not read it',
    remedy: 'write urls instead of doors',
  };
  expect(warningsOf(settings, new Map(), 0)).toEqual([warning]);
  expect(configurationWarnings(settings)).toEqual([warning]);
  const today = read(`urls: { sharepoint: ${url} }`);
  expect(today.accounts).toEqual(settings.accounts);
  expect(warningsOf(today, new Map(), 0)).toEqual([]);
});

test('both keys at once are refused', () => {
  expect(problemsOf(`doors: { sharepoint: ${url} }\n    urls: { sharepoint: ${url} }`)).toEqual([
    {
      where: 'genkan.yaml:8:5',
      key: 'accounts.fabrikam.doors',
      what: 'is the old name of urls, which is set as well',
      remedy: 'write everything under urls, and remove doors',
    },
  ]);
});

test('a mistake under an old key is shown as it is written', () => {
  expect(problemsOf('doors: { sharepoint: http://x.example/ }')).toMatchObject([
    { where: 'genkan.yaml:8:26', key: 'accounts.fabrikam.doors.sharepoint', what: 'is not an https address' },
  ]);
  expect(problemsOf('doors: { sharepiont: https://x.example/ }')).toMatchObject([
    { where: 'genkan.yaml:8:14', key: 'accounts.fabrikam.doors.sharepiont' },
  ]);
  expect(problemsOf('doors:')).toMatchObject([{ where: 'genkan.yaml:8:5', key: 'accounts.fabrikam.doors' }]);
});
