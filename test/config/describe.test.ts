import { expect, it } from 'vitest';
import { describeConfiguration } from '../../lib/config/describe.ts';
import { parseConfiguration } from '../../lib/config/load.ts';

const options = { monitorIds: ['entra'], hostname: 'host-1' };

const text = `
browser: { proxy: env:PROXY, engines: [firefox] }
accounts:
  contoso:
    username: monitor@contoso.example
    tenant: contoso
    urls: { entra: 'https://entra.example/' }
    password: exec:op read op://vault/contoso
    totp: file:totp.txt
    federation: HTTPS://STS.contoso.example:443
    expires: { password: 2027-01-31T09:00+09:00 }
    support: { phone: "0312345678" }
monitors: { entra: { accounts: [contoso], every: 36h, timeout: 120s } }
`;

it('shows the configuration in force: defaults filled in, references instead of secrets', () => {
  expect(describeConfiguration(parseConfiguration(text, '/etc/genkan.yaml', options))).toBe(`location: host-1
language: en
browser:
  proxy: env:PROXY
  engines:
    - firefox
  executablePath: {}
  channel: {}
  args: {}
  locale: en-US
accounts:
  contoso:
    username: monitor@contoso.example
    tenant: contoso
    cloud: global
    urls:
      entra: https://entra.example/
    password: exec:op read op://vault/contoso
    totp: file:totp.txt
    federation: https://sts.contoso.example
    expires:
      password: 2027-01-31T00:00:00.000Z
    support:
      phone: "0312345678"
monitors:
  entra:
    accounts:
      - contoso
    every: 36h
    timeout: 2m
    slow: 30s
serve:
  listen: 127.0.0.1:9464
retention:
  runs: 400d
  evidence: 30d
  maxBytes: 5GB
evidence:
  identity: show
`);
});

it('prints a configuration that means the same when it is read again', () => {
  const serving = text
    .replace('36h', '"0 8 * * 1-5"')
    .concat(
      'serve: { listen: "0.0.0.0:9", token: env:T }\nretention: { evidence: 7d, maxBytes: 500MB }\nevidence: { identity: mask }',
    );
  const settings = parseConfiguration(serving, '/etc/genkan.yaml', options);
  const again = parseConfiguration(describeConfiguration(settings), '/etc/genkan.yaml', options);
  expect({ ...again, secrets: [] }).toEqual({ ...settings, secrets: [] });
});
