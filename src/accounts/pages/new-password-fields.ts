import type { Content } from '../../pages/markup.ts';
import { field } from '../../pages/parts.ts';
import { registrationWordsOf } from '../../pages/words/registration-words.ts';
import type { Language } from '../../pages/words/words.ts';
import { errorOf, type Failure } from './outcome.ts';

/** Where a password is chosen, and typed once more. */
export function newPasswordFields(language: Language, failure: Failure | undefined): Content[] {
  const { account } = registrationWordsOf(language);
  const type = 'password';
  const autoComplete = 'new-password';
  return [
    field({
      name: 'password',
      label: account.password,
      hint: account.passwordHint,
      type,
      error: errorOf(failure, 'password'),
      autoComplete,
    }),
    field({
      name: 'passwordAgain',
      label: account.passwordAgain,
      type,
      error: errorOf(failure, 'passwordAgain'),
      autoComplete,
    }),
  ];
}
