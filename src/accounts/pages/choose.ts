import { setTimeout as wait } from 'node:timers/promises';
import type { RegistrationVisit } from '../../db/generated/prisma/client.ts';
import { h } from '../../pages/markup.ts';
import { actions, alert, button, field, form, select } from '../../pages/parts.ts';
import { languageOf, wordsOf } from '../../pages/words/choose.ts';
import { registrationWordsOf } from '../../pages/words/registration-words.ts';
import { languages } from '../../pages/words/words.ts';
import { isEmailAddress } from '../email-address.ts';
import type { AccountParts } from '../parts.ts';
import { passwordFault } from '../password-rules.ts';
import { isTaken, mailAgain, type Registration, register } from '../register.ts';
import { findVisit, registrationPrefix } from '../visits.ts';
import { type Asked, pathWith } from './asked.ts';
import { newPasswordFields } from './new-password-fields.ts';
import {
  errorOf,
  type Failure,
  type FieldError,
  type Outcome,
  pageOutcome,
  waitFailure,
} from './outcome.ts';

/** No answer comes sooner, milliseconds: whether there is an account already takes less to find. */
const soonest = 400;

const userNames = /^[a-z0-9][a-z0-9._-]{1,62}[a-z0-9]$/i;

/** The second step, and what is said once the mail is on its way. */
export async function visitStep(
  parts: AccountParts,
  asked: Asked,
  visitId: string,
): Promise<Outcome> {
  const visit = await findVisit(parts.database, asked.request, visitId);
  if (visit === undefined) {
    return { kind: 'GO', path: pathWith(registrationPrefix, asked.language) };
  }
  return visit.sentTo === null
    ? chooseStep(parts, asked, visit)
    : sentStep(parts, asked, visit, visit.sentTo);
}

async function chooseStep(
  parts: AccountParts,
  asked: Asked,
  visit: RegistrationVisit,
): Promise<Outcome> {
  const { form: given, language } = asked;
  if (given === undefined) return choosePage(asked, { userName: '', email: '' });
  const text = (name: string) => given.get(name) ?? '';
  const chosen: Registration = {
    userName: text('userName').trim(),
    password: text('password'),
    email: text('email').trim(),
    language: languageOf(text('language')) ?? language,
  };
  const again = (failure: Failure) => choosePage(asked, chosen, failure);
  const { plan } = await parts.database.prisma.member.findUniqueOrThrow({
    where: { id: visit.memberId },
    select: { plan: { select: { name: true } } },
  });
  const errors = faultsOf(asked, chosen, text('passwordAgain'), plan.name);
  if (errors.length > 0) return again({ errors });
  const { userNameTaken } = registrationWordsOf(language).account.wrong;
  const taken: Failure = { errors: [{ field: 'userName', text: userNameTaken }] };
  if (await isTaken(parts.database, chosen.userName, visit.memberId)) return again(taken);
  const seconds = await parts.limits.mails.take(visit.memberId);
  if (seconds !== undefined) return again(waitFailure(language, seconds));
  const [result] = await Promise.all([register(parts, visit, chosen), wait(soonest)]);
  if (result === 'USER_NAME_TAKEN') return again(taken);
  return { kind: 'GO', path: pathWith(`${registrationPrefix}${visit.id}`, language) };
}

function faultsOf(
  { language }: Asked,
  { userName, password, email }: Registration,
  passwordAgain: string,
  planName: string,
): FieldError[] {
  const words = registrationWordsOf(language);
  const faults: FieldError[] = [];
  if (!userNames.test(userName)) {
    faults.push({ field: 'userName', text: words.account.wrong.userName });
  }
  const fault = passwordFault(password, [userName, email, planName]);
  if (fault !== undefined) faults.push({ field: 'password', text: words.password[fault] });
  else if (password !== passwordAgain) {
    faults.push({ field: 'passwordAgain', text: words.password.different });
  }
  if (!isEmailAddress(email)) {
    faults.push({ field: 'email', text: words.account.wrong.email });
  }
  return faults;
}

function choosePage(
  asked: Asked,
  chosen: { readonly userName: string; readonly email: string },
  failure?: Failure,
): Outcome {
  const { language } = asked;
  const { account } = registrationWordsOf(language);
  return pageOutcome(
    asked,
    { title: account.title, step: 2 },
    failure,
    h('p', null, account.lead),
    form(
      field({
        name: 'userName',
        label: account.userName,
        hint: account.userNameHint,
        value: chosen.userName,
        error: errorOf(failure, 'userName'),
        autoComplete: 'username',
        autoCapitalize: 'none',
        spellCheck: false,
      }),
      ...newPasswordFields(language, failure),
      field({
        name: 'email',
        label: account.email,
        hint: account.emailHint,
        type: 'email',
        value: chosen.email,
        error: errorOf(failure, 'email'),
        autoComplete: 'email',
      }),
      select(
        'language',
        account.language,
        languages.map((one) => ({ value: one, label: wordsOf(one).languageName })),
        language,
      ),
      actions(button('register', account.submit, 'solid')),
    ),
  );
}

async function sentStep(
  parts: AccountParts,
  asked: Asked,
  visit: RegistrationVisit,
  sentTo: string,
): Promise<Outcome> {
  const { sent } = registrationWordsOf(asked.language);
  const page = (failure: Failure | undefined, again: boolean) =>
    pageOutcome(
      asked,
      { title: sent.title, step: 3 },
      failure,
      again && alert('success', sent.sentAgain),
      h('p', null, sent.lead(sentTo)),
      h('p', null, sent.next),
      h(
        'p',
        { className: 'ds-c-hint cg-after' },
        sent.nothing,
        ' ',
        h(
          'a',
          {
            href: pathWith(registrationPrefix, asked.language, { returnTo: visit.returnTo }),
          },
          sent.anew,
        ),
        '.',
      ),
      form(actions(button('again', sent.again, 'plain'))),
    );
  const here = `${registrationPrefix}${visit.id}`;
  if (asked.form === undefined) return page(undefined, asked.url.searchParams.has('again'));
  // The second step's form, sent twice: the mail is on its way.
  if (asked.form.get('do') !== 'again') return { kind: 'GO', path: pathWith(here, asked.language) };
  const seconds = await parts.limits.mails.take(visit.memberId);
  if (seconds !== undefined) return page(waitFailure(asked.language, seconds), false);
  await mailAgain(parts, visit);
  return { kind: 'GO', path: pathWith(here, asked.language, { again: 'yes' }) };
}
