import { english } from './english.ts';
import { spanish } from './spanish.ts';
import { type Language, languages, type Words } from './words.ts';

const catalogs: Readonly<Record<Language, Words>> = { en: english, es: spanish };

/** What the pages say in a language. */
export const wordsOf = (language: Language): Words => catalogs[language];

/** One of our languages, by the first subtag; undefined for any other. */
export function languageOf(tag: string | undefined | null): Language | undefined {
  const first = tag?.trim().toLowerCase().split('-', 1)[0];
  return languages.find((one) => one === first);
}

/**
 * The first of the languages that somebody prefers which is ours.
 *
 * @param accepted an Accept-Language header (RFC 9110, section 12.5.4), or `ui_locales`
 */
export function preferredLanguage(accepted: string | undefined): Language | undefined {
  const tags = (accepted ?? '')
    .split(/[, ]+/)
    .map((part) => {
      const [tag = '', quality] = part.split(';q=');
      return { language: languageOf(tag), quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ language, quality }) => language !== undefined && quality > 0)
    .sort((one, other) => other.quality - one.quality);
  return tags[0]?.language;
}

/** The language of a visitor: as the link in the page asks, else as the browser prefers. */
export const visitorsLanguage = (
  query: URLSearchParams,
  headers: { readonly 'accept-language'?: string | undefined },
): Language =>
  languageOf(query.get('language')) ?? preferredLanguage(headers['accept-language']) ?? 'en';
