import type { IncomingMessage } from 'node:http';
import { wordsOf } from './words/choose.ts';
import type { Language } from './words/words.ts';

/** The same address in the other language; undefined where it was no question that can be asked again. */
export function otherLanguageUrl(
  { method, url }: Pick<IncomingMessage, 'method' | 'url'>,
  language: Language,
): string | undefined {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  const query = new URLSearchParams(url?.split('?').slice(1).join('?'));
  query.set('language', wordsOf(language).otherLanguage.language);
  return `?${query}`;
}
