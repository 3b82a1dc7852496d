import { h } from '../../pages/markup.ts';
import { actions, linkButton } from '../../pages/parts.ts';
import type { Page } from '../../pages/render.ts';
import { wordsOf } from '../../pages/words/choose.ts';
import { dateText } from '../../pages/words/dates.ts';
import { galleryWordsOf } from '../../pages/words/gallery.ts';
import type { Language } from '../../pages/words/words.ts';
import { aboutApp } from '../about-app.ts';
import type { Shown } from './list-page.ts';

/** The label of an app: who makes it, what it says of itself, and what to think about. */
export function appPage(
  language: Language,
  { id, name, partner, kind, label }: Shown,
  attestedAt: Date | undefined,
): Page {
  const words = galleryWordsOf(language);
  const common = wordsOf(language);
  return {
    language,
    title: name,
    otherLanguageUrl: `?language=${common.otherLanguage.language}`,
    navigation: h('a', { href: `/apps/?language=${language}` }, words.all),
    content: [
      h('h1', { key: 'title' }, name),
      h('p', { key: 'by' }, `${words.kinds[kind]} · ${words.by(partner)}`),
      h('div', { key: 'about' }, aboutApp(common, name, label, true)),
      attestedAt &&
        h(
          'p',
          { key: 'said', className: 'cg-step' },
          words.lastSaid(dateText(language, attestedAt)),
        ),
      kind === 'THIRD_PARTY_APP' && h('p', { key: 'how' }, words.howTo(name)),
      h('div', { key: 'share' }, actions(linkButton(`/account/share/${id}`, words.share, 'solid'))),
    ],
  };
}

/** Where there is nothing to show: no such app, or a fault of ours. */
export function noPage(language: Language, why: 'notFound' | 'failed'): Page {
  const words = galleryWordsOf(language);
  return {
    language,
    title: words[why].title,
    otherLanguageUrl: `?language=${wordsOf(language).otherLanguage.language}`,
    navigation: h('a', { href: `/apps/?language=${language}` }, words.all),
    content: [
      h('h1', { key: 'title' }, words[why].title),
      h('p', { key: 'lead' }, words[why].lead),
    ],
  };
}
