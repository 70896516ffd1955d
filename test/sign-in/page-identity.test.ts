import { expect, test } from 'vitest';
import { identify } from '../../lib/sign-in/page-identity.ts';
import type { Reading } from '../../lib/sign-in/page-reader.ts';

const said: Reading = {
  url: 'https://login.microsoftonline.com/common/login?code=x',
  document: 1,
  pageId: 'ConvergedSignIn',
  errorCode: '50126',
  correlationId: '0f8fad5b-d9cb-469f-a165-70867728950e',
  requestId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  timestamp: '2026-11-23T05:45:12',
  offered: ['PhoneAppOTP', '7'],
  visible: [],
  several: [],
  isArriving: false,
  fields: [],
};

test('what looks like what it should be is kept', () => {
  expect(identify(said, 'dead_end')).toEqual({
    url: 'https://login.microsoftonline.com/common/login?code=[redacted]',
    pageId: 'ConvergedSignIn',
    errorCode: '50126',
    correlationId: said.correlationId,
    requestId: said.requestId,
    timestamp: '2026-11-23T05:45:12',
    offered: ['PhoneAppOTP', 'Fido'],
  });
  expect(identify({ ...said, timestamp: '2026-11-23 05:45:12Z' }, 'refused').timestamp).toBe(
    '2026-11-23 05:45:12Z',
  );
});

const strange = [
  'correct horse battery staple',
  'P@ssw0rd',
  'x'.repeat(200),
  '\u001B[31mred',
  'a\nb',
  '# A heading',
  '[a link](https://evil.example)',
  '<script>',
  '\u202Eabc',
  '50126\u009B',
  '50126 ',
  '2026-11-23T05:45:12Z hunter2',
  '0f8fad5b-d9cb-469f-a165-70867728950e-hunter2',
  'constructor ',
];

test.each(strange)('what a page makes up is not kept: %j', text => {
  const reading = {
    ...said,
    pageId: text,
    errorCode: text,
    correlationId: text,
    requestId: text,
    timestamp: text,
    offered: [text, 'constructor'],
  };
  expect({ ...identify(reading, 'dead_end'), url: '' }).toEqual({
    url: '',
    offered: ['constructor', text].filter(name => /^[a-z]{11}$|^x{40}$/.test(name)),
  });
});
