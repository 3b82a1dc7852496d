import { aboutApp } from '../apps/about-app.ts';
import type { AppLabel } from '../apps/label.ts';
import type { Preview } from '../consent/preview.ts';
import { categories, labels } from '../consent/vocabulary.ts';
import type { DraftConsent } from '../grants/draft-consent.ts';
import { plainWords } from '../grants/plain-words.ts';
import { type Content, h } from '../pages/markup.ts';
import { actions, alert, button, choice, field, form } from '../pages/parts.ts';
import type { Page } from '../pages/render.ts';
import { wordsOf } from '../pages/words/choose.ts';
import { dateText } from '../pages/words/dates.ts';
import type { Language, Words } from '../pages/words/words.ts';

export type SharePageParts = {
  readonly draft: DraftConsent;
  readonly label: AppLabel;
  readonly preview: Preview;
  /** What in the choices the plan does not allow. */
  readonly refused?: string | undefined;
};

/** Where a member sees who asks, what would be shared, and chooses as far as the plan lets them. */
export function sharePage(language: Language, parts: SharePageParts): Page {
  const { draft, refused } = parts;
  const words = wordsOf(language);
  const { share } = words;
  const { app, plan } = draft;
  return {
    language,
    title: share.title(app.name),
    otherLanguageUrl: `?language=${words.otherLanguage.language}`,
    content: [
      h('h1', { key: 'title' }, share.title(app.name)),
      h('p', { key: 'lead' }, share.lead(app.name, plan.name)),
      refused && h('div', { key: 'refused' }, alert('error', refused)),
      h('div', { key: 'app' }, aboutApp(words, app.name, parts.label)),
      h('div', { key: 'preview' }, previewTable(words, parts)),
      h(
        'div',
        { key: 'form' },
        form(
          plan.granularity === 'ALL_OR_NOTHING'
            ? h('p', null, share.allOrNothing(plan.name))
            : choicesOf(words, draft),
          actions(
            button('share', words.next, 'solid'),
            plan.granularity === 'ALL_OR_NOTHING' ? null : button('update', share.update, 'plain'),
            button('cancel', words.cancel, 'ghost'),
          ),
        ),
      ),
    ],
  };
}

function previewTable(words: Words, { draft, preview }: SharePageParts): Content {
  const { share } = words;
  const names = plainWords(words.language).categories;
  const number = (value: number) => new Intl.NumberFormat(words.language).format(value);
  return [
    h('h2', { key: 'what' }, share.what),
    h('p', { key: 'lead' }, share.previewLead),
    h(
      'p',
      { key: 'floor' },
      share.floor(draft.plan.name, dateText(words.language, draft.plan.floorDate)),
      ` ${share.term}: ${share.days(draft.terms.termDays)}.`,
    ),
    h(
      'table',
      { key: 'table', className: 'cg-table' },
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          h('th', { scope: 'col' }, share.kind),
          h('th', { scope: 'col', className: 'cg-number' }, share.records),
          h('th', { scope: 'col', className: 'cg-number' }, share.sensitive),
        ),
      ),
      h(
        'tbody',
        null,
        [...preview].map(([category, { records, sensitive }]) =>
          h(
            'tr',
            { key: category },
            h('th', { scope: 'row' }, names[category]),
            h('td', { className: 'cg-number' }, number(records)),
            h('td', { className: 'cg-number' }, number(sensitive)),
          ),
        ),
      ),
    ),
  ];
}

function choicesOf(words: Words, { terms, plan }: DraftConsent): Content {
  const { share } = words;
  const names = plainWords(words.language);
  return [
    h('fieldset', { key: 'categories', className: 'cg-fieldset' }, [
      h('legend', { key: 'legend' }, h('h2', null, share.categories)),
      h(
        'div',
        { key: 'choices', className: 'cg-choices' },
        categories.map((one) =>
          choice('categories', one, names.categories[one], terms.categories.includes(one)),
        ),
      ),
    ]),
    h('fieldset', { key: 'labels', className: 'cg-fieldset' }, [
      h('legend', { key: 'legend' }, h('h2', null, share.labels)),
      h('p', { key: 'lead' }, share.labelsLead),
      h(
        'div',
        { key: 'choices', className: 'cg-choices' },
        labels.map((one) => choice('labels', one, names.labels[one], terms.labels.includes(one))),
      ),
    ]),
    h('fieldset', { key: 'dates', className: 'cg-fieldset' }, [
      h('legend', { key: 'legend' }, h('h2', null, share.dates)),
      h('div', { key: 'fields', className: 'cg-fields' }, [
        field({
          name: 'since',
          label: share.since,
          type: 'date',
          value: terms.since,
          narrow: true,
        }),
        field({
          name: 'until',
          label: share.until,
          type: 'date',
          value: terms.until,
          narrow: true,
        }),
      ]),
      choice('includeUndated', 'yes', share.undated, terms.includeUndated),
      field({
        name: 'termDays',
        label: `${share.term} (1–${plan.maximumTermDays})`,
        type: 'number',
        min: 1,
        max: plan.maximumTermDays,
        value: `${terms.termDays}`,
        narrow: true,
      }),
    ]),
  ];
}
