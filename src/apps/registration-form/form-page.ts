import { type Content, h } from '../../pages/markup.ts';
import {
  actions,
  alert,
  button,
  errorSummary,
  field,
  form,
  select,
  textArea,
} from '../../pages/parts.ts';
import type { Page } from '../../pages/render.ts';
import { answerText } from '../../pages/words/answers.ts';
import { wordsOf } from '../../pages/words/choose.ts';
import { galleryWordsOf } from '../../pages/words/gallery.ts';
import { type PartnerWords, partnerWordsOf } from '../../pages/words/partner-registration.ts';
import { registrationWordsOf } from '../../pages/words/registration-words.ts';
import type { Language } from '../../pages/words/words.ts';
import { questionNames } from '../attestation.ts';
import {
  answersGiven,
  appKinds,
  authentications,
  detailOf,
  type Fault,
  type Filled,
} from './read-form.ts';

/** Why a form is shown again: fields that are wrong, or all of it. */
export type FormFailure = { readonly faults: readonly Fault[] } | { readonly text: string };

/** Where a partner registers an app. */
export function formPage(language: Language, filled: Filled, failure?: FormFailure): Page {
  const words = partnerWordsOf(language);
  const faults = failure !== undefined && 'faults' in failure ? failure.faults : [];
  const errorOf = (name: string) => faults.find(({ field: wrong }) => wrong === name)?.text;
  return {
    language,
    title: words.title,
    otherLanguageUrl: `?language=${wordsOf(language).otherLanguage.language}`,
    content: [
      h('h1', { key: 'title' }, words.title),
      failure && h('div', { key: 'failure' }, failureBox(language, failure)),
      h('p', { key: 'lead' }, words.lead),
      h(
        'div',
        { key: 'form' },
        form(
          h('h2', null, words.you),
          // What was given is not sent back: whoever sees the page would have it.
          field({
            name: 'token',
            label: words.token,
            hint: words.tokenHint,
            type: 'password',
            error: errorOf('token'),
            autoComplete: 'off',
          }),
          appFields(language, words, filled, errorOf),
          proofFields(words, filled, errorOf),
          privacyFields(language, words, filled, errorOf),
          h('p', { className: 'cg-next' }, words.afterwards),
          actions(button('register', words.submit, 'solid')),
        ),
      ),
    ],
  };
}

type ErrorOf = (name: string) => string | undefined;

const failureBox = (language: Language, failure: FormFailure): Content =>
  'faults' in failure
    ? errorSummary(registrationWordsOf(language).errors(failure.faults.length), failure.faults)
    : alert('error', failure.text);

function appFields(
  language: Language,
  words: PartnerWords,
  filled: Filled,
  errorOf: ErrorOf,
): Content {
  const { kinds } = galleryWordsOf(language);
  return [
    h('h2', { key: 'app' }, words.app),
    field({
      name: 'name',
      label: words.name,
      hint: words.nameHint,
      value: filled.name,
      error: errorOf('name'),
    }),
    select(
      'kind',
      words.kind,
      appKinds.map((value) => ({ value, label: kinds[value] })),
      filled.kind,
    ),
    textArea({
      name: 'redirectUris',
      label: words.redirectUris,
      hint: words.redirectUrisHint,
      value: filled.redirectUris,
      error: errorOf('redirectUris'),
      rows: 3,
    }),
  ];
}

const proofFields = (words: PartnerWords, filled: Filled, errorOf: ErrorOf): Content => [
  h('h2', { key: 'proof' }, words.proof),
  select(
    'authentication',
    words.authentication,
    authentications.map((value) => ({ value, label: words.authentications[value] })),
    filled.authentication,
    { hint: words.authenticationHint },
  ),
  textArea({
    name: 'publicKeys',
    label: words.publicKeys,
    hint: words.publicKeysHint,
    value: filled.publicKeys,
    error: errorOf('publicKeys'),
    rows: 3,
  }),
];

function privacyFields(
  language: Language,
  words: PartnerWords,
  filled: Filled,
  errorOf: ErrorOf,
): Content {
  const { questions } = wordsOf(language);
  return [
    h('h2', { key: 'privacy' }, words.privacy),
    h('p', { key: 'lead' }, words.privacyLead),
    field({
      name: 'privacyPolicyUrl',
      label: words.privacyPolicyUrl,
      hint: words.privacyPolicyUrlHint,
      value: filled.privacyPolicyUrl,
      error: errorOf('privacyPolicyUrl'),
    }),
    questionNames.map((question) => {
      const { answer, detail } = filled.answers[question];
      const options = answersGiven.map((value) => ({
        value,
        label: answerText(language, question, value),
      }));
      return h('fieldset', { key: question, className: 'cg-fieldset' }, [
        h('legend', { key: 'legend' }, h('h3', null, questions[question])),
        select(question, words.answer, options, answer, 'wide'),
        textArea({
          name: detailOf(question),
          label: words.detail,
          value: detail,
          error: errorOf(detailOf(question)),
          rows: 2,
        }),
      ]);
    }),
  ];
}
