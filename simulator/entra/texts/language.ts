/** Every language that the pages have. A new one is an entry here and a file of texts; the compiler names the tables. */
export const languages = ['en', 'ja', 'de'] as const;

export type Language = (typeof languages)[number];

export function isLanguage(text: string): text is Language {
  return languages.some(language => language === text);
}
