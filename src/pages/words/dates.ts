import type { Language } from './words.ts';

const locales: Readonly<Record<Language, string>> = { en: 'en-US', es: 'es-US' };

/** A day as people write it; the day is the one in UTC, as everywhere in consents. */
export const dateText = (language: Language, date: Date): string =>
  new Intl.DateTimeFormat(locales[language], { dateStyle: 'long', timeZone: 'UTC' }).format(date);

/** A calendar day, `YYYY-MM-DD`, as people write it. */
export const calendarDateText = (language: Language, date: string): string =>
  dateText(language, new Date(`${date}T00:00:00Z`));

/** A moment as people write it, to the minute, with its time zone: UTC, as everywhere in consents. */
export const momentText = (language: Language, moment: Date): string =>
  `${dateText(language, moment)}, ${moment.toISOString().slice(11, 16)} UTC`;

/** An amount of money; US dollars where the source names no currency. */
export const moneyText = (
  language: Language,
  { amount, currency }: { readonly amount: string; readonly currency: string | null },
): string =>
  new Intl.NumberFormat(locales[language], {
    style: 'currency',
    currency: currency ?? 'USD',
  }).format(Number(amount));
