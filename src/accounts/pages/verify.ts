import { h } from '../../pages/markup.ts';
import { actions, button, form } from '../../pages/parts.ts';
import { registrationWordsOf } from '../../pages/words/registration-words.ts';
import { findLink } from '../links.ts';
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
    const verified = await verifyEmail(parts.database, token);
    if (verified === undefined) return gonePage(asked);
    const { returnTo } = verified;
    return { kind: 'GO', path: pathWith(`${registrationPrefix}verified`, language, { returnTo }) };
  }
  const link = await findLink(parts.database, 'VERIFY_EMAIL', token);
  if (link === undefined) return gonePage(asked);
  return pageOutcome(
    asked,
    { title: verify.title },
    undefined,
    h('p', null, verify.lead(link.account.userName)),
    h('p', { className: 'ds-c-hint cg-after' }, verify.notYou),
    form(actions(button('verify', verify.submit, 'solid'))),
  );
}

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
