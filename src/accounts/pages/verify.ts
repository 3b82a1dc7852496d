import { h } from '../../pages/markup.ts';
import { actions, button, form } from '../../pages/parts.ts';
import { registrationWordsOf } from '../../pages/words/registration-words.ts';
import { findLink, findUsedLink, type UsedLink } from '../links.ts';
import type { AccountParts } from '../parts.ts';
import { verifyEmail } from '../register.ts';
import { registrationPrefix } from '../visits.ts';
import { afterwards } from './afterwards.ts';
import { type Asked, pathWith } from './asked.ts';
import { type Outcome, pageOutcome } from './outcome.ts';
import { signInLink } from './sign-in-link.ts';

/** Where the link of the mail leads. Looking at it uses nothing up: mail scanners look, and press no button. */
export async function verifyStep(parts: AccountParts, asked: Asked): Promise<Outcome> {
  const { language, url } = asked;
  const { verify } = registrationWordsOf(language);
  const token = url.searchParams.get('token') ?? '';
  if (asked.form !== undefined) {
    return doneOr(asked, await verifyEmail(parts.database, token));
  }
  const link = await findLink(parts.database, 'VERIFY_EMAIL', token);
  if (link === undefined) {
    return doneOr(asked, await findUsedLink(parts.database, 'VERIFY_EMAIL', token));
  }
  return pageOutcome(
    asked,
    { title: verify.title },
    undefined,
    h('p', null, verify.lead(link.account.userName)),
    h('p', { className: 'ds-c-hint cg-after' }, verify.notYou),
    form(actions(button('verify', verify.submit, 'solid'))),
  );
}

/** On to what is said once it is done, also to whoever opens the mail again. */
const doneOr = (asked: Asked, used: UsedLink | undefined): Outcome =>
  used === undefined
    ? gonePage(asked)
    : {
        kind: 'GO',
        path: pathWith(`${registrationPrefix}verified`, asked.language, {
          returnTo: used.returnTo,
        }),
      };

/** What is said once it is done. */
export async function verifiedPage(parts: AccountParts, asked: Asked): Promise<Outcome> {
  const { verify } = registrationWordsOf(asked.language);
  return pageOutcome(
    asked,
    { title: verify.doneTitle },
    undefined,
    h('p', null, verify.done),
    await afterwards(parts, asked),
  );
}

function gonePage(asked: Asked): Outcome {
  const { verify } = registrationWordsOf(asked.language);
  return pageOutcome(
    asked,
    { title: verify.goneTitle },
    { text: verify.gone, status: 410 },
    h('p', null, signInLink(asked, verify.signIn)),
    h(
      'p',
      null,
      h('a', { href: pathWith(registrationPrefix, asked.language) }, verify.registerAnew),
    ),
  );
}
