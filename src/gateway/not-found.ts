import type { IncomingMessage, ServerResponse } from 'node:http';
import { galleryPrefix } from '../apps/gallery/gallery.ts';
import { sitePrefix } from '../member-site/visit.ts';
import { h } from '../pages/markup.ts';
import { otherLanguageUrl } from '../pages/other-language.ts';
import { queryOf } from '../pages/query-of.ts';
import { renderPage } from '../pages/render.ts';
import { visitorsLanguage } from '../pages/words/choose.ts';
import { notFoundWordsOf } from '../pages/words/not-found.ts';
import { problem } from './problem.ts';

/** Answers where nothing is: people with a page, programs with a problem. */
export function notFound(request: IncomingMessage, response: ServerResponse): void {
  if (!isLookedAt(request)) {
    problem(response, 404, 'Nothing is here', 'The API is at /graphql.');
    return;
  }
  const query = queryOf(request);
  const language = visitorsLanguage(query, request.headers);
  const words = notFoundWordsOf(language);
  const ways = [
    { href: `${sitePrefix}?language=${language}`, label: words.account },
    { href: `${galleryPrefix}?language=${language}`, label: words.apps },
  ];
  renderPage(response, 404, {
    language,
    title: words.title,
    otherLanguageUrl: otherLanguageUrl(request, language),
    content: [
      h('h1', { key: 'title' }, words.title),
      h('p', { key: 'lead' }, words.lead),
      h(
        'ul',
        { key: 'ways' },
        ways.map(({ href, label }) => h('li', { key: href }, h('a', { href }, label))),
      ),
    ],
  });
}

/** Whether somebody looks with a browser: those name HTML, other programs whatever they can read, or nothing. */
const isLookedAt = ({ method, headers }: IncomingMessage): boolean =>
  (method === 'GET' || method === 'HEAD') && /(?:^|,)\s*text\/html\b/i.test(headers.accept ?? '');
