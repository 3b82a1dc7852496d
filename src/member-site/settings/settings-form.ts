import { type Content, h } from '../../pages/markup.ts';
import {
  actions,
  alert,
  button,
  errorSummary,
  type Field,
  field,
  form,
  linkButton,
} from '../../pages/parts.ts';
import { settingsWordsOf } from '../../pages/words/account-settings.ts';
import { registrationWordsOf } from '../../pages/words/registration-words.ts';
import { sitePage } from '../frame.ts';
import { type MemberVisit, show } from '../visit.ts';
import type { FormFailure } from './account-here.ts';
import { settingsPath } from './paths.ts';

type SettingsForm = {
  readonly title: string;
  readonly lead: string;
  /** What stands before the fields, for password managers. */
  readonly before?: Content;
  readonly fields: readonly Field[];
  readonly submit: string;
  readonly failure?: FormFailure | undefined;
};

/** A page on which a member changes one setting, with what was wrong at its head. */
export function showForm(visit: MemberVisit, given: SettingsForm): void {
  const { language, response } = visit;
  const { title, lead, before, fields, submit, failure } = given;
  const errors = failure?.errors ?? [];
  if (failure?.retryAfter !== undefined) response.setHeader('retry-after', failure.retryAfter);
  const summary = registrationWordsOf(language).errors(errors.length);
  const page = sitePage(
    visit,
    'settings',
    title,
    failure &&
      h(
        'div',
        { key: 'failure' },
        failure.text === undefined ? errorSummary(summary, errors) : alert('error', failure.text),
      ),
    h('p', { key: 'lead' }, lead),
    h(
      'div',
      { key: 'form' },
      form(
        before,
        fields.map((one) =>
          field({ ...one, error: errors.find((error) => error.field === one.name)?.text }),
        ),
        actions(
          button('change', submit, 'solid'),
          linkButton(settingsPath, settingsWordsOf(language).keep),
        ),
      ),
    ),
  );
  show(visit, page, failure?.status ?? 200);
}
