import { pathWith } from '../accounts/pages/asked.ts';
import type { MemberSession } from '../accounts/sessions.ts';
import { openVisit } from '../accounts/visits.ts';
import type { ExternalSignIn } from '../authorization/external/external-sign-in.ts';
import { wordsOf } from '../pages/words/choose.ts';
import { siteWordsOf } from '../pages/words/member-site.ts';
import { failurePage } from './failure-page.ts';
import type { SiteParts } from './parts.ts';
import { signedOutPage, siteSignInPage } from './sign-in-page.ts';
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
    return show(visit, siteSignInPage(language, to, { notice }));
  }
  const userName = form.get('userName') ?? '';
  const password = form.get('password') ?? '';
  const words = wordsOf(language).signIn;
  const again = (status: number, failure: string) =>
    show(visit, siteSignInPage(language, to, { userName, failure }), status);
  if (userName.trim() === '' || password === '') return again(422, words.missing);
  const result = await parts.signIn(userName, password);
  if (result.kind === 'REFUSED') return again(401, words.refused);
  if (result.kind === 'WAIT') {
    visit.response.setHeader('retry-after', `${result.seconds}`);
    return again(429, words.wait(result.seconds));
  }
  if (result.kind === 'UNVERIFIED') {
    const { memberId, email } = result.of;
    const verifying = await openVisit(parts.database, parts.origin, { memberId, sentTo: email });
    visit.response.appendHeader('set-cookie', verifying.cookie);
    return goTo(visit, pathWith(verifying.path, language));
  }
  // A new secret with each sign-in: what a browser brought along is never taken over.
  if (session !== undefined) await parts.sessions.end(session);
  parts.cookie.write(visit, await parts.sessions.begin(result.memberId, language));
  goTo(visit, to);
}

async function signInElsewhere(
  parts: SiteParts,
  external: ExternalSignIn,
  visit: Visit,
  session: MemberSession | undefined,
  to: string,
): Promise<void> {
  const { language, url, request } = visit;
  if (request.method !== 'GET') return show(visit, failurePage(language, 'notFound'), 403);
  if (session !== undefined) return goTo(visit, to);
  const here = `${signInPath}?${new URLSearchParams({ to })}`;
  // Whoever has signed out is not signed in again by coming here.
  if (url.searchParams.has('signed-out')) return show(visit, signedOutPage(language, here));
  const memberId = await external.take(visit, here);
  if (memberId === undefined) return external.begin(visit, here);
  parts.cookie.write(visit, await parts.sessions.begin(memberId, language));
  goTo(visit, to);
}

/** Ends the session here and in the browser; a link alone does not. */
export async function signOut(parts: SiteParts, visit: MemberVisit): Promise<void> {
  if (visit.request.method !== 'POST') return goTo(visit, returnPath(null));
  await parts.sessions.end(visit.session);
  parts.cookie.write(visit, null);
  goTo(visit, `${signInPath}?signed-out&language=${visit.language}`);
}
