import { type Content, h } from '../../pages/markup.ts';
import { actions, linkButton } from '../../pages/parts.ts';
import type { Page } from '../../pages/render.ts';
import { channelWordsOf } from '../../pages/words/channels.ts';
import { wordsOf } from '../../pages/words/choose.ts';
import { dateText } from '../../pages/words/dates.ts';
import { galleryWordsOf } from '../../pages/words/gallery.ts';
import type { Language } from '../../pages/words/words.ts';
import { aboutApp } from '../about-app.ts';
import type { Shown } from './list-page.ts';
import type { GalleryMember } from './member.ts';

/** The label of an app: who makes it, what it says of itself, and what to think about. */
export function appPage(
  language: Language,
  { id, name, partner, kind, label }: Shown,
  attestedAt: Date | undefined,
  member: GalleryMember | undefined,
): Page {
  const words = galleryWordsOf(language);
  const common = wordsOf(language);
  return {
    language,
    title: name,
    otherLanguageUrl: `?language=${common.otherLanguage.language}`,
    navigation: member?.navigation ?? allApps(language),
    contact: member?.contact,
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
      h('div', { key: 'how' }, howToShare(language, { id, name, kind }, member)),
      member && h('p', { key: 'all' }, allApps(language)),
    ],
  };
}

/** The ways that there are; for a member, those that their plan has. */
function howToShare(
  language: Language,
  { id, name, kind }: Pick<Shown, 'id' | 'name' | 'kind'>,
  member: GalleryMember | undefined,
): Content {
  const words = galleryWordsOf(language);
  const inAccount = member?.plan.channels.includes('PORTAL_FIRST') ?? true;
  const inApp = member?.plan.channels.includes('APP_FIRST') ?? kind === 'THIRD_PARTY_APP';
  if (member !== undefined && inApp && !inAccount) {
    return h('p', null, channelWordsOf(language).inApp(member.plan.name, name));
  }
  return [
    inApp && kind === 'THIRD_PARTY_APP' && h('p', { key: 'in-app' }, words.howTo(name)),
    inAccount &&
      h(
        'div',
        { key: 'in-account' },
        actions(linkButton(`/account/share/${id}`, words.share, 'solid')),
      ),
  ];
}

const allApps = (language: Language): Content =>
  h('a', { href: `/apps/?language=${language}` }, galleryWordsOf(language).all);

/** Where there is nothing to show: no such app, or a fault of ours. */
export function noPage(language: Language, why: 'notFound' | 'failed'): Page {
  const words = galleryWordsOf(language);
  return {
    language,
    title: words[why].title,
    otherLanguageUrl: `?language=${wordsOf(language).otherLanguage.language}`,
    navigation: allApps(language),
    content: [
      h('h1', { key: 'title' }, words[why].title),
      h('p', { key: 'lead' }, words[why].lead),
    ],
  };
}
