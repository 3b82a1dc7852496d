import type { RegistrationWords } from './registration.ts';
import { registrationEnglish } from './registration-english.ts';
import { registrationSpanish } from './registration-spanish.ts';
import type { Language } from './words.ts';

const catalogs: Readonly<Record<Language, RegistrationWords>> = {
  en: registrationEnglish,
  es: registrationSpanish,
};

/** What those pages say in a language. */
export const registrationWordsOf = (language: Language): RegistrationWords => catalogs[language];
