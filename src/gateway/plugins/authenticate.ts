import type { Plugin } from 'graphql-yoga';
import { readBearer } from '../../identity/bearer.ts';
import { CredentialsRefused, KeySetUnavailable } from '../../identity/errors.ts';
import type { KnownViewer, Viewer } from '../../identity/viewer.ts';
import { wwwAuthenticate } from '../../identity/www-authenticate.ts';

/** Turns a bearer token into who is asking. */
export type Authenticate = (token: string) => Promise<{ viewer: KnownViewer }>;

/** Who asks in each request that is under way. */
export type Viewers = WeakMap<Request, Viewer>;

/**
 * Tells who is asking, before anything of the request is read. A token that is refused ends the
 * request with 401 and a challenge that says why (RFC 6750 section 3); none at all is nobody.
 */
export function authenticate(verify: Authenticate, viewers: Viewers): Plugin {
  return {
    async onRequest({ request, fetchAPI, endResponse }) {
      const refuse = (
        status: number,
        challenge: string | undefined,
        code: string,
        message: string,
      ) =>
        endResponse(
          new fetchAPI.Response(JSON.stringify({ errors: [{ message, extensions: { code } }] }), {
            status,
            headers: {
              'content-type': 'application/json; charset=utf-8',
              'cache-control': 'no-store',
              ...(challenge === undefined ? {} : { 'www-authenticate': challenge }),
            },
          }),
        );
      try {
        const credentials = readBearer(request.headers.get('authorization'));
        const viewer: Viewer =
          credentials.kind === 'none'
            ? { kind: 'NOBODY' }
            : (await verify(credentials.token)).viewer;
        viewers.set(request, viewer);
      } catch (cause) {
        if (cause instanceof CredentialsRefused) {
          refuse(cause.status, wwwAuthenticate(cause), 'UNAUTHENTICATED', cause.description);
        } else if (cause instanceof KeySetUnavailable) {
          // Without a challenge: the token may be good, and the client should keep it.
          refuse(503, undefined, 'UNAVAILABLE', 'Tokens cannot be verified now. Try again.');
        } else {
          throw cause;
        }
      }
    },
  };
}
