import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../../src/config.ts';
import { developmentKey } from '../../../src/identity/development-key.ts';
import { issueDevelopmentToken, type TokenHolder } from '../../../src/identity/issue-token.ts';
import { listen } from './listen.ts';

/** An identity provider: production trusts no development key, but a key set by its URL. */
export type Issuer = {
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly audience: string;
  token(as: TokenHolder): Promise<string>;
  stop(): Promise<void>;
};

/** Starts one on loopback, with a key of its own. */
export async function startIssuer(): Promise<Issuer> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'consent-gateway-bench-'));
  const key = await developmentKey({ dataDirectory, production: false });
  const { token: settings } = readConfig({});
  const keys = JSON.stringify({ keys: [{ ...key.publicJwk, kid: key.kid, alg: 'ES256' }] });
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(keys);
  });
  const port = await listen(server);
  return {
    jwksUrl: `http://127.0.0.1:${port}/jwks.json`,
    issuer: settings.issuer,
    audience: settings.audience,
    token: (as) => issueDevelopmentToken({ as, settings, key, lifetimeSeconds: 12 * 3600 }),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}
