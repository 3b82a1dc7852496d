import { wordsOf } from './choose.ts';
import type { QuestionWords } from './questions.ts';
import type { Language } from './words.ts';

type Answer = 'YES' | 'NO' | 'UNANSWERED';
type Answered = Partial<Record<keyof QuestionWords, Readonly<Record<'YES' | 'NO', string>>>>;

/** Where yes and no are no answer to a question as it is put: it asks how. */
const how: Readonly<Record<Language, Answered>> = {
  en: {
    howDataIsUsed: { YES: 'It uses it', NO: 'It does not use it' },
    deletionPolicy: { YES: 'It does delete it', NO: 'It does not delete it' },
    tellsOfPrivacyChanges: { YES: 'It does tell you', NO: 'It does not tell you' },
    security: { YES: 'It does protect it', NO: 'It does not protect it' },
    complaintsProcess: { YES: 'It does handle them', NO: 'It does not handle them' },
  },
  es: {
    howDataIsUsed: { YES: 'Los usa', NO: 'No los usa' },
    deletionPolicy: { YES: 'Sí los borra', NO: 'No los borra' },
    tellsOfPrivacyChanges: { YES: 'Sí le avisa', NO: 'No le avisa' },
    security: { YES: 'Sí los protege', NO: 'No los protege' },
    complaintsProcess: { YES: 'Sí las atiende', NO: 'No las atiende' },
  },
};

/** An app's answer to one of the eleven questions, as people say it. */
export const answerText = (
  language: Language,
  question: keyof QuestionWords,
  answer: Answer,
): string =>
  (answer === 'UNANSWERED' ? undefined : how[language][question]?.[answer]) ??
  wordsOf(language).answers[answer];
