/** The languages that Genkan speaks to people. */
export const languages = ['en', 'ja'] as const;
export type Language = (typeof languages)[number];

/** A text for people, in every language that Genkan speaks. */
export type Text = Record<Language, string>;
