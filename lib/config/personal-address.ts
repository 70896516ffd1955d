// Domains where a person signs up alone, so the address belongs to no organisation. Microsoft's own services come with
// the domains of many countries; `live` is also a top level and a common word, so its countries are not guessed.
const anywhere =
  /^(?:outlook|hotmail|yahoo|gmx|windowslive)\.(?:com|net|[a-z]{2}|com?\.[a-z]{2}|com\.[a-z]{2})$/;
const live =
  /^live\.(?:com|jp|fr|de|nl|it|be|se|dk|no|fi|ca|cl|cn|at|ie|in|hk|ru|com\.(?:ar|au|mx|my|ph|pt|sg)|co\.(?:kr|uk|za))$/;
const one = new Set([
  'msn.com',
  'passport.com',
  'gmail.com',
  'googlemail.com',
  'icloud.com',
  'me.com',
  'mac.com',
  'ymail.com',
  'rocketmail.com',
  'aol.com',
  'mail.ru',
  'yandex.com',
  'yandex.ru',
  'web.de',
  'proton.me',
  'protonmail.com',
  'qq.com',
  '163.com',
  '126.com',
  'naver.com',
  'docomo.ne.jp',
  'ezweb.ne.jp',
  'au.com',
  'softbank.ne.jp',
  'i.softbank.jp',
]);

/** Is this the domain of personal mail addresses? Their owners have no admin center to enter. */
export function isPersonalDomain(domain: string): boolean {
  const name = domain.toLowerCase();
  return anywhere.test(name) || live.test(name) || one.has(name);
}
