import type { Plan } from '../db/generated/prisma/client.ts';
import { type Content, h } from '../pages/markup.ts';
import type { Page } from '../pages/render.ts';
import { wordsOf } from '../pages/words/choose.ts';
import { siteWordsOf } from '../pages/words/member-site.ts';
import type { Language } from '../pages/words/words.ts';
import type { MemberVisit } from './visit.ts';

const places = {
  overview: '/account/',
  consents: '/account/consents',
  history: '/account/history',
  complaints: '/account/complaints',
  settings: '/account/settings/',
} as const;

type Place = keyof typeof places;

/** A page of a member who has signed in, with the way to the others. */
export function sitePage(
  { language, url, plan }: MemberVisit,
  place: Place,
  title: string | { readonly text: string; readonly heading: Content },
  ...content: Content[]
): Page {
  const other = new URLSearchParams(url.searchParams);
  other.set('language', wordsOf(language).otherLanguage.language);
  const { text, heading } = typeof title === 'string' ? { text: title, heading: title } : title;
  return {
    language,
    title: text,
    otherLanguageUrl: `?${other}`,
    navigation: navigationOf(language, place),
    contact: contactOf(plan),
    content: [h('h1', { key: 'title' }, heading), ...content],
  };
}

/** The way to the pages beside the one that is shown, and out. */
export function navigationOf(language: Language, place?: Place): Content {
  const words = siteWordsOf(language);
  const link = (name: Place) =>
    h(
      'a',
      { key: name, href: places[name], 'aria-current': name === place ? 'page' : undefined },
      words.navigation[name],
    );
  return [
    link('overview'),
    link('consents'),
    link('history'),
    link('complaints'),
    link('settings'),
    h(
      'form',
      { key: 'sign-out', method: 'post', action: '/account/sign-out' },
      h('button', { type: 'submit', className: 'cg-link' }, words.signOut),
    ),
  ];
}

/** Whom a plan has for questions. */
export const contactOf = ({ supportPhone, privacyEmail }: Plan): Page['contact'] => ({
  phone: supportPhone,
  email: privacyEmail,
});
