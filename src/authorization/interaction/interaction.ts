import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import { errors, type Interaction } from 'oidc-provider';
import { type SignInFailure, signInPage } from '../../accounts/pages/sign-in-page.ts';
import { signInStep } from '../../accounts/pages/sign-in-step.ts';
import type { SignIn } from '../../accounts/sign-in.ts';
import { isOwnForm, readForm } from '../../pages/forms.ts';
import { type Page, renderPage } from '../../pages/render.ts';
import { seeOther } from '../../pages/see-other.ts';
import { wordsOf } from '../../pages/words/choose.ts';
import type { Outcome, Signer, SigningParts } from '../../signing/outcome.ts';
import type { Progress } from '../../signing/progress.ts';
import { showStep, stepOn } from '../../signing/signing.ts';
import { connect } from '../connect.ts';
import type { ExternalSignIn } from '../external/external-sign-in.ts';
import { interactionPrefix } from '../paths.ts';
import { categoriesOfScopes, resourcesOfScopes } from '../smart-scopes.ts';
import { errorPage } from './error-page.ts';
import { askedLanguage, keepProgress, progressOf } from './kept-progress.ts';

export type InteractionParts = SigningParts & {
  readonly provider: Provider;
  readonly issuer: string;
  readonly signIn: SignIn;
  /** The header in which a proxy says whom it speaks for. */
  readonly clientAddressHeader: string | undefined;
  /** Where members sign in instead, if their plan has its own. */
  readonly external: ExternalSignIn | undefined;
};

/** One request of a member's browser, with what the app waits for. */
type Visit = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly interaction: Interaction;
  readonly app: { readonly id: string; readonly name: string };
  readonly progress: Progress;
};

/** Takes a member through an app's request: sign in, choose, read, sign. Pages alone, no script. */
export async function serveInteraction(
  parts: InteractionParts,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const visit = await visitOf(parts, request, response, url);
  if (visit === undefined) return;
  if (request.method === 'POST') await take(parts, visit);
  else await show(parts, visit);
}

/** What the visit is about; undefined where it was answered: nothing waits, or it comes from elsewhere. */
async function visitOf(
  { provider, issuer }: InteractionParts,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<Visit | undefined> {
  const refuse = (status: number, error: string, why: string) =>
    renderPage(response, status, errorPage(request, error, why));
  if (request.method === 'POST' && !isOwnForm(request, issuer)) {
    refuse(403, 'access_denied', 'the form was sent from another site');
    return undefined;
  }
  let interaction: Interaction;
  try {
    interaction = await provider.interactionDetails(request, response);
  } catch (cause) {
    if (!(cause instanceof errors.SessionNotFound)) throw cause;
    refuse(400, 'invalid_request', 'the interaction has expired');
    return undefined;
  }
  const client = await provider.Client.find(String(interaction.params['client_id']));
  // The cookie goes to this path alone, and says which request it is.
  const isHere = url.pathname === `${interactionPrefix}${interaction.uid}`;
  if (client === undefined || !isHere) {
    refuse(400, 'invalid_request', 'the interaction has expired');
    return undefined;
  }
  if (!client.redirectUriAllowed(String(interaction.params['redirect_uri']))) {
    refuse(400, 'invalid_redirect_uri', 'the app does not return there any more');
    return undefined;
  }
  let progress = progressOf(interaction, request);
  const language = askedLanguage(url.searchParams);
  if (language !== undefined && language !== progress.language) {
    progress = { ...progress, language };
    await keepProgress(interaction, progress);
  }
  const app = { id: client.clientId, name: client.clientName ?? client.clientId };
  return { request, response, interaction, app, progress };
}

async function show(parts: InteractionParts, visit: Visit): Promise<void> {
  const { interaction } = visit;
  if (resourcesOfScopes(scopeOf(visit), 'patient') === undefined) {
    await finish(parts, visit, {
      error: 'invalid_scope',
      error_description: 'ask for records: patient/*.rs, or such as patient/Observation.rs',
    });
  } else if (interaction.prompt.name === 'login') {
    if (parts.external !== undefined) return signInElsewhere(parts, parts.external, visit);
    send(visit, 200, signInPageOf(visit));
  } else {
    await answer(parts, visit, await showStep(parts, signerOf(visit)));
  }
}

async function take(parts: InteractionParts, visit: Visit): Promise<void> {
  const form = await readForm(visit.request);
  if (form === undefined) {
    renderPage(
      visit.response,
      400,
      errorPage(visit.request, 'invalid_request', 'no form was sent'),
    );
  } else if (form.get('do') === 'cancel') {
    await finish(parts, visit, {
      error: 'access_denied',
      error_description: 'The member decided not to share.',
    });
  } else if (visit.interaction.prompt.name === 'login') {
    await signInWith(parts, visit, form);
  } else {
    await answer(parts, visit, await stepOn(parts, signerOf(visit), form));
  }
}

const pathOf = ({ interaction }: Visit) => `${interactionPrefix}${interaction.uid}`;

function signInPageOf(visit: Visit, failure?: SignInFailure): Page {
  const { language } = visit.progress;
  const words = wordsOf(language);
  return signInPage(language, {
    lead: words.signIn.lead(visit.app.name),
    otherLanguageUrl: `?language=${words.otherLanguage.language}`,
    waiting: pathOf(visit),
    failure,
  });
}

async function signInElsewhere(
  parts: InteractionParts,
  external: ExternalSignIn,
  visit: Visit,
): Promise<void> {
  const { interaction, progress } = visit;
  const here = pathOf(visit);
  const memberId = await external.take(visit, here);
  if (memberId === undefined) {
    const { reasons } = interaction.prompt;
    return external.begin(
      visit,
      here,
      reasons.includes('login_prompt') || reasons.includes('max_age'),
    );
  }
  const login = { accountId: memberId, remember: false, ts: Math.floor(Date.now() / 1_000) };
  return finish(parts, visit, { login, progress });
}

async function signInWith(
  parts: InteractionParts,
  visit: Visit,
  form: URLSearchParams,
): Promise<void> {
  const { progress } = visit;
  if (parts.external !== undefined) {
    const why = 'members sign in at their plan';
    return renderPage(visit.response, 403, errorPage(visit.request, 'access_denied', why));
  }
  const step = await signInStep(
    { ...parts, origin: parts.issuer },
    visit.request,
    form,
    progress.language,
    pathOf(visit),
  );
  switch (step.kind) {
    case 'AGAIN':
      visit.response.setHeaders(new Map(Object.entries(step.headers)));
      return send(visit, step.status, signInPageOf(visit, step.failure));
    case 'VERIFY':
      return seeOther(visit.response, step.path, { 'set-cookie': step.cookie });
    case 'SIGNED_IN': {
      // The session ends with the browser: others may use it after the member.
      const { memberId: accountId, signedInAt: ts } = step;
      const login = { accountId, ts, remember: false, amr: ['pwd'] };
      return finish(parts, visit, { login, progress });
    }
  }
}

const scopeOf = ({ interaction: { params } }: Visit): string =>
  typeof params['scope'] === 'string' ? params['scope'] : '';

const memberOf = ({ interaction }: Visit) => interaction.session?.accountId ?? '';

const signerOf = (visit: Visit): Signer => ({
  channel: 'APP_FIRST',
  memberId: memberOf(visit),
  asked: categoriesOfScopes(scopeOf(visit)),
  app: visit.app,
  progress: visit.progress,
  keep: (progress) => keepProgress(visit.interaction, progress),
});

async function answer(parts: InteractionParts, visit: Visit, outcome: Outcome): Promise<void> {
  switch (outcome.kind) {
    case 'PAGE':
      return send(visit, outcome.status, outcome.page);
    case 'NEXT':
      return seeOther(
        visit.response,
        `${pathOf(visit)}${outcome.at === undefined ? '' : `#${outcome.at}`}`,
      );
    case 'AGREED': {
      const { provider } = parts;
      const grantId = await connect(provider, visit.interaction, memberOf(visit), outcome.grantId);
      return finish(parts, visit, { consent: { grantId } });
    }
  }
}

function finish(
  { provider }: InteractionParts,
  { request, response }: Visit,
  result: Parameters<typeof provider.interactionFinished>[2],
): Promise<void> {
  return provider.interactionFinished(request, response, result, {
    mergeWithLastSubmission: false,
  });
}

/** A form may end at the app that waits: its address alone is let through. */
function send({ response, interaction }: Visit, status: number, page: Page): void {
  const target = URL.parse(String(interaction.params['redirect_uri']));
  // No source of a Content-Security-Policy names an IPv6 address: its scheme is let through (RFC 8252, section 7.3).
  const isNamed = /^https?:$/.test(target?.protocol ?? '') && !target?.hostname.startsWith('[');
  const formTargets = target === null ? [] : [isNamed ? target.origin : target.protocol];
  renderPage(response, status, { ...page, formTargets });
}
