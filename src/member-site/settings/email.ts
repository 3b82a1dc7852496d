import { askForEmail } from '../../accounts/change-email.ts';
import { isEmailAddress } from '../../accounts/email-address.ts';
import type { MemberAccount } from '../../db/generated/prisma/client.ts';
import { settingsWordsOf } from '../../pages/words/account-settings.ts';
import { registrationWordsOf } from '../../pages/words/registration-words.ts';
import { failurePage } from '../failure-page.ts';
import type { SiteParts } from '../parts.ts';
import { goTo, type MemberVisit, show } from '../visit.ts';
import { accountHere, claimOf, type FormFailure, failureOf } from './account-here.ts';
import { doneAt } from './paths.ts';
import { showForm } from './settings-form.ts';

/** Where a member says which address they want to be written to at. A link goes there; nothing changes yet. */
export async function settingsEmail(parts: SiteParts, visit: MemberVisit): Promise<void> {
  const { language, form } = visit;
  const account = await accountHere(parts, visit);
  if (account === undefined) return show(visit, failurePage(visit, 'notFound', true), 404);
  if (visit.request.method !== 'POST') return showEmail(visit, account);
  const email = (form.get('email') ?? '').trim();
  const text = faultOf(visit, account, email);
  if (text !== undefined) {
    return showEmail(visit, account, { status: 422, errors: [{ field: 'email', text }] });
  }
  const refused = await askForEmail(parts, { ...claimOf(parts, visit, account), email });
  if (refused === undefined) return goTo(visit, doneAt('emailSent'));
  showEmail(visit, account, failureOf(language, refused));
}

function faultOf(
  { language }: MemberVisit,
  account: MemberAccount,
  email: string,
): string | undefined {
  if (!isEmailAddress(email)) return registrationWordsOf(language).account.wrong.email;
  const same = email.toLowerCase() === account.email?.toLowerCase();
  return same ? settingsWordsOf(language).email.same : undefined;
}

function showEmail(visit: MemberVisit, { email }: MemberAccount, failure?: FormFailure): void {
  const { language, form } = visit;
  const words = settingsWordsOf(language);
  showForm(visit, {
    title: email === null ? words.email.add : words.email.change,
    lead: email === null ? words.email.leadNone : words.email.lead(email),
    fields: [
      {
        name: 'email',
        label: words.email.field,
        type: 'email',
        value: form.get('email')?.slice(0, 254),
        autoComplete: 'email',
      },
      {
        name: 'present',
        label: words.password.present,
        type: 'password',
        autoComplete: 'current-password',
      },
    ],
    submit: words.email.submit,
    failure,
  });
}
