import { setTimeout as wait } from 'node:timers/promises';
import { h } from '../../pages/markup.ts';
import { actions, button, field, form, knownUserName } from '../../pages/parts.ts';
import { registrationWordsOf } from '../../pages/words/registration-words.ts';
import { findLink, type UsedLink } from '../links.ts';
import type { AccountParts } from '../parts.ts';
import { passwordFault } from '../password-rules.ts';
import {
  type PasswordLinkKind,
  requestReset,
  resetPassword,
  sameReset,
} from '../reset-password.ts';
import { registrationPrefix } from '../visits.ts';
import { afterwards } from './afterwards.ts';
import { type Asked, pathWith } from './asked.ts';
import { newPasswordFields } from './new-password-fields.ts';
import { errorOf, type Failure, type Outcome, pageOutcome } from './outcome.ts';
import { signInLink } from './sign-in-link.ts';

/** Where passwords are reset. */
export const passwordPrefix = '/password/';
export const forgottenPath = `${passwordPrefix}forgotten`;

/** No answer comes sooner, milliseconds: to find an account and write a mail takes less. */
const soonest = 250;

/** Where a member asks for a link. Known and unknown are answered alike, and as soon. */
export async function forgottenStep(parts: AccountParts, asked: Asked): Promise<Outcome> {
  const { language, returnTo } = asked;
  if (asked.form === undefined) return forgottenPage(asked);
  const given = (asked.form.get('userNameOrEmail') ?? '').trim().slice(0, 254);
  if (given === '') {
    const text = registrationWordsOf(language).reset.missing;
    return forgottenPage(asked, { errors: [{ field: 'userNameOrEmail', text }] });
  }
  await Promise.all([requestReset(parts, given, returnTo), wait(soonest)]);
  return { kind: 'GO', path: pathWith(`${passwordPrefix}sent`, language, { returnTo }) };
}

function forgottenPage(asked: Asked, failure?: Failure): Outcome {
  const { reset } = registrationWordsOf(asked.language);
  return pageOutcome(
    asked,
    { title: reset.title },
    failure,
    h('p', null, reset.lead),
    form(
      field({
        name: 'userNameOrEmail',
        label: reset.userNameOrEmail,
        error: errorOf(failure, 'userNameOrEmail'),
        autoComplete: 'username',
        autoCapitalize: 'none',
        spellCheck: false,
      }),
      actions(button('send', reset.submit, 'solid')),
    ),
  );
}

/** What is said to everybody who asked for a link. */
export function resetSentPage(asked: Asked): Outcome {
  const { reset, createAccount } = registrationWordsOf(asked.language);
  const { language, returnTo } = asked;
  return pageOutcome(
    asked,
    { title: reset.sentTitle },
    undefined,
    h('p', null, reset.sent),
    h(
      'p',
      null,
      h('a', { href: pathWith(registrationPrefix, language, { returnTo }) }, createAccount),
    ),
  );
}

/** Where the link leads. Looking at it uses nothing up. */
export async function resetStep(
  parts: AccountParts,
  asked: Asked,
  kind: PasswordLinkKind,
): Promise<Outcome> {
  const { language, url } = asked;
  const words = registrationWordsOf(language);
  const token = url.searchParams.get('token') ?? '';
  const link = await findLink(parts.database, kind, token);
  if (link === undefined) {
    const before = await sameReset(parts, kind, token, asked.form?.get('password') ?? '');
    return before === undefined ? gonePage(asked, kind) : changed(asked, before);
  }
  const { userName, member } = link.account;
  const email = link.email ?? link.account.email ?? '';
  const page = (failure?: Failure) => resetPage(asked, userName, link.email, failure);
  if (asked.form === undefined) return page();
  const password = asked.form.get('password') ?? '';
  const fault = passwordFault(password, [userName, email, member.plan.name]);
  const error =
    fault !== undefined
      ? { field: 'password', text: words.password[fault] }
      : password !== asked.form.get('passwordAgain')
        ? { field: 'passwordAgain', text: words.password.different }
        : undefined;
  if (error !== undefined) return page({ errors: [error] });
  const done =
    (await resetPassword(parts, kind, token, password)) ??
    (await sameReset(parts, kind, token, password));
  return done === undefined ? gonePage(asked, kind) : changed(asked, done);
}

const changed = ({ language }: Asked, { returnTo }: UsedLink): Outcome => ({
  kind: 'GO',
  path: pathWith(`${passwordPrefix}changed`, language, { returnTo }),
});

/** @param restored the address that is the account's again by it */
function resetPage(
  asked: Asked,
  userName: string,
  restored: string | null,
  failure: Failure | undefined,
): Outcome {
  const { reset } = registrationWordsOf(asked.language);
  return pageOutcome(
    asked,
    { title: reset.chooseTitle },
    failure,
    h('p', null, reset.chooseLead(userName)),
    restored && h('p', null, reset.restores(restored)),
    form(
      knownUserName(userName),
      ...newPasswordFields(asked.language, failure),
      actions(button('reset', reset.chooseSubmit, 'solid')),
    ),
  );
}

/** What is said once it is done. */
export async function changedPage(parts: AccountParts, asked: Asked): Promise<Outcome> {
  const { reset } = registrationWordsOf(asked.language);
  return pageOutcome(
    asked,
    { title: reset.doneTitle },
    undefined,
    h('p', null, reset.done),
    await afterwards(parts, asked),
  );
}

function gonePage(asked: Asked, kind: PasswordLinkKind): Outcome {
  const { reset, verify } = registrationWordsOf(asked.language);
  if (kind === 'RESTORE_EMAIL') {
    return pageOutcome(
      asked,
      { title: verify.goneTitle },
      { text: reset.restoreGone, status: 410 },
      h('p', null, signInLink(asked, verify.signIn)),
    );
  }
  return pageOutcome(
    asked,
    { title: verify.goneTitle },
    { text: reset.gone, status: 410 },
    h('p', null, h('a', { href: pathWith(forgottenPath, asked.language) }, reset.askAnew)),
  );
}
