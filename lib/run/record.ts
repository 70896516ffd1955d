import { type CauseId, causes } from '../core/causes.ts';
import type { Language } from '../core/language.ts';
import type { LoadFailure, PageIdentity } from '../core/observation.ts';
import { formatOpinions } from '../core/opinion-wording.ts';
import type { DueRecord, RunRecord } from '../core/run-record.ts';
import { judge } from '../diagnosis/verdict.ts';

/** What a run adds to what was known before it started. */
export interface Ended
  extends Pick<RunRecord, 'endedAt'>,
    Partial<
      Pick<
        RunRecord,
        | 'browserVersion'
        | 'startedAt'
        | 'attempts'
        | 'screens'
        | 'factor'
        | 'fresh'
        | 'page'
        | 'requestIds'
        | 'clockSkewMs'
        | 'signInCause'
        | 'opinions'
        | 'evidence'
      >
    > {
  /** Absent when the admin got in. */
  readonly cause?: CauseId | undefined;
  /** What an earlier run ended with that led to this. */
  readonly because?: CauseId | undefined;
  /** The page that did not come. */
  readonly load?: LoadFailure | undefined;
}

/**
 * The record of a run that has ended, however it ended, with its texts in the language of the reader.
 * @param slowMs inside, but slower than this, is `degraded`
 */
export function concludeRun(
  due: DueRecord,
  { because, cause, load, ...ended }: Ended,
  language: Language,
  slowMs = Infinity,
): RunRecord {
  const { attempts = [], screens = [], evidence = [], opinions = [] } = ended;
  const durationMs = attempts.reduce((sum, attempt) => sum + attempt.durationMs, 0);
  const { n } = attempts.at(-1) ?? { n: 0 };
  const { verdict } = judge({ cause, durationMs, slowMs, attempts: n });
  const explanation =
    cause === undefined
      ? { summary: signedInSummary[n > 1 ? 'again' : verdict === 'degraded' ? 'slow' : 'up'][language] }
      : {
          cause,
          fault: causes[cause].fault,
          summary: inSentences(
            [cause, ...(because ? [because] : [])].map(id => causes[id].title[language]).join(': ') +
              offeredIn(ended.page, language),
            formatOpinions(opinions, load, language),
            language,
          ),
          remedy: withOrigin(causes[cause].remedy[language], ended.page?.url),
        };
  return { ...due, ...ended, durationMs, verdict, ...explanation, attempts, screens, opinions, evidence };
}

/** A title stands alone, or is followed by what else was found out. */
function inSentences(title: string, more: string, language: Language): string {
  if (more === '') return title;
  return language === 'ja' ? `${title}。${more}` : `${title}. ${more}`;
}

/** Names the place that the sign-in ended at, where a text does. */
const withOrigin = (text: string, address = ''): string =>
  text.replaceAll('{origin}', URL.parse(address)?.origin ?? '…');

/** What was offered in vain, so that whoever reads this knows what could be registered, or held. */
function offeredIn(page: PageIdentity | undefined, language: Language): string {
  if (page?.offered === undefined) return '';
  const list = page.offered.join(', ');
  return language === 'ja' ? ` (提示された方法: ${list})` : ` (offered: ${list})`;
}

const signedInSummary = {
  up: { en: 'Signed in; the admin center can be used.', ja: 'サインインでき、管理センターを利用できます。' },
  again: {
    en: 'Signed in at the second attempt, the first one failed; the admin center can be used.',
    ja: '1 回目の試行は失敗しましたが、2 回目でサインインできました。管理センターは利用できます。',
  },
  slow: {
    en: 'Signed in, but slower than the limit; the admin center can be used.',
    ja: 'サインインできましたが、基準より時間がかかりました。管理センターは利用できます。',
  },
};
