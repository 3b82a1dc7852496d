import type { Language } from './words.ts';

/** What pages say of a plan's texts that are in another language than the page. */
type TextsWords = {
  /** What a language is called, by its BCP 47 tag. */
  readonly languageName: (tag: string) => string;
  readonly awaitsReview: (language: string) => string;
  readonly onlyIn: (language: string) => string;
  readonly signedIn: (language: string) => string;
};

const nameIn = (language: Language) => {
  const names = new Intl.DisplayNames(language, { type: 'language' });
  return (tag: string) => names.of(tag) ?? tag;
};

const english: TextsWords = {
  languageName: nameIn('en'),
  awaitsReview: (language) =>
    `The English translation of this text is still to be reviewed by a person. Here it is as it was written, in ${language}.`,
  onlyIn: (language) => `Your plan has this text in ${language} only.`,
  signedIn: (language) =>
    `Your plan has its consent in ${language}, so you sign it in ${language}.`,
};

const spanish: TextsWords = {
  languageName: nameIn('es'),
  awaitsReview: (language) =>
    `Una persona debe revisar aún la traducción de este texto al español. Aquí está como se escribió, en ${language}.`,
  onlyIn: (language) => `Su plan tiene este texto solo en ${language}.`,
  signedIn: (language) =>
    `Su plan tiene el consentimiento en ${language}; por eso usted lo firma en ${language}.`,
};

const catalogs: Readonly<Record<Language, TextsWords>> = { en: english, es: spanish };

export const textsWordsOf = (language: Language): TextsWords => catalogs[language];
