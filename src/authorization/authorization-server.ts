import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { createSignIn } from '../accounts/sign-in.ts';
import type { Config } from '../config.ts';
import type { SigningDoor } from '../consent/preview.ts';
import type { Database } from '../db/database.ts';
import { keptSecret } from '../kept-secret.ts';
import { renderPage } from '../pages/render.ts';
import { nowAndThen } from '../repeat.ts';
import { safeError } from '../safe-error.ts';
import { sweepArtifacts } from './artifact-store.ts';
import { type ExternalSignIn, externalCallback } from './external/external-sign-in.ts';
import { errorPage } from './interaction/error-page.ts';
import { serveInteraction } from './interaction/interaction.ts';
import { interactionPrefix, registrationPath } from './paths.ts';
import { createProvider } from './provider.ts';
import { type RegistrationParts, registerClient } from './registration/register-client.ts';
import { openSigningKeys } from './signing-keys.ts';
import { smartConfiguration } from './smart-configuration.ts';

export type AuthorizationServer = {
  readonly serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  stop(): void;
};

export type AuthorizationParts = {
  readonly config: Config;
  readonly database: Database;
  readonly door: SigningDoor;
  /** Where members sign in, if not here. */
  readonly external: ExternalSignIn | undefined;
  /** Where the gateway is reached; known once it listens. */
  readonly issuer: () => string;
  /** Who asks, by a bearer token. */
  readonly verify: RegistrationParts['verify'];
  readonly log: Logger;
};

const hour = 60 * 60 * 1_000;

/** OAuth and what a member sees of it, at `/oauth/…` and `/.well-known/…`. */
export async function openAuthorizationServer(
  parts: AuthorizationParts,
): Promise<AuthorizationServer> {
  const { config, database, door, external, log } = parts;
  const keys = await openSigningKeys(config);
  const given = config.oauth.cookieSecrets ?? [undefined];
  const cookieSecrets = await Promise.all(
    given.map((one) => keptSecret(config.dataDirectory, 'cookie-secret', one)),
  );
  const signIn = createSignIn(database);
  const sweep = nowAndThen(
    hour,
    () => sweepArtifacts(database.gateway),
    (cause) => log.error({ err: safeError(cause) }, 'tokens that have run out could not be let go'),
  );

  const open = () => {
    const issuer = parts.issuer();
    const provider = createProvider({ issuer, database, keys, cookieSecrets, log });
    return { issuer, provider, respond: provider.callback() };
  };
  let opened: ReturnType<typeof open> | undefined;

  return {
    serve: async (request, response) => {
      try {
        opened ??= open();
        const { issuer, provider, respond } = opened;
        const url = new URL(request.url ?? '/', issuer);
        for (const [name, value] of guardingHeaders) response.setHeader(name, value);
        // Where we are is a setting, whatever a client says of it.
        request.headers['x-forwarded-proto'] = new URL(issuer).protocol.slice(0, -1);
        request.headers['x-forwarded-host'] = new URL(issuer).host;
        if (url.pathname === '/.well-known/smart-configuration') {
          answerConfiguration(response, issuer);
        } else if (url.pathname === registrationPath) {
          await registerClient(parts, request, response);
        } else if (url.pathname.startsWith(interactionPrefix)) {
          const { clientAddressHeader } = config;
          const interactionParts = {
            database,
            door,
            provider,
            issuer,
            signIn,
            external,
            clientAddressHeader,
          };
          await serveInteraction(interactionParts, request, response, url);
        } else if (url.pathname === externalCallback && external !== undefined) {
          await external.finish({ request, response });
        } else {
          await respond(request, response);
        }
      } catch (cause) {
        log.error({ err: safeError(cause) }, 'a sign-in or consent failed');
        if (response.headersSent) response.destroy();
        else renderPage(response, 503, errorPage(request, 'temporarily_unavailable'));
      }
    },
    stop: sweep.stop,
  };
}

/** Of all that is answered here, so that pages which are not ours have them too, and redirects. */
const guardingHeaders = [
  ['cache-control', 'no-store'],
  ['referrer-policy', 'no-referrer'],
  ['x-frame-options', 'DENY'],
  [
    'content-security-policy',
    // oidc-provider adds the hash of its own script, which leads from one sign-in to another.
    "default-src 'none'; script-src 'none'; frame-ancestors 'none'; base-uri 'none'",
  ],
] as const;

function answerConfiguration(response: ServerResponse, issuer: string): void {
  response.writeHead(200, {
    'content-type': 'application/json',
    'access-control-allow-origin': '*',
    'cache-control': 'public, max-age=300',
  });
  response.end(JSON.stringify(smartConfiguration(issuer)));
}
