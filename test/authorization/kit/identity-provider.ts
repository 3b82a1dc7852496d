import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

/** Who is at the desk of a plan's own identity provider: its claims, or nobody who wants to sign in. */
type Person = { readonly sub: string; readonly member_number?: string } | 'DECLINES';

/** A plan's own identity provider, on loopback: whoever comes is signed in as the person set. */
export type TestIdentityProvider = {
  readonly issuer: string;
  /** How often somebody was sent here. */
  readonly visits: readonly URL[];
  person: Person;
  /** Registers the gateway; before that it answers nothing. */
  register(redirectUri: string): void;
  stop(): void;
};

export const testClient = { id: 'consent-gateway', secret: 'what the provider has given' };

/** Its name is localhost, for browsers share cookies between the ports of one host. */
export async function startIdentityProvider(): Promise<TestIdentityProvider> {
  let handle = (_request: IncomingMessage, response: ServerResponse): unknown =>
    response.writeHead(503).end();
  const server: Server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const visits: URL[] = [];
  const identityProvider: TestIdentityProvider = {
    issuer,
    visits,
    person: 'DECLINES',
    register: (redirectUri) => {
      const provider = new Provider(issuer, {
        clients: [
          {
            client_id: testClient.id,
            client_secret: testClient.secret,
            redirect_uris: [redirectUri],
          },
        ],
        claims: { openid: ['sub'], profile: ['member_number'] },
        cookies: { keys: ['a key of the identity provider alone'] },
        features: { devInteractions: { enabled: false } },
        interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
        findAccount: (_context, sub) => ({
          accountId: sub,
          claims: () => ({
            sub,
            ...(identityProvider.person === 'DECLINES' ? {} : identityProvider.person),
          }),
        }),
      });
      const respond = provider.callback();
      handle = async (request, response) => {
        const url = new URL(request.url ?? '/', issuer);
        if (url.pathname === '/auth') visits.push(url);
        if (!url.pathname.startsWith('/interaction/')) return respond(request, response);
        const { person } = identityProvider;
        if (person === 'DECLINES') {
          return provider.interactionFinished(request, response, { error: 'access_denied' });
        }
        const grant = new provider.Grant({ accountId: person.sub, clientId: testClient.id });
        grant.addOIDCScope('openid profile');
        return provider.interactionFinished(request, response, {
          login: { accountId: person.sub, remember: false },
          consent: { grantId: await grant.save() },
        });
      };
    },
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return identityProvider;
}
