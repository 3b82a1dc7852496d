import { aboutApp } from '../apps/about-app.ts';
import type { AppLabel } from '../apps/label.ts';
import type { Preview } from '../consent/preview.ts';
import { type Category, categories, consentableLabels } from '../consent/vocabulary.ts';
import type { DraftConsent } from '../grants/draft-consent.ts';
import { asSentence, plainWords } from '../grants/plain-words.ts';
import { type Content, h } from '../pages/markup.ts';
import { actions, alert, button, choice, errorSummary, field, stepForm } from '../pages/parts.ts';
import type { Page } from '../pages/render.ts';
import { wordsOf } from '../pages/words/choose.ts';
import { dateText } from '../pages/words/dates.ts';
import { subjectHintsOf } from '../pages/words/private-subjects.ts';
import { registrationWordsOf } from '../pages/words/registration-words.ts';
import type { Language, Words } from '../pages/words/words.ts';
import type { Channel } from './elsewhere-page.ts';

/** A choice that the plan does not allow. */
export type Refused = {
  readonly field: 'categories' | 'since' | 'until' | 'termDays' | undefined;
  readonly text: string;
};

export type SharePageParts = {
  readonly draft: DraftConsent;
  readonly label: AppLabel;
  readonly preview: Preview;
  /** The kinds of data that are chosen so far; all are counted where none is. */
  readonly ticked: readonly Category[];
  /** Who began: the app that asks, or the member. */
  readonly channel: Channel;
  /** What in the choices the plan does not allow, and where it is chosen. */
  readonly refused?: Refused | undefined;
};

/** Where a member sees who asks, what would be shared, and chooses as far as the plan lets them. */
export function sharePage(language: Language, parts: SharePageParts): Page {
  const { draft, refused, channel } = parts;
  const words = wordsOf(language);
  const { share } = words;
  const { app, plan } = draft;
  return {
    language,
    title: share.title(app.name),
    otherLanguageUrl: `?language=${words.otherLanguage.language}`,
    content: [
      h('h1', { key: 'title' }, share.title(app.name)),
      h(
        'p',
        { key: 'lead' },
        (channel === 'APP_FIRST' ? share.lead : share.ownLead)(app.name, plan.name),
      ),
      refused && h('div', { key: 'refused' }, refusal(words, refused)),
      h('div', { key: 'app' }, aboutApp(words, app.name, parts.label)),
      h('div', { key: 'preview' }, previewTable(words, parts)),
      h(
        'div',
        { key: 'form' },
        stepForm(
          h('input', { type: 'hidden', name: 'attestation', value: draft.attestation }),
          plan.granularity === 'ALL_OR_NOTHING'
            ? h('p', null, share.allOrNothing(plan.name))
            : choicesOf(words, parts),
          h('p', { className: 'cg-next' }, share.next),
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

const refusal = (words: Words, { field: name, text }: Refused): Content =>
  name === undefined
    ? alert('error', text)
    : errorSummary(
        // Nothing was chosen: no choice was refused.
        name === 'categories'
          ? registrationWordsOf(words.language).errors(1)
          : words.share.refused.title,
        [{ field: name, text }],
      );

function previewTable(words: Words, { draft, preview, ticked }: SharePageParts): Content {
  const { share } = words;
  const isChosen = draft.plan.granularity === 'ALL_OR_NOTHING' || ticked.length > 0;
  const names = plainWords(words.language).categories;
  const number = (value: number) => new Intl.NumberFormat(words.language).format(value);
  return [
    h('h2', { key: 'what', id: 'what' }, share.what),
    h('p', { key: 'lead' }, isChosen ? share.previewLead : share.choosingLead),
    h(
      'p',
      { key: 'floor' },
      share.floor(draft.plan.name, dateText(words.language, draft.plan.floorDate)),
      ` ${share.lasts(draft.terms.termDays)}`,
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
            h('th', { scope: 'row' }, asSentence(names[category])),
            h('td', { className: 'cg-number' }, number(records)),
            h('td', { className: 'cg-number' }, number(sensitive)),
          ),
        ),
      ),
    ),
  ];
}

const categoriesAttributes = (error: string | undefined) => ({
  key: 'categories',
  id: 'categories',
  className: 'cg-fieldset',
  'aria-describedby': error === undefined ? undefined : 'categories-error',
});

function choicesOf(words: Words, parts: SharePageParts): Content {
  const { draft, ticked, refused } = parts;
  const { terms, plan } = draft;
  const { share } = words;
  const names = plainWords(words.language);
  const hints = subjectHintsOf(words.language);
  const errorOf = (name: Refused['field']) => (refused?.field === name ? refused?.text : undefined);
  return [
    h('fieldset', categoriesAttributes(errorOf('categories')), [
      h('legend', { key: 'legend' }, h('h2', null, share.categories)),
      errorOf('categories') &&
        h(
          'p',
          { key: 'error', id: 'categories-error', className: 'ds-c-inline-error cg-error' },
          errorOf('categories'),
        ),
      h(
        'div',
        { key: 'choices', className: 'cg-choices' },
        categories.map((one) =>
          choice('categories', one, asSentence(names.categories[one]), ticked.includes(one)),
        ),
      ),
    ]),
    h('fieldset', { key: 'labels', className: 'cg-fieldset' }, [
      h('legend', { key: 'legend' }, h('h2', null, share.labels)),
      h('p', { key: 'lead' }, share.labelsLead),
      h(
        'div',
        { key: 'choices', className: 'cg-choices' },
        consentableLabels.map((one) =>
          choice('labels', one, asSentence(names.labels[one]), terms.labels.includes(one), {
            hint: hints[one],
          }),
        ),
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
          error: errorOf('since'),
          narrow: true,
        }),
        field({
          name: 'until',
          label: share.until,
          type: 'date',
          value: terms.until,
          hint: share.untilHint,
          error: errorOf('until'),
          narrow: true,
        }),
      ]),
      choice('includeUndated', 'yes', share.undated, terms.includeUndated),
      field({
        name: 'termDays',
        label: share.term,
        hint: share.termHint(plan.maximumTermDays),
        error: errorOf('termDays'),
        type: 'number',
        min: 1,
        max: plan.maximumTermDays,
        value: `${terms.termDays}`,
        narrow: true,
      }),
    ]),
  ];
}
