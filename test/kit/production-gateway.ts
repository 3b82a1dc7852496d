import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DevelopmentKey, developmentKey } from '../../src/identity/development-key.ts';
import { type KeyServer, startKeyServer } from '../identity/kit/issuer.ts';
import { startTestGateway, type TestGateway } from './gateway.ts';

/** A gateway as in production, and the identity provider that it trusts. */
export type ProductionGateway = TestGateway & {
  readonly keyServer: KeyServer;
  /** What the provider signs with. */
  readonly issuersKey: DevelopmentKey;
};

/**
 * Starts a gateway with NODE_ENV=production, which fetches its keys from an issuer on loopback; call
 * `stop` when the suite is done.
 *
 * @param settings environment settings that differ from the defaults
 */
export async function startProductionGateway(
  settings: Readonly<Record<string, string>> = {},
): Promise<ProductionGateway> {
  const elsewhere = await mkdtemp(join(tmpdir(), 'consent-gateway-issuer-'));
  const issuersKey = await developmentKey({ dataDirectory: elsewhere, production: false });
  await rm(elsewhere, { recursive: true });
  const keyServer = await startKeyServer([issuersKey.publicJwk]);
  const gateway = await startTestGateway(
    {
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://gateway.example',
      TOKEN_JWKS_URL: keyServer.url.href,
      ...settings,
    },
    { issuersKey },
  );
  return {
    ...gateway,
    keyServer,
    issuersKey,
    stop: async () => {
      await gateway.stop();
      await keyServer.close();
    },
  };
}
