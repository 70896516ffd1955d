import type { Configuration } from '../config/configuration.ts';
import type { Cloud } from '../domain/cloud.ts';
import {
  afterResume,
  budgets,
  type GuardState,
  type NoMore,
  noMoreAt,
  spentAt,
  userKeyOf,
  waitAt,
} from '../domain/guard-state.ts';
import type { GuardEntry } from '../domain/guard-store.ts';
import type { Language, Text } from '../domain/language.ts';
import { isoTime } from '../platform/clock.ts';
import { InputError } from '../platform/problem.ts';
import { configurationOf } from './configuration.ts';
import { hasHistory } from './history.ts';
import type { Invocation } from './invocation.ts';
import { historyIn } from './stores.ts';

export interface ResumeOptions {
  /** One more try, also where the budget of refused credentials is used up. */
  readonly once?: boolean;
}

/** A user name, and who has it. */
interface User {
  readonly entry: GuardEntry;
  /** All account ids with that user name. */
  readonly ids: readonly string[];
  readonly cloud: Cloud;
}

/**
 * Lets the user name of an account be tried again, whichever of its ids was refused: a person vouches for the
 * credentials. What was refused goes on counting against the budget.
 * @throws InputError when it is not paused, or when one more try is asked for that could lock it (nothing is changed then);
 * HistoryError when the history cannot be used
 */
export async function resumeAccount(
  invocation: Invocation,
  account: string,
  { once = false }: ResumeOptions,
): Promise<string> {
  const { reports } = invocation;
  const configuration = await configurationOf(invocation);
  const language = configuration?.language ?? 'en';
  if (!(await hasHistory(invocation))) throw notPaused(reports, account);
  const history = await historyIn(reports, { waitMs: 10_000 });
  try {
    const now = Date.now();
    const users = usersOf(await history.guard.entries(), account, configuration);
    const found = users.filter(({ entry, cloud }) => isPaused(entry.state, cloud, now));
    if (found.length === 0) throw notPaused(reports, account);
    const noMore = once ? found.flatMap(user => noMoreOf(user, now) ?? [])[0] : undefined;
    if (noMore !== undefined) throw noMoreTries(account, noMore, { reports, language });
    const lines = [];
    for (const user of found) {
      await history.guard.update(user.entry.userKey, state =>
        afterResume(state, once && spentAt(state, budgets[user.cloud], now) !== undefined),
      );
      lines.push(...describe(user, account, { once, language, now }));
    }
    return lines.join('\n');
  } finally {
    await history.close();
  }
}

/** By the configuration, and by what was paused under that id. */
function usersOf(
  entries: readonly GuardEntry[],
  account: string,
  configuration: Configuration | undefined,
): User[] {
  const configured = configuration?.accounts ?? [];
  const keyOf = ({ username }: { username: string }) => userKeyOf(username, false);
  const meant = new Set(configured.filter(({ id }) => id === account).map(keyOf));
  return entries
    .filter(({ userKey, state }) => meant.has(userKey) || state.pauses.some(each => each.account === account))
    .map(entry => {
      const same = configured.filter(each => keyOf(each) === entry.userKey);
      const ids = [...same.map(({ id }) => id), ...entry.state.pauses.map(each => each.account)];
      return { entry, ids: [...new Set(ids)], cloud: same[0]?.cloud ?? 'global' };
    });
}

const isPausedForSecret = ({ refused, pauses, joined }: GuardState): boolean =>
  refused.length > 0 || pauses.length > 0 || joined !== undefined;

const isPaused = (state: GuardState, cloud: Cloud, now: number): boolean =>
  isPausedForSecret(state) ||
  waitAt(state, now) !== undefined ||
  spentAt(state, budgets[cloud], now) !== undefined;

/** Why the user name cannot be tried beyond the budget, where that is used up. */
function noMoreOf({ entry: { state }, cloud }: User, now: number): NoMore | undefined {
  return spentAt(state, budgets[cloud], now) && noMoreAt(state, cloud, now);
}

function noMoreTries(
  account: string,
  { refused, lockout, isUsed, until }: NoMore,
  { reports, language }: { reports: string; language: Language },
): InputError {
  const values = { account, refused: `${refused}`, lockout: `${lockout}`, until: isoTime(until) };
  const what = fill(texts[isUsed ? 'noMoreThisHour' : 'noMoreToday'][language], values);
  return new InputError([{ where: reports, what, remedy: fill(texts.waitUntil[language], values) }]);
}

function notPaused(reports: string, account: string): InputError {
  const what = `the account ${JSON.stringify(account)} is not paused`;
  return new InputError([{ where: reports, what, remedy: 'see the accounts: genkan accounts' }]);
}

/** What was done, and what is still in the way. */
function describe(
  user: User,
  account: string,
  { once, language, now }: { once: boolean; language: Language; now: number },
): string[] {
  const { entry, ids, cloud } = user;
  const { state } = entry;
  const wait = waitAt(state, now);
  const why = [
    ...state.pauses.map(pause => `${pause.account}: ${pause.cause} ${pause.since}`),
    ...(wait === undefined ? [] : [`${wait.cause}, → ${isoTime(wait.until)}`]),
  ];
  const others = ids.filter(id => id !== account);
  const names = { account, others: others.join(', '), why: why.join('; ') };
  const isResumed = why.length > 0;
  const spent = spentAt(state, budgets[cloud], now);
  return [
    ...(isResumed ? [fill(texts.resumed[language], names)] : []),
    ...(others.length > 0 ? [fill(texts.others[language], names)] : []),
    ...(spent === undefined
      ? []
      : [fill(texts[textOf(user, once, now)][language], { account, until: isoTime(spent.until) })]),
  ];
}

function textOf(user: User, once: boolean, now: number): 'oneMore' | 'spent' | 'spentForAll' {
  if (once) return 'oneMore';
  return noMoreOf(user, now) === undefined ? 'spent' : 'spentForAll';
}

const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');

const texts = {
  resumed: {
    en: '{account} is resumed. It was paused because of: {why}',
    ja: '{account} の監視を再開しました。一時停止の理由: {why}',
  },
  others: {
    en: 'The same user name is used by: {others}. They are resumed, too.',
    ja: '同じユーザー名のアカウント ({others}) も再開しました。',
  },
  spent: {
    en: 'Too many credentials of {account} were refused recently, so it is not tried before {until}. To allow one more try now: genkan resume {account} --once. If that one is refused as well, Microsoft may lock the account.',
    ja: '{account} の資格情報が短時間に何度も拒否されたため、{until} まではサインインを試行しません。今すぐ 1 回だけ試すには genkan resume {account} --once を実行してください。それも拒否されると、Microsoft がアカウントをロックする可能性があります。',
  },
  spentForAll: {
    en: 'Too many credentials of {account} were refused recently, so it is not tried before {until}: one more refused credential could lock the account.',
    ja: '{account} の資格情報が短時間に何度も拒否されたため、{until} まではサインインを試行しません。さらに拒否されると、Microsoft がアカウントをロックするおそれがあります。',
  },
  noMoreThisHour: {
    en: '{account} was tried beyond the budget within the last hour. In 24 hours {refused} of its credentials were refused, or may have been; Microsoft locks the account at {lockout}',
    ja: '{account} は、直近 1 時間に上限を超えた試行を既に 1 回行いました。24 時間以内に拒否された (または拒否された可能性がある) 資格情報は {refused} 件で、{lockout} 件に達すると Microsoft がアカウントをロックします',
  },
  noMoreToday: {
    en: '{account} cannot be tried beyond the budget: in 24 hours {refused} of its credentials were refused, or may have been, and Microsoft locks the account at {lockout}',
    ja: '{account} は上限を超えて試すことができません。24 時間以内に拒否された (または拒否された可能性がある) 資格情報は {refused} 件で、{lockout} 件に達すると Microsoft がアカウントをロックします',
  },
  waitUntil: {
    en: 'wait until {until}; before that, try the credentials by hand only if you are sure that they are right',
    ja: '{until} まで待ってください。それまでに手動で試すのは、資格情報が正しいと確信できる場合だけにしてください',
  },
  oneMore: {
    en: '{account} is tried once more, although many of its credentials were refused recently. If this one is refused as well, Microsoft may lock the account: make sure that it is right. After that it is not tried before {until}.',
    ja: '資格情報が短時間に何度も拒否されていますが、{account} をもう 1 回だけ試します。それも拒否されると、Microsoft がアカウントをロックする可能性があります。資格情報が正しいことを確認してください。その後は {until} までサインインを試行しません。',
  },
} satisfies Record<string, Text>;
