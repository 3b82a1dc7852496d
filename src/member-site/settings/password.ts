import { changePassword } from '../../accounts/change-password.ts';
import { passwordFault } from '../../accounts/password-rules.ts';
import type { MemberAccount } from '../../db/generated/prisma/client.ts';
import { knownUserName } from '../../pages/parts.ts';
import { settingsWordsOf } from '../../pages/words/account-settings.ts';
import { registrationWordsOf } from '../../pages/words/registration-words.ts';
import { failurePage } from '../failure-page.ts';
import type { SiteParts } from '../parts.ts';
import { goTo, type MemberVisit, show } from '../visit.ts';
import { accountHere, claimOf, type FormFailure, failureOf } from './account-here.ts';
import { doneAt } from './paths.ts';
import { showForm } from './settings-form.ts';

/** Where a member changes their password. Twice does what once does. */
export async function settingsPassword(parts: SiteParts, visit: MemberVisit): Promise<void> {
  const { language, form, session } = visit;
  const account = await accountHere(parts, visit);
  if (account === undefined) return show(visit, failurePage(visit, 'notFound', true), 404);
  if (visit.request.method !== 'POST') return showPassword(visit, account);
  const fault = faultOf(visit, account);
  if (fault !== undefined) return showPassword(visit, account, { status: 422, errors: [fault] });
  const refused = await changePassword(parts, {
    ...claimOf(parts, visit, account),
    chosen: form.get('password') ?? '',
    sessionId: session.id,
  });
  if (refused === undefined) return goTo(visit, doneAt('password'));
  showPassword(visit, account, failureOf(language, refused));
}

function faultOf({ language, form, plan }: MemberVisit, { userName, email }: MemberAccount) {
  const words = registrationWordsOf(language).password;
  const chosen = form.get('password') ?? '';
  const fault = passwordFault(chosen, [userName, email ?? '', plan.name]);
  if (fault !== undefined) return { field: 'password', text: words[fault] };
  if (chosen === form.get('passwordAgain')) return undefined;
  return { field: 'passwordAgain', text: words.different };
}

function showPassword(
  visit: MemberVisit,
  { userName }: MemberAccount,
  failure?: FormFailure,
): void {
  const { language } = visit;
  const words = settingsWordsOf(language).password;
  showForm(visit, {
    title: words.title,
    lead: words.lead,
    before: knownUserName(userName),
    fields: [
      {
        name: 'present',
        label: words.present,
        type: 'password',
        autoComplete: 'current-password',
      },
      {
        name: 'password',
        label: words.chosen,
        hint: registrationWordsOf(language).account.passwordHint,
        type: 'password',
        autoComplete: 'new-password',
      },
      {
        name: 'passwordAgain',
        label: words.again,
        type: 'password',
        autoComplete: 'new-password',
      },
    ],
    submit: words.submit,
    failure,
  });
}
