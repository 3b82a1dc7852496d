import type { IncomingMessage } from 'node:http';
import { h } from '../../pages/markup.ts';
import type { Page } from '../../pages/render.ts';
import { preferredLanguage } from '../../pages/words/choose.ts';
import { type ExternalFailure, externalWordsOf } from '../../pages/words/external.ts';

export type { ExternalFailure };

/** Why nobody was signed in, and what can be done about it. */
export function externalFailurePage(
  { headers }: Pick<IncomingMessage, 'headers'>,
  failure: ExternalFailure,
  again?: string,
): Page {
  const language = preferredLanguage(headers['accept-language']) ?? 'en';
  const words = externalWordsOf(language);
  return {
    language,
    title: words.title,
    content: [
      h('h1', { key: 'title' }, words.title),
      h('p', { key: 'why' }, words.failures[failure]),
      again === undefined
        ? h('p', { key: 'lead' }, words.startAgain)
        : h('p', { key: 'again' }, h('a', { href: again }, words.again)),
    ],
  };
}
