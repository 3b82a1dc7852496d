import type { Content } from '../../pages/markup.ts';
import { h } from '../../pages/markup.ts';
import { alert, errorSummary } from '../../pages/parts.ts';
import type { Page } from '../../pages/render.ts';
import { wordsOf } from '../../pages/words/choose.ts';
import { registrationWordsOf } from '../../pages/words/registration-words.ts';
import type { Language } from '../../pages/words/words.ts';
import { type Asked, otherLanguageUrl } from './asked.ts';

/** What becomes of a request: a page, or another address. */
export type Outcome =
  | {
      readonly kind: 'PAGE';
      readonly status: number;
      readonly page: Page;
      readonly retryAfter?: number;
    }
  | { readonly kind: 'GO'; readonly path: string; readonly cookie?: string };

/** What is wrong with a field of a form. */
export type FieldError = { readonly field: string; readonly text: string };

/** Why a form is shown again: fields that are wrong, or all of it. */
export type Failure =
  | { readonly errors: readonly FieldError[] }
  | { readonly text: string; readonly status?: number; readonly retryAfter?: number };

/** A page of these, with what was wrong at its head. */
export function pageOutcome(
  asked: Asked,
  { title, step }: { readonly title: string; readonly step?: 1 | 2 | 3 },
  failure: Failure | undefined,
  ...content: Content[]
): Outcome {
  const page: Page = {
    language: asked.language,
    title,
    otherLanguageUrl: otherLanguageUrl(asked),
    content: [
      step && h('p', { key: 'step', className: 'cg-step' }, wordsOf(asked.language).step(step, 3)),
      h('h1', { key: 'title' }, title),
      failure && h('div', { key: 'failure' }, failureBox(asked.language, failure)),
      ...content.map((part, at) => h('div', { key: `part-${at}` }, part)),
    ],
  };
  if (failure === undefined) return { kind: 'PAGE', status: 200, page };
  if ('errors' in failure) return { kind: 'PAGE', status: 422, page };
  const { status = 422, retryAfter } = failure;
  return { kind: 'PAGE', status, page, ...(retryAfter === undefined ? {} : { retryAfter }) };
}

/** Why somebody must wait. */
export const waitFailure = (language: Language, seconds: number): Failure => ({
  text: registrationWordsOf(language).wait(seconds),
  status: 429,
  retryAfter: seconds,
});

/** What is wrong with one field. */
export const errorOf = (failure: Failure | undefined, field: string): string | undefined =>
  failure !== undefined && 'errors' in failure
    ? failure.errors.find((one) => one.field === field)?.text
    : undefined;

function failureBox(language: Language, failure: Failure): Content {
  return 'errors' in failure
    ? errorSummary(registrationWordsOf(language).errors(failure.errors.length), failure.errors)
    : alert('error', failure.text);
}
