import Provider, { type Configuration, errors, type KoaContextWithOIDC } from 'oidc-provider';
import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import { renderPage } from '../pages/render.ts';
import { safeError } from '../safe-error.ts';
import { AppClients, isSecret } from './app-clients.ts';
import { ArtifactStore, endSessionForGood } from './artifact-store.ts';
import { standingGrant } from './connect.ts';
import { endByApp } from './end-by-app.ts';
import { errorPage } from './interaction/error-page.ts';
import { interactionPrefix, registrationPath, routes } from './paths.ts';
import { signOutPages } from './sign-out-pages.ts';
import type { SigningKeys } from './signing-keys.ts';
import { advertisedScopes, supportedScopes } from './smart-scopes.ts';

export type ProviderParts = {
  readonly issuer: string;
  readonly database: Database;
  readonly keys: SigningKeys;
  /** The first one signs; all are accepted. */
  readonly cookieSecrets: readonly Buffer[];
  readonly log: Logger;
};

const minute = 60;
const day = 24 * 60 * minute;
/** Seconds by which the clock of an app's server may differ. */
const clockTolerance = 15;

/**
 * The authorization server: OpenID Connect and SMART App Launch 2 by oidc-provider, with what is ours to
 * decide. A token rests on a consent, whose id is that of oidc-provider's own record of what was allowed.
 */
export function createProvider(parts: ProviderParts): Provider {
  const { issuer, cookieSecrets, log } = parts;
  const provider = new Provider(issuer, configurationOf(parts));
  // The issuer is where people come in, whatever is between: `Host` and forwarding headers, which anybody can
  // send, are written over before they are read (authorization-server.ts).
  provider.proxy = true;
  provider.keys = cookieSecrets.map((secret) => secret.toString('base64url'));
  // Only the hash of a secret is kept.
  Object.assign(provider.Client.prototype, {
    compareClientSecret(this: { clientSecret?: string }, given: string) {
      return isSecret(this.clientSecret, given);
    },
  });
  askConsentForOfflineAccess(provider);
  provider.use(endSessionsForGood(parts));
  provider.use(tellPatient);
  provider.use(tellWhatIsOffered);
  provider.on('server_error', (_context, cause) => {
    log.error({ err: safeError(cause) }, 'the authorization server failed');
  });
  return provider;
}

function configurationOf({ issuer, database, keys }: ProviderParts): Configuration {
  const secure = issuer.startsWith('https:');
  const cookie = { httpOnly: true, sameSite: 'lax', signed: true, secure } as const;
  return {
    adapter: (kind: string) =>
      kind === 'Client'
        ? new AppClients(database, keys.keys[0]?.alg)
        : new ArtifactStore(database.gateway, kind),
    jwks: { keys: [...keys.keys] },
    routes,
    scopes: [...supportedScopes],
    claims: { openid: ['sub'], fhirUser: ['fhirUser'] },
    clockTolerance,
    discovery: { registration_endpoint: `${issuer}${registrationPath}` },
    responseTypes: ['code'],
    pkce: { required: () => true },
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    enabledJWA: {
      clientAuthSigningAlgValues: ['RS256', 'RS384', 'ES256', 'ES384'],
      idTokenSigningAlgValues: [...new Set(keys.keys.map(({ alg }) => alg))],
    },
    assertJwtClientAuthClaimsAndHeader: requireShortAssertion,
    allowOmittingSingleRegisteredRedirectUri: false,
    // No cookie means anything where browsers ask this: who has no secret is asked from where it lives.
    clientBasedCORS: (_context, origin, client) =>
      client.clientAuthMethod === 'none' &&
      (client.redirectUris ?? []).some((uri) => isFrom(origin, uri)),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: {
        enabled: true,
        // A client is told of its own tokens alone.
        allowedPolicy: (_context, client, token) => token.clientId === client.clientId,
      },
      revocation: {
        enabled: true,
        allowedPolicy: async (_context, client, token) => {
          if (token.clientId !== client.clientId) return false;
          await endByApp(database, token);
          return true;
        },
      },
      pushedAuthorizationRequests: { enabled: true },
      userinfo: { enabled: true },
      rpInitiatedLogout: signOutPages,
      // A token bound to a key would have to be held against it at /graphql, too: none is given.
      dPoP: { enabled: false },
      resourceIndicators: { enabled: false },
    },
    extraParams: {
      // SMART App Launch 2.2: whom the token is for. It keeps a token from being asked for by a server that only
      // pretends to be this one.
      aud: (_context, value) => {
        if (value !== undefined && value !== issuer && value !== `${issuer}/graphql`) {
          throw new errors.InvalidRequest(`aud must be ${issuer} or ${issuer}/graphql`);
        }
      },
      launch: (_context, value) => {
        if (value !== undefined) {
          throw new errors.InvalidRequest('only standalone launch is offered: leave launch out');
        }
      },
    },
    rotateRefreshToken: true,
    issueRefreshToken: (_context, client, code) =>
      client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
    loadExistingGrant: (context) => standingGrant(database, context),
    findAccount: (context, memberId, source) => {
      requireStandingRedirect(context, source);
      return {
        accountId: memberId,
        claims: () => ({ sub: memberId, fhirUser: `${issuer}/Patient/${memberId}` }),
      };
    },
    interactions: { url: (_context, { uid }) => `${interactionPrefix}${uid}` },
    cookies: { long: cookie, short: cookie, ...(secure ? { names: secureCookieNames } : {}) },
    ttl: {
      AccessToken: 15 * minute,
      ClientCredentials: 5 * minute,
      AuthorizationCode: minute,
      IdToken: 15 * minute,
      Interaction: 60 * minute,
      Session: 60 * minute,
      // Both end with the consent, which may run for a year at most.
      RefreshToken: 366 * day,
      Grant: 366 * day,
    },
    renderError: (context, { error, error_description }) => {
      renderPage(context.res, context.status, errorPage(context.req, error, error_description));
      context.respond = false;
    },
  };
}

/**
 * A redirect URI that was taken away while a member was asked, or while a code for it was on its way, gets nothing:
 * oidc-provider looks at it as a request comes in, and not again.
 */
function requireStandingRedirect({ oidc }: KoaContextWithOIDC, source: object | undefined): void {
  const stands = (uri: unknown) =>
    typeof uri !== 'string' || oidc.client?.redirectUriAllowed(uri) !== false;
  if (oidc.route === 'resume' && !stands(oidc.params?.['redirect_uri'])) {
    throw new errors.InvalidRedirectUri();
  }
  if (source !== undefined && 'redirectUri' in source && !stands(source.redirectUri)) {
    throw new errors.InvalidGrant('the redirect URI is not registered any more');
  }
}

/** Whether an origin is that of a redirect URI; on the device itself, on any port (RFC 8252, section 7.3). */
function isFrom(origin: string, redirectUri: string): boolean {
  const [asking, known] = [URL.parse(origin), URL.parse(redirectUri)];
  if (asking === null || known === null || !/^https?:$/.test(known.protocol)) return false;
  if (known.protocol === 'http:') asking.port = known.port;
  return asking.origin === known.origin;
}

/** Browsers hold such names to https, and the first to this host and no other (RFC 6265bis, section 4.1.3). */
const secureCookieNames = {
  session: '__Host-session',
  interaction: '__Secure-interaction',
  resume: '__Secure-resume',
};

const longestAssertion = 5 * minute;

/** SMART App Launch 2.2, section 5.3.2: an assertion expires within five minutes, and is for one audience. */
function requireShortAssertion(
  _context: KoaContextWithOIDC,
  claims: Record<string, unknown>,
): void {
  const { exp, iat, aud } = claims;
  const now = Date.now() / 1_000;
  if (typeof exp !== 'number' || exp > now + longestAssertion + clockTolerance) {
    throw new errors.InvalidClientAuth('exp must be within five minutes');
  }
  if (typeof iat === 'number' && iat > now + clockTolerance) {
    throw new errors.InvalidClientAuth('iat is in the future');
  }
  if (typeof aud !== 'string') throw new errors.InvalidClientAuth('aud must be one URL');
}

/**
 * OpenID Connect lets offline access go where the app did not ask for consent with it (Core, section 11),
 * and SMART's apps do not: consent is what every request here is about, so it counts as asked for, whether the
 * request comes as a link or was pushed.
 */
function askConsentForOfflineAccess({ OIDCContext }: Provider): void {
  Object.defineProperty(OIDCContext.prototype, 'prompts', {
    get(this: { readonly params?: { readonly prompt?: string; readonly scope?: string } }) {
      const { prompt, scope } = this.params ?? {};
      const isLeftOut = prompt === undefined && scope?.split(' ').includes('offline_access');
      return new Set(isLeftOut ? ['consent'] : prompt?.split(' ').filter(Boolean));
    },
  });
}

/** A member who has signed out stays so. */
const endSessionsForGood =
  ({ database }: ProviderParts) =>
  async (context: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next();
    const session = context.oidc?.session;
    if (session !== undefined && 'destroyed' in session) {
      await endSessionForGood(database.gateway, session.uid);
    }
  };

/** Discovery names more than clients here may use, and each scope of some forty. */
async function tellWhatIsOffered(
  context: KoaContextWithOIDC,
  next: () => Promise<void>,
): Promise<void> {
  await next();
  const { oidc, body } = context;
  if (oidc?.route !== 'discovery' || typeof body !== 'object' || body === null) return;
  const offered = { scopes_supported: advertisedScopes, response_modes_supported: ['query'] };
  context.body = { ...body, ...offered };
}

/** `patient` beside the tokens: whose they are for (SMART App Launch 2.2, section 2.0.10). */
async function tellPatient(context: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  const { oidc, body } = context;
  const token = oidc?.route === 'token' ? oidc.entities.AccessToken : undefined;
  if (token === undefined || typeof body !== 'object' || body === null) return;
  context.body = { ...body, patient: token.accountId, need_patient_banner: false };
}
