import { type SignInPageParts, signInPage } from '../accounts/pages/sign-in-page.ts';
import { signInStep } from '../accounts/pages/sign-in-step.ts';
import type { MemberSession } from '../accounts/sessions.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import type { ExternalSignIn } from '../authorization/external/external-sign-in.ts';
import type { Page } from '../pages/render.ts';
import { languageOf, wordsOf } from '../pages/words/choose.ts';
import { siteWordsOf } from '../pages/words/member-site.ts';
import type { Language } from '../pages/words/words.ts';
import { failurePage } from './failure-page.ts';
import type { SiteParts } from './parts.ts';
import { signedOutPage } from './signed-out-page.ts';
import { goTo, type MemberVisit, returnPath, show, signInPath, type Visit } from './visit.ts';

/** Where a member signs in to their own pages; whoever has signed in goes on. */
export async function signIn(
  parts: SiteParts,
  visit: Visit,
  session: MemberSession | undefined,
): Promise<void> {
  const { language, form, url } = visit;
  const to = returnPath(url.searchParams.get('to'));
  if (parts.external !== undefined)
    return signInElsewhere(parts, parts.external, visit, session, to);
  if (visit.request.method !== 'POST') {
    if (session !== undefined) return goTo(visit, to);
    const notice = url.searchParams.has('signed-out') ? siteWordsOf(language).signedOut : undefined;
    return show(visit, pageOf(language, to, { notice }));
  }
  const step = await signInStep(parts, visit.request, form, language);
  switch (step.kind) {
    case 'AGAIN':
      visit.response.setHeaders(new Map(Object.entries(step.headers)));
      return show(visit, pageOf(language, to, { failure: step.failure }), step.status);
    case 'VERIFY':
      visit.response.appendHeader('set-cookie', step.cookie);
      return goTo(visit, step.path);
    case 'SIGNED_IN':
      // A new secret with each sign-in: what a browser brought along is never taken over.
      if (session !== undefined) await parts.sessions.end(session);
      return begin(parts, visit, step, to);
  }
}

/** @param to where it goes on, a path of ours */
function pageOf(
  language: Language,
  to: string,
  told: Pick<SignInPageParts, 'notice' | 'failure'>,
): Page {
  const other = wordsOf(language).otherLanguage.language;
  return signInPage(language, {
    lead: siteWordsOf(language).signInLead,
    otherLanguageUrl: `?${new URLSearchParams({ to, language: other })}`,
    ...told,
  });
}

async function signInElsewhere(
  parts: SiteParts,
  external: ExternalSignIn,
  visit: Visit,
  session: MemberSession | undefined,
  to: string,
): Promise<void> {
  const { language, url, request } = visit;
  if (request.method !== 'GET') return show(visit, failurePage(visit, 'notFound'), 403);
  if (session !== undefined) return goTo(visit, to);
  const here = `${signInPath}?${new URLSearchParams({ to })}`;
  // Whoever has signed out is not signed in again by coming here.
  if (url.searchParams.has('signed-out')) return show(visit, signedOutPage(language, here));
  const memberId = await external.take(visit, here);
  if (memberId === undefined) return external.begin(visit, here, parts.cookie.hasLeft(visit));
  const signedInAt = Math.floor(Date.now() / 1_000);
  return begin(parts, visit, { memberId, signedInAt }, to);
}

/** Goes on as whoever has signed in; where they were signed out everywhere meanwhile, to where one signs in. */
async function begin(
  { cookie, sessions }: SiteParts,
  visit: Visit,
  signedIn: SignedIn,
  to: string,
): Promise<void> {
  const asked = languageOf(visit.url.searchParams.get('language'));
  const secret = await sessions.begin(signedIn, visit.language, asked);
  if (secret === undefined) return goTo(visit, `${signInPath}?${new URLSearchParams({ to })}`);
  cookie.write(visit, secret);
  goTo(visit, to);
}

/** Ends the session here and in the browser; a link alone does not. */
export async function signOut(parts: SiteParts, visit: MemberVisit): Promise<void> {
  if (visit.request.method !== 'POST') return goTo(visit, returnPath(null));
  await parts.sessions.end(visit.session);
  // Their plan's sign-in may know them still: whoever comes next with this browser is asked there.
  if (parts.external === undefined) parts.cookie.write(visit, null);
  else parts.cookie.leave(visit);
  goTo(visit, `${signInPath}?signed-out&language=${visit.language}`);
}
