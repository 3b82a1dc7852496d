import { wantedEmail } from '../../accounts/change-email.ts';
import type { MemberAccount } from '../../db/generated/prisma/client.ts';
import { type Content, h } from '../../pages/markup.ts';
import { actions, alert, button, facts, form, linkButton, select } from '../../pages/parts.ts';
import { settingsWordsOf } from '../../pages/words/account-settings.ts';
import { languageOf, wordsOf } from '../../pages/words/choose.ts';
import { type Language, languages } from '../../pages/words/words.ts';
import { sitePage } from '../frame.ts';
import type { SiteParts } from '../parts.ts';
import { goTo, type MemberVisit, show } from '../visit.ts';
import { accountHere } from './account-here.ts';
import { doneAt, settingsDone, settingsPath } from './paths.ts';
import { sharingPart } from './sharing.ts';

/** A member's settings: what they share, how they sign in, where and in which language they are written to. */
export async function showSettings(parts: SiteParts, visit: MemberVisit): Promise<void> {
  const account = await accountHere(parts, visit);
  if (visit.request.method === 'POST') return keepLanguage(parts, visit, account);
  const { language, plan } = visit;
  const words = settingsWordsOf(language);
  const wanted = account && (await wantedEmail(parts.database, account));
  show(
    visit,
    sitePage(
      visit,
      'settings',
      words.title,
      account && doneNotice(visit, account, wanted),
      h('section', { key: 'sharing' }, await sharingPart(parts, visit)),
      account === undefined
        ? h(
            'section',
            { key: 'elsewhere' },
            h('h2', null, words.signIn.title),
            h('p', null, words.signIn.elsewhere(plan.name)),
          )
        : [
            h('section', { key: 'sign-in' }, signInPart(language, account)),
            h('section', { key: 'email' }, emailPart(language, account, wanted)),
            h('section', { key: 'language' }, languagePart(language)),
          ],
    ),
  );
}

/** For how long what was done is said, milliseconds. */
const saidFor = 5 * 60_000;
const isRecent = (at: Date | null) => at !== null && at.getTime() > Date.now() - saidFor;

/** What was just done, where it was: anybody can make a link that says so. */
function doneNotice(
  { language, url }: MemberVisit,
  account: MemberAccount,
  wanted: string | undefined,
): Content {
  const words = settingsWordsOf(language);
  const texts = {
    language: words.language.saved,
    password: words.password.changed,
    emailSent: words.email.sent,
    email: words.email.changed,
  } as const;
  const done = settingsDone.find((one) => one === url.searchParams.get('done'));
  const happened = {
    language: account.pagesLanguage === language && account.language === language,
    password: isRecent(account.sessionsEndedAt),
    emailSent: wanted !== undefined,
    email: isRecent(account.emailVerifiedAt),
  } as const;
  return done && happened[done] && h('div', { key: 'done' }, alert('success', texts[done]));
}

function signInPart(language: Language, { userName }: MemberAccount): Content {
  const words = settingsWordsOf(language).signIn;
  return [
    h('h2', { key: 'title' }, words.title),
    h('div', { key: 'facts' }, facts([[words.userName, userName]])),
    h('p', { key: 'change' }, linkButton(`${settingsPath}password`, words.change)),
  ];
}

function emailPart(
  language: Language,
  { email }: MemberAccount,
  wanted: string | undefined,
): Content {
  const words = settingsWordsOf(language).email;
  return [
    h('h2', { key: 'title' }, words.title),
    h('p', { key: 'email' }, email === null ? words.none : words.is(email)),
    wanted && h('p', { key: 'wanted' }, words.waiting(wanted)),
    h(
      'p',
      { key: 'change' },
      linkButton(`${settingsPath}email`, email === null ? words.add : words.change),
    ),
  ];
}

function languagePart(language: Language): Content {
  const words = settingsWordsOf(language).language;
  return [
    h('h2', { key: 'title' }, words.title),
    h(
      'div',
      { key: 'form' },
      form(
        select(
          'language',
          words.label,
          languages.map((one) => ({ value: one, label: wordsOf(one).languageName })),
          language,
        ),
        actions(button('language', words.submit, 'plain')),
      ),
    ),
  ];
}

/** Keeps the language in which the member is written to, and in which their pages are. */
async function keepLanguage(
  { database, sessions }: SiteParts,
  visit: MemberVisit,
  account: MemberAccount | undefined,
): Promise<void> {
  const chosen = languageOf(visit.form.get('language'));
  if (account === undefined || chosen === undefined) return goTo(visit, settingsPath);
  await database.prisma.memberAccount.update({
    where: { id: account.id },
    data: { language: chosen, pagesLanguage: chosen },
  });
  await sessions.speak(visit.session, chosen);
  goTo(visit, doneAt('language'));
}
