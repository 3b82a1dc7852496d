import type { IncomingMessage } from 'node:http';
import { queryOf } from './query-of.ts';
import { wordsOf } from './words/choose.ts';
import type { Language } from './words/words.ts';

/** The same address in the other language; undefined where it was no question that can be asked again. */
export function otherLanguageUrl(
  request: Pick<IncomingMessage, 'method' | 'url'>,
  language: Language,
): string | undefined {
  if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
  const query = queryOf(request);
  query.set('language', wordsOf(language).otherLanguage.language);
  return `?${query}`;
}
