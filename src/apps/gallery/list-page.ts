import { type Content, h } from '../../pages/markup.ts';
import type { Page } from '../../pages/render.ts';
import { wordsOf } from '../../pages/words/choose.ts';
import { galleryWordsOf } from '../../pages/words/gallery.ts';
import { partnerWordsOf } from '../../pages/words/partner-registration.ts';
import type { Language } from '../../pages/words/words.ts';
import { type AppLabel, warningsOf } from '../label.ts';
import { registrationFormPath } from '../registration-form/paths.ts';

/** An app as the gallery shows it. */
export type Shown = {
  readonly id: string;
  readonly name: string;
  readonly partner: string;
  readonly kind: 'THIRD_PARTY_APP' | 'HEALTH_PLAN' | 'PROVIDER';
  readonly label: AppLabel;
};

export type ListPageParts = {
  readonly search: string;
  readonly apps: readonly Shown[];
  /** Whether more come after these. */
  readonly more: boolean;
};

/** Where anybody looks for apps, by name or by who makes them. */
export function listPage(language: Language, { search, apps, more }: ListPageParts): Page {
  const words = galleryWordsOf(language);
  const { otherLanguage } = wordsOf(language);
  const query = (more: Record<string, string>) =>
    `?${new URLSearchParams({ language, ...(search === '' ? {} : { search }), ...more })}`;
  return {
    language,
    title: words.title,
    otherLanguageUrl: query({ language: otherLanguage.language }),
    content: [
      h('h1', { key: 'title' }, words.title),
      h('p', { key: 'lead' }, words.lead),
      h('div', { key: 'search' }, searchForm(language, search)),
      h(
        'p',
        { key: 'found', role: 'status', className: 'cg-step cg-found' },
        apps.length === 0 ? words.none : words.found(apps.length, more),
      ),
      h(
        'ul',
        { key: 'apps', className: 'cg-apps' },
        apps.map((app) => h('li', { key: app.id }, card(language, app))),
      ),
      more &&
        h(
          'p',
          { key: 'next' },
          h('a', { href: query({ after: apps.at(-1)?.id ?? '' }) }, words.next),
        ),
      search !== '' &&
        h('p', { key: 'all' }, h('a', { href: `?language=${language}` }, words.showAll)),
      h(
        'p',
        { key: 'partners', className: 'cg-after' },
        h(
          'a',
          { href: `${registrationFormPath}?language=${language}` },
          partnerWordsOf(language).invite,
        ),
      ),
    ],
  };
}

function searchForm(language: Language, search: string): Content {
  const words = galleryWordsOf(language);
  return h(
    'form',
    { method: 'get', role: 'search', className: 'cg-search' },
    h('label', { className: 'ds-c-label', htmlFor: 'search' }, words.search),
    h('p', { className: 'ds-c-hint', id: 'search-hint' }, words.searchHint),
    h('input', { type: 'hidden', name: 'language', value: language }),
    h(
      'div',
      { className: 'cg-search-row' },
      h('input', {
        className: 'ds-c-field',
        type: 'search',
        id: 'search',
        name: 'search',
        maxLength: 200,
        defaultValue: search,
        'aria-describedby': 'search-hint',
      }),
      h('button', { type: 'submit', className: 'ds-c-button ds-c-button--solid' }, words.find),
    ),
  );
}

function card(language: Language, { id, name, partner, kind, label }: Shown): Content {
  const words = galleryWordsOf(language);
  const warnings = warningsOf(label);
  return [
    h('h2', { key: 'name' }, h('a', { href: `/apps/${id}?language=${language}` }, name)),
    h('p', { key: 'by' }, `${words.kinds[kind]} · ${words.by(partner)}`),
    h('p', { key: 'warnings', className: 'cg-badges' }, [
      label.privacyPolicyUrl === null &&
        h('span', { key: 'policy', className: 'cg-badge cg-badge-warn' }, words.noPolicy),
      warnings === 0
        ? h('span', { key: 'none', className: 'cg-badge' }, words.noWarnings)
        : h(
            'span',
            { key: 'some', className: 'cg-badge cg-badge-warn' },
            wordsOf(language).share.warnings(warnings),
          ),
    ]),
  ];
}
