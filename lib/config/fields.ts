import { Encrypter } from 'age-encryption';
import { z } from 'zod';
import { type Cadence, isLikeCron, parseCron } from '../domain/cadence.ts';
import { withoutControls } from '../platform/foreign-text.ts';
import { parseListen } from '../platform/listen.ts';
import { parseProxy } from '../platform/proxy.ts';
import { parseSecretReference, secretForms } from '../platform/secret-reference.ts';
import { formatDuration, parseDuration, parseSize } from './duration.ts';
import { isPersonalDomain } from './personal-address.ts';

/** A problem as zod carries it: the message says what is wrong, `remedy` what to do. Values are never quoted. */
export const issue = (message: string, remedy: string) => ({
  code: 'custom' as const,
  message,
  params: { remedy },
});

/** A short text for people, which may also become a label. */
export const label = (maxLength: number) =>
  z.string().check(({ value, issues }) => {
    const reject = (what: string, remedy: string) => issues.push({ ...issue(what, remedy), input: value });
    if (value.trim() === '') reject('is empty', 'write a text, or remove the key');
    else if (value.length > maxLength) {
      reject(`has ${value.length} characters, more than the ${maxLength} that fit a label`, 'shorten it');
    } else if (withoutControls(value) !== value || /[\n\t]/.test(value))
      reject('contains a line break or another control character', 'write it on one line');
  });

/** @param min and @param max the bounds, written as in the file */
export const duration = (min: string, max: string) =>
  z.string().transform((text, context) => {
    const ms = parseDuration(text);
    if (ms === undefined) {
      context.addIssue(issue('is not a duration', 'write a whole number and a unit: 90s, 5m, 2h or 400d'));
      return z.NEVER;
    }
    if (ms < (parseDuration(min) ?? 0) || ms > (parseDuration(max) ?? 0)) {
      context.addIssue(
        issue(`is ${formatDuration(ms)}, which is not between ${min} and ${max}`, `write ${min} to ${max}`),
      );
      return z.NEVER;
    }
    return ms;
  });

/** @param min and @param max the bounds, written as in the file */
export const size = (min: string, max: string) =>
  z.string().transform((text, context) => {
    const bytes = parseSize(text);
    if (bytes !== undefined && bytes >= (parseSize(min) ?? 0) && bytes <= (parseSize(max) ?? 0)) return bytes;
    const what = bytes === undefined ? 'is not a size' : `is not between ${min} and ${max}`;
    context.addIssue(issue(what, `write a whole number and a unit, ${min} to ${max}: 500MB, 5GB`));
    return z.NEVER;
  });

/** A public key that is encrypted to. */
export const recipient = z.string().refine(
  text => {
    try {
      new Encrypter().addRecipient(text);
      return true;
    } catch {
      return false;
    }
  },
  { ...issue('is not a public key of age', 'make a pair with age-keygen, and write the public one: age1…') },
);

/** A duration or a cron expression. Anything in five words is taken for the latter. */
export const cadence = (min: string, max: string) => {
  const interval = duration(min, max);
  return z.string().transform((text, context): Cadence => {
    if (!isLikeCron(text)) {
      const parsed = interval.safeParse(text);
      if (parsed.success) return { everyMs: parsed.data };
      for (const { message, ...found } of parsed.error.issues) {
        if (found.code === 'custom') context.addIssue({ ...found, message, input: text });
      }
      return z.NEVER;
    }
    const cron = parseCron(text);
    if (cron !== undefined) return cron;
    context.addIssue(issue('is not a cron expression, or one that is never due', cronRemedy));
    return z.NEVER;
  });
};

const cronRemedy = 'write five fields, minute, hour, day, month and weekday: "*/15 8-18 * * 1-5"';

/** A day or a moment at which something ends, as ISO 8601. It ends with the first minute of a day, here. */
export const moment = z.string().transform((text, context) => {
  const [, day = ''] =
    /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/.exec(text) ?? [];
  const ms = Date.parse(text === day ? `${day}T00:00` : text);
  if (isDay(day) && !Number.isNaN(ms)) return new Date(ms).toISOString();
  context.addIssue(
    issue('is not a date', 'write year, month and day: 2027-01-31; with a time: 2027-01-31T09:00+09:00'),
  );
  return z.NEVER;
});

/** There is no 31st of June, but Date takes it for the 1st of July. */
function isDay(day: string): boolean {
  const ms = Date.parse(`${day}T00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
}

/** The path of a file, as it is written: not yet resolved, and not looked for. */
export const path = z.string().refine(text => text.trim() !== '' && !text.includes('\0'), {
  ...issue('is not a path', 'write the path of a file; a relative path starts at the folder of this file'),
});

/** What is said of a secret in clear, without repeating it. */
export const literalSecret = issue(
  'is not a reference to a secret; a secret in plain text is not accepted',
  `write where the secret is stored: ${secretForms}; if a real secret was written here, change it`,
);

/** A reference to a secret. Any other text may be a secret and is never shown. */
export const secret = z.string().transform((text, context) => {
  const reference = parseSecretReference(text);
  if (reference !== undefined) return reference;
  context.addIssue(literalSecret);
  return z.NEVER;
});

/**
 * A key that may be left out.
 * @param example how it is written
 */
export const optional = <T extends z.ZodType>(type: T, description: string, example: string) =>
  type.exactOptional().meta({ description, example });

/** The same for a secret: its value is never shown. */
export const secretKey = (description: string, example: string) =>
  secret.exactOptional().meta({ description, example, secret: true });

/** Where to listen. */
export const listen = z.string().refine(text => parseListen(text) !== undefined, {
  ...issue(
    'is not an address to listen on',
    'write HOST:PORT, such as 127.0.0.1:9464, [::1]:9464 or, with a token, 0.0.0.0:9464',
  ),
});

const hasUserInfo = ({ username, password }: URL): boolean => username !== '' || password !== '';

const proxyRemedy = 'write http://HOST:PORT or https://HOST:PORT, or a reference such as env:PROXY_URL';

/** An address without user and password, or a reference to one that may have them. */
export const proxy = z.string().transform((text, context) => {
  const reference = parseSecretReference(text);
  if (reference !== undefined) return reference;
  if (text.includes('@')) {
    context.addIssue(
      issue(
        'contains a user name or password in plain text, which is not accepted',
        'store the whole address elsewhere and write a reference to it, such as env:PROXY_URL',
      ),
    );
    return z.NEVER;
  }
  try {
    parseProxy(text);
    return text;
  } catch (error) {
    context.addIssue(issue((error as Error).message, proxyRemedy));
    return z.NEVER;
  }
});

/** The address of a service. It is shown in the log, so it may hold nothing that could be a secret. */
export const url = z.string().check(({ value, issues }) => {
  const parsed = URL.parse(value);
  const remedy = 'write http://HOST:PORT or https://HOST:PORT';
  const reject = (what: string) => issues.push({ ...issue(what, remedy), input: value });
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) reject('is not a valid address');
  else if (hasUserInfo(parsed))
    reject('contains a user name or password in plain text, which is not accepted');
  else if (/[?#]/.test(value))
    reject('contains parameters, which may be a secret in plain text, and that is not accepted');
});

/** The address of an admin center. Nothing is typed there: credentials are given to the cloud's sign-in host alone. */
export const centerUrl = z.string().refine(
  text => {
    const parsed = URL.parse(text);
    return parsed?.protocol === 'https:' && !hasUserInfo(parsed);
  },
  { ...issue('is not an https address', 'write the address that an admin would type: https://HOST/PATH') },
);

/** The origin of a server that may be given a password. Whatever comes after the host would not be looked at. */
const bareOrigin = z.string().check(({ value, issues }) => {
  const parsed = URL.parse(value);
  const isBare =
    parsed !== null && !hasUserInfo(parsed) && `${parsed.pathname}${parsed.search}${parsed.hash}` === '/';
  if (isBare && parsed.protocol === 'https:') return;
  const what =
    isBare && parsed.protocol === 'http:'
      ? 'is not https, so a password would be sent unencrypted'
      : 'is not an origin: https, the host, and nothing after it';
  issues.push({ ...issue(what, 'write it like this: https://sts.contoso.com'), input: value });
});

/** As browsers write it: small letters, no slash, no default port. */
export const origin = bareOrigin.transform(text => new URL(text).origin);

/**
 * The first character that a name typed at the sign-in cannot have. Microsoft Entra ID allows letters without accents,
 * digits and ' . - _ ! # ^ ~ in a user principal name; an alternate sign-in address may have the other signs of RFC 5322.
 */
const strangeCharacter = (name: string): string | undefined => /[^\w.@!#$%&'*+/=?^`{|}~ -]/u.exec(name)?.[0];

/** A user principal name, with its domain. Personal accounts cannot enter an admin center. */
export const username = z.string().check(({ value, issues }) => {
  const reject = (what: string, remedy: string) => issues.push({ ...issue(what, remedy), input: value });
  const strange = strangeCharacter(value);
  const [, domain] = /^[^\s@]{1,64}@([a-z0-9-]+(?:\.[a-z0-9-]+)+)$/i.exec(value) ?? [];
  if (strange !== undefined) {
    const codePoint = strange.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
    reject(
      `has a character that a user name cannot have (U+${codePoint})`,
      'type the name again, with letters without accents and half-width characters; the character may be invisible',
    );
  } else if (domain === undefined) {
    reject(
      'is not a user principal name',
      'write the whole name as typed at sign-in, with its domain: monitor@contoso.onmicrosoft.com',
    );
  } else if (isPersonalDomain(domain)) {
    reject(
      `is a personal address (${domain.toLowerCase()}); only work accounts can enter an admin center`,
      'write a work account of the tenant, such as monitor@contoso.onmicrosoft.com',
    );
  }
});

const guid = (what: string, remedy: string) =>
  z.string().refine(text => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text), issue(what, remedy));

/** The id of a tenant's directory, a GUID. */
export const directoryId = guid(
  'is not a valid tenant id',
  'write the 36 characters that Microsoft Entra admin center > Overview shows as Tenant ID',
);

/** The id of an app registration, a GUID. */
export const applicationId = guid(
  'is not a valid application id',
  'write the 36 characters that Microsoft Entra admin center > App registrations shows as Application (client) ID',
);

/** What goes into the `User-Agent` header: one line of printable ASCII. */
export const userAgent = z
  .string()
  .refine(
    text => /^[\x21-\x7e](?:[\x20-\x7e]{0,510}[\x21-\x7e])?$/.test(text),
    issue(
      'is not a valid user agent',
      'write one line of 1 to 512 ASCII characters, such as Mozilla/5.0 (…) Chrome/156.0.0.0 Safari/537.36',
    ),
  );

/** A language tag in its canonical spelling, as browsers take it. */
export const locale = z.string().refine(isLocale, {
  ...issue('is not a language tag', 'write a language and a country: en-US, ja-JP'),
});

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text)[0] === text;
  } catch {
    return false;
  }
}
