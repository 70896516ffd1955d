import { type CauseId, causes } from './causes.ts';
import type { Language } from './language.ts';
import type { LoadFailure, PageIdentity } from './observation.ts';
import type { Opinion } from './opinion.ts';
import { formatOpinions } from './opinion-wording.ts';
import type { Attempt, RunRecord } from './run-record.ts';

/** What the sentences about a run are made of. */
interface RunFacts {
  readonly verdict: RunRecord['verdict'];
  /** Absent when the admin got in. */
  readonly cause?: CauseId | undefined;
  /** Of a run that did not take place: what an earlier one ended with. */
  readonly because?: CauseId | undefined;
  readonly page?: PageIdentity | undefined;
  /** The page that did not come. */
  readonly load?: LoadFailure | undefined;
  readonly attempts: readonly Attempt[];
  readonly opinions: readonly Opinion[];
}

/** How a run ended, in a sentence or two, and what to do about it: the same facts give the same texts in each language. */
export function describeRun(
  { verdict, cause, because, page, load, attempts, opinions }: RunFacts,
  language: Language,
): Pick<RunRecord, 'summary' | 'remedy'> {
  if (cause === undefined) {
    const isRepeated = (attempts.at(-1)?.n ?? 0) > 1;
    return {
      summary: signedInSummary[isRepeated ? 'again' : verdict === 'degraded' ? 'slow' : 'up'][language],
    };
  }
  const titles = [cause, ...(because ? [because] : [])].map(id => causes[id].title[language]);
  const title = titles.join(': ') + offeredIn(page, language);
  return {
    summary: inSentences(title, formatOpinions(opinions, load, language), language),
    remedy: withOrigin(causes[cause].remedy[language], page?.url),
  };
}

/** A title stands alone, or is followed by what else was found out. */
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
