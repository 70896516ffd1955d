import { de } from './de.ts';
import { en, type Texts } from './en.ts';
import { ja } from './ja.ts';
import { isLanguage, type Language } from './language.ts';

/** A language as the pages state it: `mkt` and the Windows locale id (facts 1.6). */
export interface Locale {
  readonly language: Language;
  readonly mkt: string;
  readonly lcid: number;
  readonly texts: Texts;
}

/** The texts of each language. */
export const locales: Readonly<Record<Language, Locale>> = {
  en: { language: 'en', mkt: 'en-US', lcid: 1033, texts: en },
  ja: { language: 'ja', mkt: 'ja', lcid: 1041, texts: ja },
  de: { language: 'de', mkt: 'de', lcid: 7, texts: de },
};

/** The first language that we have, of those asked for, best first: `mkt=ja-JP`, `de-DE,de;q=0.9,en;q=0.8`. */
export function chooseLocale(wanted: readonly (string | undefined)[]): Locale {
  for (const list of wanted) {
    for (const tag of ranked(list ?? '')) {
      const language = tag.toLowerCase().split('-')[0] ?? '';
      if (isLanguage(language)) return locales[language];
    }
  }
  return locales.en;
}

function ranked(list: string): string[] {
  return list
    .split(/[,\s]+/)
    .map(item => {
      const [tag = '', quality] = item.split(';q=');
      return { tag, quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(item => item.tag !== '' && item.quality > 0)
    .toSorted((a, b) => b.quality - a.quality)
    .map(item => item.tag);
}
