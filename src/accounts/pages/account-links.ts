import { type Content, h } from '../../pages/markup.ts';
import { registrationWordsOf } from '../../pages/words/registration-words.ts';
import type { Language } from '../../pages/words/words.ts';
import { registrationPrefix } from '../visits.ts';
import { pathWith } from './asked.ts';
import { forgottenPath } from './reset.ts';

/**
 * Where somebody goes on who cannot sign in.
 *
 * @param returnTo the app's request that waits
 */
export function accountLinks(language: Language, returnTo?: string): Content {
  const words = registrationWordsOf(language);
  return h(
    'ul',
    { className: 'cg-links' },
    [
      { href: pathWith(registrationPrefix, language, { returnTo }), label: words.createAccount },
      { href: pathWith(forgottenPath, language, { returnTo }), label: words.forgotten },
    ].map(({ href, label }) => h('li', { key: href }, h('a', { href }, label))),
  );
}
