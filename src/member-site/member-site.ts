import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { addressMailAllowance, recipientAllowance } from '../accounts/limits.ts';
import { type MemberSession, MemberSessions } from '../accounts/sessions.ts';
import { createSignIn } from '../accounts/sign-in.ts';
import type { MemberOf } from '../apps/gallery/member.ts';
import type { ExternalSignIn } from '../authorization/external/external-sign-in.ts';
import type { SigningDoor } from '../consent/preview.ts';
import type { Database } from '../db/database.ts';
import type { Plan } from '../db/generated/prisma/client.ts';
import { isUuid } from '../graphql/kit/ids.ts';
import { isOwnForm, readForm } from '../pages/forms.ts';
import { languageOf, visitorsLanguage } from '../pages/words/choose.ts';
import type { Language } from '../pages/words/words.ts';
import { nowAndThen } from '../repeat.ts';
import { safeError } from '../safe-error.ts';
import { type Ask, NotAnswered, NotUnderstood } from './ask.ts';
import { complain } from './complain.ts';
import { showComplaint, showComplaints } from './complaints.ts';
import { showConsent } from './consent.ts';
import { showConsents } from './consents.ts';
import { askForDeletion } from './deletion.ts';
import { sendDocument } from './document.ts';
import { type Failure, failurePage } from './failure-page.ts';
import { contactOf, navigationOf } from './frame.ts';
import { showHistory } from './history.ts';
import { showOverview } from './overview.ts';
import type { SiteParts } from './parts.ts';
import { confirmEmail } from './settings/confirm-email.ts';
import { settingsEmail } from './settings/email.ts';
import { settingsPassword } from './settings/password.ts';
import { showSettings } from './settings/settings.ts';
import { shareWith } from './share.ts';
import { signIn, signOut } from './sign-in.ts';
import { stopSharing } from './stop.ts';
import { goTo, type MemberVisit, SessionCookie, show, signInPath, type Visit } from './visit.ts';

export type MemberSite = {
  readonly serve: (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
  ) => Promise<void>;
  /** Who has signed in here, for the pages beside these. */
  readonly memberOf: MemberOf;
  stop(): void;
};

export type MemberSiteParts = {
  readonly database: Database;
  readonly door: SigningDoor;
  readonly ask: Ask;
  readonly external: ExternalSignIn | undefined;
  /** Where the gateway is reached; known once it listens. */
  readonly origin: () => string;
  /** The header in which a proxy says whom it speaks for. */
  readonly clientAddressHeader: string | undefined;
  readonly log: Logger;
};

type MemberPage = (parts: SiteParts, visit: MemberVisit, id: string) => Promise<void>;

/** Who answers where; in parentheses a UUID. */
const pages: readonly (readonly [path: RegExp, page: MemberPage])[] = [
  [/^\/account\/$/, showOverview],
  [/^\/account\/consents$/, showConsents],
  [/^\/account\/consents\/([0-9a-f-]{36})$/, showConsent],
  [/^\/account\/consents\/([0-9a-f-]{36})\/document\.pdf$/, sendDocument],
  [/^\/account\/consents\/([0-9a-f-]{36})\/stop$/, stopSharing],
  [/^\/account\/consents\/([0-9a-f-]{36})\/deletion$/, askForDeletion],
  [/^\/account\/share\/([0-9a-f-]{36})$/, shareWith],
  [/^\/account\/history$/, showHistory],
  [/^\/account\/complaints$/, showComplaints],
  [/^\/account\/complaints\/new$/, complain],
  [/^\/account\/complaints\/([0-9a-f-]{36})$/, showComplaint],
  [/^\/account\/settings\/?$/, showSettings],
  [/^\/account\/settings\/password$/, settingsPassword],
  [/^\/account\/settings\/email$/, settingsEmail],
  [/^\/account\/settings\/email\/confirm$/, confirmEmail],
  [/^\/account\/sign-out$/, signOut],
];

const minute = 60_000;

/** A member's own pages, at `/account/…`: what they share, with whom, what was read, and how it is stopped. */
export function openMemberSite({
  database,
  door,
  ask,
  external,
  origin,
  clientAddressHeader,
  log,
}: MemberSiteParts): MemberSite {
  const sessions = new MemberSessions(database);
  const sweep = nowAndThen(
    10 * minute,
    () => sessions.sweep(),
    (cause) => log.error({ err: safeError(cause) }, 'sessions that are over could not be let go'),
  );
  const signIn = createSignIn(database);
  const addressMails = addressMailAllowance(database);
  const recipients = recipientAllowance(database);
  return {
    serve: async (request, response, path) => {
      const here = origin();
      const parts = {
        database,
        door,
        ask,
        sessions,
        cookie: new SessionCookie(here),
        signIn,
        addressMails,
        recipients,
        external,
        origin: here,
        clientAddressHeader,
      };
      try {
        await serve(parts, here, request, response, path);
      } catch (cause) {
        const { searchParams } = new URL(request.url ?? '/', here);
        const visit = { request, language: visitorsLanguage(searchParams, request.headers) };
        if (cause instanceof NotUnderstood && !response.headersSent) {
          return show({ response }, failurePage(visit, 'notFound'), 404);
        }
        log.error({ err: safeError(cause) }, 'a page of the member site failed');
        const failure = cause instanceof NotAnswered ? 'unavailable' : 'failed';
        if (response.headersSent) response.destroy();
        else show({ response }, failurePage(visit, failure), 503);
      }
    },
    memberOf: async (request, response) => {
      const here = origin();
      const secret = new SessionCookie(here).read({ request, response });
      const session = secret === undefined ? undefined : await sessions.find(secret);
      if (session === undefined) return undefined;
      const url = new URL(request.url ?? '/', here);
      const language = await languageFor({ sessions }, request, url, session);
      const plan = await planOf({ database }, session);
      return { language, plan, navigation: navigationOf(language), contact: contactOf(plan) };
    },
    stop: sweep.stop,
  };
}

async function serve(
  parts: SiteParts,
  origin: string,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const secret = parts.cookie.read({ request, response });
  const session = secret === undefined ? undefined : await parts.sessions.find(secret);
  const url = new URL(request.url ?? '/', origin);
  const language = await languageFor(parts, request, url, session);
  const fail = (status: number, failure: Failure) =>
    show({ response }, failurePage({ request, language }, failure, session !== undefined), status);
  const posted = request.method === 'POST';
  if (!posted && request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD, POST');
    return fail(405, 'notFound');
  }
  if (posted && !isOwnForm(request, origin)) return fail(403, 'foreign');
  const form = posted ? await readForm(request) : new URLSearchParams();
  if (form === undefined) return fail(400, 'foreign');
  const visit: Visit = { request, response, url, language, form };
  if (path === signInPath) return signIn(parts, visit, session);
  for (const [pattern, page] of pages) {
    const match = pattern.exec(path);
    if (match === null) continue;
    const [, id] = match;
    if (id !== undefined && !isUuid(id)) break;
    if (session === undefined) {
      const to = `${path}${url.search}`;
      return goTo(visit, `${signInPath}?${new URLSearchParams({ to })}`);
    }
    const plan = await planOf(parts, session);
    return page(parts, { ...visit, session, plan }, id ?? '');
  }
  fail(404, 'notFound');
}

async function planOf(
  { database }: Pick<SiteParts, 'database'>,
  { memberId }: MemberSession,
): Promise<Plan> {
  const { plan } = await database.prisma.member.findUniqueOrThrow({
    where: { id: memberId },
    select: { plan: true },
  });
  return plan;
}

/** As the link in the page asks, else as before, else as the browser prefers. */
async function languageFor(
  { sessions }: Pick<SiteParts, 'sessions'>,
  request: IncomingMessage,
  url: URL,
  session: MemberSession | undefined,
): Promise<Language> {
  if (session === undefined) return visitorsLanguage(url.searchParams, request.headers);
  const asked = languageOf(url.searchParams.get('language'));
  if (asked !== undefined && asked !== session.language) await sessions.speak(session, asked);
  return asked ?? session.language;
}
