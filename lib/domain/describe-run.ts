import { type CauseId, causes, isCauseId } from './causes.ts';
import type { Language } from './language.ts';
import type { PageIdentity } from './observation.ts';
import { formatOpinions } from './opinion-wording.ts';
import type { RunRecord } from './run-record.ts';

/** What people read of how a run ended. */
interface RunTexts {
  /** A sentence or two. */
  readonly summary: string;
  /** What to do; absent when the admin got in. */
  readonly remedy?: string | undefined;
}

type RunFacts = Pick<RunRecord, 'verdict' | 'cause' | 'because' | 'page' | 'load' | 'attempts' | 'opinions'>;

/**
 * How a run ended, and what to do about it, in the language of the reader. A record that brings its own texts (version 1,
 * and what was made to be read elsewhere) keeps them.
 */
export const textsOf = (record: RunRecord, language: Language): RunTexts =>
  record.summary === undefined
    ? describeRun(record, language)
    : { summary: record.summary, remedy: record.remedy };

/** The record with its texts, for those who read it without Genkan: `--json` and `run.json`. */
export const withTexts = (record: RunRecord, language: Language): RunRecord => ({
  ...record,
  ...textsOf(record, language),
});

/** The same facts give the same texts in each language. */
export function describeRun(
  { verdict, cause, because, page, load, attempts, opinions }: RunFacts,
  language: Language,
): RunTexts {
  if (cause === undefined) {
    const isRepeated = (attempts.at(-1)?.n ?? 0) > 1;
    return {
      summary: signedInSummary[isRepeated ? 'again' : verdict === 'degraded' ? 'slow' : 'up'][language],
    };
  }
  const titles = [cause, ...(because ? [because] : [])].map(id => titleOf(id, language));
  const title = titles.join(': ') + offeredIn(page, language);
  return {
    summary: inSentences(title, formatOpinions(opinions, load, language), language),
    remedy: isCauseId(cause) ? withOrigin(causes[cause].remedy[language], page?.url) : undefined,
  };
}

/** A cause that only a later version knows is named as it is. */
const titleOf = (cause: CauseId, language: Language): string =>
  isCauseId(cause) ? causes[cause].title[language] : cause;

/** A title alone, or followed by what else was found out. */
function inSentences(title: string, more: string, language: Language): string {
  if (more === '') return title;
  return language === 'ja' ? `${title}。${more}` : `${title}. ${more}`;
}

/** Names the place that the sign-in ended at, where a text does. */
const withOrigin = (text: string, address = ''): string =>
  text.replaceAll('{origin}', URL.parse(address)?.origin ?? '…');

/** What was offered in vain, so that the reader knows what could be registered or added. */
function offeredIn(page: PageIdentity | undefined, language: Language): string {
  if (page?.offered === undefined) return '';
  const list = page.offered.join(', ');
  return language === 'ja' ? ` (提示された方法: ${list})` : ` (offered: ${list})`;
}

const signedInSummary = {
  up: { en: 'Signed in; the admin center can be used.', ja: 'サインインでき、管理センターを利用できます。' },
  again: {
    en: 'Signed in on the second attempt; the first one failed. The admin center can be used.',
    ja: '1 回目の試行は失敗しましたが、2 回目でサインインできました。管理センターは利用できます。',
  },
  slow: {
    en: 'Signed in, but slower than the limit; the admin center can be used.',
    ja: 'サインインできましたが、基準より時間がかかりました。管理センターは利用できます。',
  },
};
