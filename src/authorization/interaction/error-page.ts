import type { IncomingMessage } from 'node:http';
import { h } from '../../pages/markup.ts';
import { otherLanguageUrl } from '../../pages/other-language.ts';
import { queryOf } from '../../pages/query-of.ts';
import type { Page } from '../../pages/render.ts';
import { visitorsLanguage, wordsOf } from '../../pages/words/choose.ts';

/**
 * What a member sees when an app's request cannot go on, and cannot be answered at the app either.
 *
 * @param error a code of OAuth's
 */
export function errorPage(
  request: Pick<IncomingMessage, 'headers' | 'method' | 'url'>,
  error: string,
  description?: string,
): Page {
  const query = queryOf(request);
  const language = visitorsLanguage(query, request.headers);
  const { error: words } = wordsOf(language);
  const expired =
    error === 'invalid_request' && /session|interaction|expired/i.test(description ?? '');
  return {
    language,
    title: words.title,
    otherLanguageUrl: otherLanguageUrl(request, language),
    content: [
      h('h1', { key: 'title' }, words.title),
      h('p', { key: 'why' }, expired ? words.expired : words.notForApp),
      h('p', { key: 'lead' }, words.lead),
      h(
        'p',
        { key: 'code', className: 'ds-c-hint' },
        `${words.code}: `,
        h('code', null, error),
        description && ` – ${description}`,
      ),
    ],
  };
}
