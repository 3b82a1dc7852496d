import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import { socialSecurityKey } from '../members/social-security.ts';
import { isOwnForm, readForm } from '../pages/forms.ts';
import { renderPage } from '../pages/render.ts';
import { seeOther } from '../pages/see-other.ts';
import { registrationWordsOf } from '../pages/words/registration-words.ts';
import { nowAndThen } from '../repeat.ts';
import { safeError } from '../safe-error.ts';
import { clientAddress, createLimits } from './limits.ts';
import { type Asked, askedOf, pathWith } from './pages/asked.ts';
import { visitStep } from './pages/choose.ts';
import { type Outcome, pageOutcome, waitFailure } from './pages/outcome.ts';
import {
  changedPage,
  forgottenPath,
  forgottenStep,
  passwordPrefix,
  resetSentPage,
  resetStep,
} from './pages/reset.ts';
import { verifiedPage, verifyStep } from './pages/verify.ts';
import { whoStep } from './pages/who.ts';
import type { AccountParts, Identify } from './parts.ts';
import { registrationPrefix } from './visits.ts';

/** Where a member without an account, or without its password, is led to. */
export const accountPrefixes = [registrationPrefix, passwordPrefix] as const;

const hour = 60 * 60 * 1_000;

export type AccountPages = {
  readonly serve: (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
  ) => Promise<void>;
  stop(): void;
};

/** Opens the pages on which members register and get a new password: no script, at `accountPrefixes`. */
export async function openAccountPages(
  given: {
    readonly config: Config;
    readonly database: Database;
    readonly issuer: () => string;
    readonly log: Logger;
    readonly identify: Identify;
  } & Pick<AccountParts, 'isWaiting'>,
): Promise<AccountPages> {
  const { config, database, log, identify, isWaiting } = given;
  const key = await socialSecurityKey(config);
  const limits = createLimits(database);
  const sweep = nowAndThen(
    hour,
    () => {
      const expiresAt = { lt: new Date() };
      return Promise.all([
        database.prisma.registrationVisit.deleteMany({ where: { expiresAt } }),
        database.prisma.accountLink.deleteMany({ where: { expiresAt } }),
      ]);
    },
    (cause) => log.error({ err: safeError(cause) }, 'links that have run out could not be let go'),
  );

  return {
    serve: async (request, response, path) => {
      const origin = given.issuer();
      const url = new URL(request.url ?? '/', origin);
      const asked = askedOf(request, url, undefined);
      try {
        const parts: AccountParts = {
          database,
          limits,
          origin,
          socialSecurityKey: key,
          identify,
          isWaiting,
        };
        const header = config.clientAddressHeader;
        const refused = await refuse(parts, asked, header);
        answer(
          response,
          refused ?? (await step(parts, askedOf(request, url, await formOf(request)), path)),
        );
      } catch (cause) {
        log.error({ err: safeError(cause) }, 'a page of registration failed');
        if (response.headersSent) response.destroy();
        else answer(response, troublePage(asked, 503));
      }
    },
    stop: sweep.stop,
  };
}

/** A form that is not ours, or one too many. */
async function refuse(
  { limits, origin }: AccountParts,
  asked: Asked,
  header: string | undefined,
): Promise<Outcome | undefined> {
  const { request, language } = asked;
  if (request.method === 'GET' || request.method === 'HEAD') return undefined;
  if (request.method !== 'POST') return troublePage(asked, 405);
  if (!isOwnForm(request, origin)) return troublePage(asked, 403);
  const seconds = await limits.address.take(clientAddress(request, header));
  if (seconds === undefined) return undefined;
  return pageOutcome(asked, registrationWordsOf(language).trouble, waitFailure(language, seconds));
}

const formOf = async (request: IncomingMessage): Promise<URLSearchParams | undefined> =>
  request.method === 'POST' ? ((await readForm(request)) ?? new URLSearchParams()) : undefined;

async function step(parts: AccountParts, asked: Asked, path: string): Promise<Outcome> {
  switch (path) {
    case registrationPrefix:
      return whoStep(parts, asked);
    case `${registrationPrefix}verify`:
      return verifyStep(parts, asked);
    case `${registrationPrefix}verified`:
      return verifiedPage(parts, asked);
    case passwordPrefix:
      return { kind: 'GO', path: pathWith(forgottenPath, asked.language) };
    case forgottenPath:
      return forgottenStep(parts, asked);
    case `${passwordPrefix}sent`:
      return resetSentPage(asked);
    case `${passwordPrefix}reset`:
      return resetStep(parts, asked, 'RESET_PASSWORD');
    case `${passwordPrefix}restore`:
      return resetStep(parts, asked, 'RESTORE_EMAIL');
    case `${passwordPrefix}changed`:
      return changedPage(parts, asked);
    default:
      return path.startsWith(registrationPrefix)
        ? visitStep(parts, asked, path.slice(registrationPrefix.length))
        : troublePage(asked, 404);
  }
}

function troublePage(asked: Asked, status: number): Outcome {
  const { trouble } = registrationWordsOf(asked.language);
  return pageOutcome(asked, trouble, { text: trouble.text, status });
}

function answer(response: ServerResponse, outcome: Outcome): void {
  if (outcome.kind === 'PAGE') {
    if (outcome.retryAfter !== undefined) response.setHeader('retry-after', outcome.retryAfter);
    renderPage(response, outcome.status, outcome.page);
    return;
  }
  if (outcome.cookie !== undefined) response.setHeader('set-cookie', outcome.cookie);
  seeOther(response, outcome.path, { 'referrer-policy': 'no-referrer' });
}
