import { type Content, h } from '../../pages/markup.ts';
import type { Asked } from './asked.ts';

/** Where a member's own pages are, who sign in there. */
export const memberPages = '/account/';

/** Where somebody signs in who has an account: for the app's request that waits, or to their own pages. */
export const signInLink = ({ returnTo }: Pick<Asked, 'returnTo'>, label: string): Content =>
  h('a', { href: returnTo ?? memberPages }, label);
