import type { IncomingMessage, ServerResponse } from 'node:http';
import Cookies from 'cookies';
import * as client from 'openid-client';
import type { Logger } from 'pino';
import type { IdentityProvider } from '../../config.ts';
import type { Database } from '../../db/database.ts';
import { renderPage } from '../../pages/render.ts';
import { seeOther } from '../../pages/see-other.ts';
import { safeError } from '../../safe-error.ts';
import { hashOfSecret, newSecret } from '../../secret.ts';
import { type ExternalFailure, externalFailurePage } from './failure-page.ts';
import { findClaimedMember, type NumberedDoor } from './find-member.ts';
import { PendingSignIns } from './pending.ts';

/** One request of a member's browser. */
type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };

/** Members sign in at their plan's own identity provider, and come back to the page that they came from. */
export type ExternalSignIn = {
  /**
   * Sends the member there; whatever goes wrong is told on a page.
   *
   * @param returnTo a path of ours, where `take` is asked afterwards
   * @param anew whether they sign in again, though the provider may know them still
   */
  begin(exchange: Exchange, returnTo: string, anew?: boolean): Promise<void>;
  /** Who has come back to this path in this browser; once. */
  take(exchange: Exchange, returnTo: string): Promise<string | undefined>;
  /** Answers where the provider sends members to. */
  finish(exchange: Exchange): Promise<void>;
};

export type ExternalParts = {
  readonly settings: IdentityProvider;
  /** Where we are. */
  readonly origin: () => string;
  readonly database: Pick<Database, 'prisma' | 'gateway'>;
  readonly door: NumberedDoor;
  readonly log: Logger;
};

export const externalCallback = '/oauth/external/callback';

/** OpenID Connect by openid-client: code, PKCE, state, nonce, and `iss` where the provider sends it. */
export function createExternalSignIn(parts: ExternalParts): ExternalSignIn {
  const { settings, origin, log } = parts;
  const pending = new PendingSignIns(parts.database.gateway);
  let discovering: Promise<client.Configuration> | undefined;
  const provider = () => {
    discovering ??= discover(settings).catch((cause: unknown) => {
      // Asked again with the next member.
      discovering = undefined;
      throw cause;
    });
    return discovering;
  };
  const fail = ({ request, response }: Exchange, failure: ExternalFailure, returnTo?: string) =>
    renderPage(response, statusOf[failure], externalFailurePage(request, failure, returnTo));

  return {
    begin: async (exchange, returnTo, anew = false) => {
      let url: URL;
      try {
        const [state, nonce] = [client.randomState(), client.randomNonce()];
        const verifier = client.randomPKCECodeVerifier();
        url = client.buildAuthorizationUrl(await provider(), {
          redirect_uri: `${origin()}${externalCallback}`,
          scope: settings.scope,
          state,
          nonce,
          code_challenge: await client.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
          ...(anew ? { prompt: 'login' } : {}),
        });
        const browser = hashOfSecret(browserOf(exchange, origin())).toString('base64url');
        await pending.keepSent(state, { browser, verifier, nonce, returnTo });
      } catch (cause) {
        log.error({ err: safeError(cause) }, 'the identity provider cannot be asked');
        return fail(exchange, 'unavailable', returnTo);
      }
      redirect(exchange, url.href);
    },

    take: async (exchange, returnTo) => {
      const browser = knownBrowser(exchange, origin());
      return browser === undefined ? undefined : pending.takeBack(browser, returnTo);
    },

    finish: async (exchange) => {
      const url = new URL(exchange.request.url ?? '/', origin());
      const browser = knownBrowser(exchange, origin());
      const state = url.searchParams.get('state') ?? '';
      if (browser === undefined || state === '') return fail(exchange, 'expired');
      const kept = await pending.takeSent(state);
      if (kept === undefined || kept.browser !== hashOfSecret(browser).toString('base64url')) {
        return fail(exchange, 'expired');
      }
      const { returnTo } = kept;
      let claim: string | undefined;
      try {
        claim = await claimOf(await provider(), settings, url, {
          pkceCodeVerifier: kept.verifier,
          expectedNonce: kept.nonce,
          expectedState: state,
        });
      } catch (cause) {
        if (cause instanceof client.AuthorizationResponseError && cause.error === 'access_denied') {
          return fail(exchange, 'declined', returnTo);
        }
        log.error({ err: safeError(cause) }, 'a sign-in at the identity provider failed');
        return fail(exchange, 'unavailable', returnTo);
      }
      const memberId =
        claim === undefined
          ? undefined
          : await findClaimedMember(parts.database, parts.door, settings, claim);
      if (memberId === undefined) return fail(exchange, 'unknown', returnTo);
      await pending.keepBack(browser, returnTo, memberId);
      redirect(exchange, returnTo);
    },
  };
}

const statusOf = { expired: 400, declined: 403, unknown: 403, unavailable: 503 } as const;

const discover = ({ issuer, clientId, clientSecret }: IdentityProvider) =>
  client.discovery(
    issuer,
    clientId,
    clientSecret,
    clientSecret === undefined ? client.None() : client.ClientSecretBasic(clientSecret),
    // Settings accept plain http for loopback alone.
    { execute: issuer.protocol === 'http:' ? [client.allowInsecureRequests] : [], timeout: 10 },
  );

/** What the provider says of who has signed in: in the ID token, or else in the user info. */
async function claimOf(
  provider: client.Configuration,
  { memberClaim }: IdentityProvider,
  url: URL,
  checks: client.AuthorizationCodeGrantChecks,
): Promise<string | undefined> {
  const tokens = await client.authorizationCodeGrant(provider, url, {
    ...checks,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (claims === undefined) return undefined;
  const said =
    claims[memberClaim] ??
    (provider.serverMetadata().userinfo_endpoint === undefined
      ? undefined
      : (await client.fetchUserInfo(provider, tokens.access_token, claims.sub))[memberClaim]);
  return typeof said === 'string' && /^[^\0]{1,100}$/.test(said) ? said : undefined;
}

const redirect = ({ response }: Exchange, location: string): void =>
  seeOther(response, location, { 'referrer-policy': 'no-referrer' });

/** The secret by which a browser is known again that began a sign-in. */
function knownBrowser(exchange: Exchange, origin: string): string | undefined {
  const { cookies, name } = cookiesOf(exchange, origin);
  return cookies.get(name);
}

function browserOf(exchange: Exchange, origin: string): string {
  const known = knownBrowser(exchange, origin);
  if (known !== undefined) return known;
  const secret = newSecret();
  const { cookies, name, secure } = cookiesOf(exchange, origin);
  cookies.set(name, secret, { httpOnly: true, sameSite: 'lax', path: '/', secure, signed: false });
  return secret;
}

function cookiesOf({ request, response }: Exchange, origin: string) {
  const secure = origin.startsWith('https:');
  const cookies = new Cookies(request, response, { secure });
  return { cookies, secure, name: secure ? '__Host-external' : 'external' };
}
