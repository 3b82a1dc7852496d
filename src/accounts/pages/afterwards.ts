import { type Content, h } from '../../pages/markup.ts';
import { actions, linkButton } from '../../pages/parts.ts';
import { registrationWordsOf } from '../../pages/words/registration-words.ts';
import type { AccountParts } from '../parts.ts';
import type { Asked } from './asked.ts';
import { memberPages } from './sign-in-link.ts';

/** Where to sign in: at the app's request if it still waits, else at one's own pages. */
export async function afterwards(
  parts: Pick<AccountParts, 'isWaiting'>,
  { language, returnTo }: Asked,
): Promise<Content> {
  const { verify } = registrationWordsOf(language);
  const link = (href: string, label: string) => actions(linkButton(href, label, 'solid'));
  if (returnTo === undefined || !(await parts.isWaiting(returnTo))) {
    return link(memberPages, verify.signIn);
  }
  return [
    h('div', { key: 'link' }, link(returnTo, verify.goOn)),
    h('p', { key: 'other', className: 'ds-c-hint cg-after' }, verify.otherBrowser),
  ];
}
