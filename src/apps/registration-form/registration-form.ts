import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { allowance } from '../../accounts/growing-delay.ts';
import { clientAddress } from '../../accounts/limits.ts';
import type { Database } from '../../db/database.ts';
import { InvalidInput, StateConflict } from '../../graphql/kit/user-errors.ts';
import { CredentialsRefused } from '../../identity/errors.ts';
import type { KnownViewer } from '../../identity/viewer.ts';
import { isOwnForm, readForm } from '../../pages/forms.ts';
import { queryOf } from '../../pages/query-of.ts';
import { type Page, renderPage } from '../../pages/render.ts';
import { visitorsLanguage } from '../../pages/words/choose.ts';
import { partnerWordsOf } from '../../pages/words/partner-registration.ts';
import { registrationWordsOf } from '../../pages/words/registration-words.ts';
import type { Language } from '../../pages/words/words.ts';
import { safeError } from '../../safe-error.ts';
import { noPage } from '../gallery/app-page.ts';
import { registerApp } from '../register-app.ts';
import { donePage } from './done-page.ts';
import { type FormFailure, formPage } from './form-page.ts';
import { registrationFormPath } from './paths.ts';
import { appOf, filledIn } from './read-form.ts';
import { registeredBefore } from './registered-before.ts';

export type RegistrationFormParts = {
  readonly database: Database;
  /** Who asks, by a bearer token. */
  readonly verify: (token: string) => Promise<{ readonly viewer: KnownViewer }>;
  /** Where the gateway is reached. */
  readonly origin: () => string;
  /** The header in which a proxy says whom it speaks for. */
  readonly clientAddressHeader: string | undefined;
  readonly log: Logger;
};

/** What is answered, and when it may be tried again. */
type Answer = {
  readonly status: number;
  readonly page: Page;
  readonly retryAfter?: number;
};

/**
 * Where a partner registers an app by hand, with the token that its programs have: as over GraphQL and by
 * RFC 7591, by the same rules and in the same transaction.
 */
export function registrationForm(parts: RegistrationFormParts) {
  // So that nobody tries made-up tokens here by the thousand.
  const tries = allowance(parts.database.gateway, 'partner form', { count: 30, seconds: 60 });
  return async (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
  ): Promise<void> => {
    const query = queryOf(request);
    const language = visitorsLanguage(query, request.headers);
    const again = (status: number, form: URLSearchParams, failure?: FormFailure): Answer => ({
      status,
      page: formPage(language, filledIn(form), failure),
    });
    const answer = async (): Promise<Answer> => {
      const empty = new URLSearchParams();
      const { wrong } = partnerWordsOf(language);
      if (path !== registrationFormPath) return { status: 404, page: noPage(language, 'notFound') };
      if (request.method === 'GET' || request.method === 'HEAD') return again(200, empty);
      if (request.method !== 'POST') {
        response.setHeader('allow', 'GET, HEAD, POST');
        return again(405, empty);
      }
      if (!isOwnForm(request, parts.origin())) return again(403, empty, { text: wrong.foreign });
      const form = await readForm(request);
      if (form === undefined) return again(400, empty, { text: wrong.foreign });
      const retryAfter = await tries.take(clientAddress(request, parts.clientAddressHeader));
      if (retryAfter !== undefined) {
        const text = registrationWordsOf(language).wait(retryAfter);
        return { ...again(429, form, { text }), retryAfter };
      }
      return register(parts, language, form, again);
    };
    try {
      const { status, page, retryAfter } = await answer();
      if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
      renderPage(response, status, page);
    } catch (cause) {
      parts.log.error({ err: safeError(cause) }, 'an app could not be registered by its form');
      const { failed } = partnerWordsOf(language).wrong;
      if (response.headersSent) response.destroy();
      else renderPage(response, 503, again(503, new URLSearchParams(), { text: failed }).page);
    }
  };
}

async function register(
  { database, verify }: RegistrationFormParts,
  language: Language,
  form: URLSearchParams,
  again: (status: number, form: URLSearchParams, failure: FormFailure) => Answer,
): Promise<Answer> {
  const { wrong } = partnerWordsOf(language);
  const token = (form.get('token') ?? '').trim();
  const viewer = await viewerOf(verify, token);
  const refused = token === '' ? wrong.noToken : wrong.token;
  const tokenFault =
    viewer === undefined ? refused : viewer.kind === 'PARTNER' ? undefined : wrong.notPartner;
  const read = appOf(language, form);
  const faults = [
    ...(tokenFault === undefined ? [] : [{ field: 'token', text: tokenFault }]),
    ...('faults' in read ? read.faults : []),
  ];
  if (viewer?.kind !== 'PARTNER' || 'faults' in read) {
    return again(viewer === undefined ? 401 : viewer.kind === 'PARTNER' ? 422 : 403, form, {
      faults,
    });
  }
  const by = { actor: viewer.subject, actorKind: viewer.kind };
  const wanted = { ...read.app, partnerId: viewer.partnerId };
  const { answers, client } = wanted;
  try {
    const app = await registerApp(database, by, wanted);
    return { status: 201, page: donePage(language, { app, answers, client }) };
  } catch (cause) {
    if (cause instanceof StateConflict) return again(409, form, { text: wrong.tooMany });
    if (!(cause instanceof InvalidInput)) throw cause;
    const app = await registeredBefore(database, wanted);
    if (app !== undefined) {
      return { status: 200, page: donePage(language, { app, answers, client, before: true }) };
    }
    return again(422, form, { faults: [{ field: 'name', text: wrong.nameTaken }] });
  }
}

/** Undefined where the token is not accepted. */
async function viewerOf(
  verify: RegistrationFormParts['verify'],
  token: string,
): Promise<KnownViewer | undefined> {
  if (token === '') return undefined;
  try {
    return (await verify(token)).viewer;
  } catch (cause) {
    if (cause instanceof CredentialsRefused) return undefined;
    throw cause;
  }
}
