import type { IncomingMessage } from 'node:http';
import { visitorsLanguage, wordsOf } from '../../pages/words/choose.ts';
import type { Language } from '../../pages/words/words.ts';
import { returnPathOf } from '../return-path.ts';

/** One request for a page of an account, read. */
export type Asked = {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly language: Language;
  /** The app's request to go back to. */
  readonly returnTo: string | undefined;
  /** Absent where the page is only looked at. */
  readonly form: URLSearchParams | undefined;
};

/** Reads what a request asks for. */
export function askedOf(
  request: IncomingMessage,
  url: URL,
  form: URLSearchParams | undefined,
): Asked {
  const language = visitorsLanguage(url.searchParams, request.headers);
  return { request, url, language, returnTo: returnPathOf(url.searchParams.get('return')), form };
}

/** An address of ours, in the language that the page is in, with what goes along. */
export function pathWith(
  path: string,
  language: Language,
  {
    returnTo,
    ...more
  }: { readonly returnTo?: string | null | undefined } & Readonly<
    Record<string, string | null | undefined>
  > = {},
): string {
  const query = new URLSearchParams({ language });
  if (returnTo) query.set('return', returnTo);
  for (const [name, value] of Object.entries(more)) if (value) query.set(name, value);
  return `${path}?${query}`;
}

/** The same page in the other language. */
export function otherLanguageUrl({ url, language, returnTo }: Asked): string {
  const query = new URLSearchParams(url.searchParams);
  if (returnTo === undefined) query.delete('return');
  query.set('language', wordsOf(language).otherLanguage.language);
  return `?${query}`;
}
