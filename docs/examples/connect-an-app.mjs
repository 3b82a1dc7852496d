/**
 * A third-party app in one file, with a certified library for OpenID Connect: it sends a member to the gateway, gets their consent
 * as tokens, asks for what was granted, and goes on until the member takes it back.
 *
 *   node docs/examples/connect-an-app.mjs [GATEWAY] [CLIENT_ID]
 *
 * Without arguments it is Pocket Chart of the demo data, which has no secret: an app on a device. Prints no token.
 */
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import * as oauth from 'openid-client';

const [, , gateway = 'http://127.0.0.1:4000', clientId = '1c3d5e7f-2b4a-4c69-8d10-a1b2c3d4e401'] =
  process.argv;

/** @param {string} text */
const say = (text) => process.stdout.write(`${text}\n`);

// Finds every address by /.well-known/openid-configuration. Plain HTTP is for this machine alone.
const configuration = await oauth.discovery(
  new URL(gateway),
  clientId,
  undefined,
  oauth.None(),
  new URL(gateway).hostname === '127.0.0.1' ? { execute: [oauth.allowInsecureRequests] } : {},
);

// Where the member comes back to. A registered http://127.0.0.1/callback fits any port (RFC 8252, section 7.3).
const app = createServer();
await new Promise((resolve) => app.listen(0, '127.0.0.1', () => resolve(undefined)));
const address = app.address();
const port = address !== null && typeof address === 'object' ? address.port : 0;
const redirectUri = `http://127.0.0.1:${port}/callback`;
/** @type {Promise<URL>} */
const comesBack = new Promise((resolve) =>
  app.on('request', (request, response) => {
    const url = new URL(request.url ?? '/', redirectUri);
    if (url.pathname !== '/callback') return response.writeHead(404).end();
    response.writeHead(200, { connection: 'close' }).end('You can close this page.\n');
    resolve(url);
  }),
);

// The member signs in, reads, chooses and signs, in a browser of their own. Only S256 is taken (RFC 7636).
const verifier = oauth.randomPKCECodeVerifier();
const [state, nonce] = [oauth.randomState(), oauth.randomNonce()];
const authorizationUrl = oauth.buildAuthorizationUrl(configuration, {
  redirect_uri: redirectUri,
  scope: 'openid fhirUser launch/patient patient/*.rs offline_access',
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  state,
  nonce,
});
say(`Open this in a browser, and sign in as a member:\n\n${authorizationUrl.href}\n`);

// The library checks state, nonce, issuer (RFC 9207) and the ID token's signature.
let tokens = await oauth.authorizationCodeGrant(configuration, await comesBack, {
  pkceCodeVerifier: verifier,
  expectedState: state,
  expectedNonce: nonce,
});
app.close();
say(`Connected: member ${tokens['patient']}, for ${tokens['scope']}.`);

const query = `query RecentClaims {
  members { nodes { memberId claims(first: 3) { nodes { serviceDate typeCode } } } }
}`;

/** Asks as the member's app; a token lasts fifteen minutes. */
const ask = () =>
  oauth.fetchProtectedResource(
    configuration,
    tokens.access_token,
    new URL('/graphql', gateway),
    'POST',
    JSON.stringify({ query }),
    new Headers({ 'content-type': 'application/json' }),
  );

const { data } = await (await ask()).json();
say(JSON.stringify(data, undefined, 2));

// Each refresh token is good once, and brings the next one.
const refresh = async () => {
  tokens = await oauth.refreshTokenGrant(configuration, tokens.refresh_token ?? '');
};
await refresh();
say('Refreshed. Now stop sharing as the member, under /account/: the next request is refused.');

for (;;) {
  await wait(1_000);
  try {
    await (await ask()).body?.cancel();
  } catch (cause) {
    if (!(cause instanceof oauth.WWWAuthenticateChallengeError)) throw cause;
    // A token that has run out is refused, too: whether the consent stands, a new one tells.
    const refused = await refresh().catch((fault) => fault);
    if (refused === undefined) continue;
    if (!(refused instanceof oauth.ResponseBodyError) || refused.error !== 'invalid_grant') {
      throw refused;
    }
    say('Refused: the member shares no more.');
    break;
  }
}
