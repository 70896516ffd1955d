import type { Language } from './texts/language.ts';

/** Where the pages get their scripts from: from the second host when the first fails, as in the original. */
export const assetRoots = ['https://aadcdn.msauth.net/', 'https://aadcdn.msftauth.net/'] as const;

export const styleSheetPath = 'ests/2.1/content/cdnbundles/converged.v2.login.min.css';

export function bundlePath(language: Language): string {
  return `shared/1.0/content/js/ConvergedLogin_PCore_${language}.js`;
}
