import { siteEnglish } from './member-site-english.ts';
import { siteSpanish } from './member-site-spanish.ts';
import type { SiteWords } from './member-site-words.ts';
import type { Language } from './words.ts';

const catalogs: Readonly<Record<Language, SiteWords>> = { en: siteEnglish, es: siteSpanish };

/** What the member's own pages say in a language. */
export const siteWordsOf = (language: Language): SiteWords => catalogs[language];
