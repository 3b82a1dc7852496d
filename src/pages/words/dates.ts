import type { Language } from './words.ts';

/** A day as people write it; the day is the one in UTC, as everywhere in consents. */
export const dateText = (language: Language, date: Date): string =>
  new Intl.DateTimeFormat(language === 'es' ? 'es-US' : 'en-US', {
    dateStyle: 'long',
    timeZone: 'UTC',
  }).format(date);
