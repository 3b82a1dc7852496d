import { h } from '../pages/markup.ts';
import { otherLanguageUrl } from '../pages/other-language.ts';
import type { Page } from '../pages/render.ts';
import { siteWordsOf } from '../pages/words/member-site.ts';
import { navigationOf } from './frame.ts';
import { sitePrefix, type Visit } from './visit.ts';

/** Why there is no page. What is not there and what is somebody else's look the same. */
export type Failure = 'notFound' | 'foreign' | 'unavailable' | 'failed';

/** @param signedIn whether the way to a member's pages is shown */
export function failurePage(
  { language, request }: Pick<Visit, 'language' | 'request'>,
  failure: Failure,
  signedIn = false,
): Page {
  const { failures } = siteWordsOf(language);
  return {
    language,
    title: failures.titles[failure],
    otherLanguageUrl: otherLanguageUrl(request, language),
    ...(signedIn ? { navigation: navigationOf(language) } : {}),
    content: [
      h('h1', { key: 'title' }, failures.titles[failure]),
      h('p', { key: 'lead' }, failures.leads[failure]),
      h('p', { key: 'on' }, h('a', { href: sitePrefix }, failures.toAccount)),
    ],
  };
}
