import { type Content, h } from '../pages/markup.ts';
import { alert } from '../pages/parts.ts';
import { answerText } from '../pages/words/answers.ts';
import { wordsOf } from '../pages/words/choose.ts';
import { galleryWordsOf } from '../pages/words/gallery.ts';
import type { Language } from '../pages/words/words.ts';
import { type AnswerChange, type AttestationChanges, isChanged } from './attestation-changes.ts';

/** What an app says otherwise than when the member signed; nothing where it says the same. */
export function changedAnswers(
  language: Language,
  app: string,
  changes: AttestationChanges | undefined,
): Content {
  if (changes === undefined || !isChanged(changes)) return null;
  const { changed } = galleryWordsOf(language);
  const { questions } = wordsOf(language);
  const said = ({ question, before, after }: AnswerChange) =>
    before.answer === after.answer
      ? changed.detail
      : `${changed.before}: ${answerText(language, question, before.answer)}. ${changed.after}: ${answerText(language, question, after.answer)}`;
  return alert(
    'warn',
    h('h2', { className: 'ds-c-alert__heading' }, changed.title(app)),
    changes.privacyPolicyUrl && h('p', null, changed.policy),
    h(
      'dl',
      { className: 'cg-questions' },
      changes.answers.map((change) => [
        h('dt', { key: `${change.question} ?` }, questions[change.question]),
        h(
          'dd',
          { key: change.question },
          said(change),
          change.after.detail && ` – ${change.after.detail}`,
        ),
      ]),
    ),
  );
}
