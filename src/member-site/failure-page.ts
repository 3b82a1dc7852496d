import { h } from '../pages/markup.ts';
import type { Page } from '../pages/render.ts';
import { siteWordsOf } from '../pages/words/member-site.ts';
import type { Language } from '../pages/words/words.ts';
import { navigationOf } from './frame.ts';
import { sitePrefix } from './visit.ts';

/** Why there is no page. What is not there and what is somebody else's look the same. */
export type Failure = 'notFound' | 'foreign' | 'unavailable' | 'failed';

/** @param signedIn whether the way to a member's pages is shown */
export function failurePage(language: Language, failure: Failure, signedIn = false): Page {
  const { failures } = siteWordsOf(language);
  return {
    language,
    title: failures.titles[failure],
    ...(signedIn ? { navigation: navigationOf(language) } : {}),
    content: [
      h('h1', { key: 'title' }, failures.titles[failure]),
      h('p', { key: 'lead' }, failures.leads[failure]),
      h('p', { key: 'on' }, h('a', { href: sitePrefix }, failures.toAccount)),
    ],
  };
}
