import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalJWKSet, createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { createGateway, type Gateway } from '../../src/gateway/gateway.ts';
import { runCommand } from '../kit/command-line.ts';
import { Visitor } from '../kit/visitor.ts';
import {
  answersTo,
  arrive,
  codeFor,
  connected,
  finishJourney,
  membersSeen,
  type OAuthWorld,
  redeem,
  refresh,
  requestOf,
  startOAuthWorld,
  userNames,
} from './kit/oauth-world.ts';

// The command is a process that loads the whole gateway.
vi.setConfig({ testTimeout: 90_000 });

/** A gateway that is started again, with what it has kept: its database and its data directory. */
const [oldSecret, newSecret] = [
  'an old secret of cookies and long enough',
  'a new secret of cookies and long enough',
];
let port: number;
let world: OAuthWorld;
let running: Gateway | undefined;

beforeAll(async () => {
  const probe: Server = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  ({ port } = probe.address() as AddressInfo);
  await new Promise((resolve) => probe.close(resolve));
  const first = await startOAuthWorld();
  world = { ...first, gateway: { ...first.gateway, baseUrl: `http://127.0.0.1:${port}` } };
  await startAgain({ COOKIE_SECRET: oldSecret });
});
afterAll(async () => {
  await running?.close();
  await world?.stop();
});

async function startAgain(settings: Record<string, string>): Promise<void> {
  await running?.close();
  const { database, dataDirectory, baseUrl } = world.gateway;
  const config = readConfig({
    NODE_ENV: 'test',
    DATA_DIR: dataDirectory,
    PUBLIC_URL: baseUrl,
    ...settings,
  });
  const gateway = await createGateway(config, database, pino({ level: 'silent' }));
  await new Promise<void>((resolve) => gateway.server.listen(port, '127.0.0.1', resolve));
  running = gateway;
}

/** Whom a token shows, by the gateway that runs now. */
async function shown(token: string) {
  const response = await fetch(`${world.gateway.baseUrl}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: '{"query":"{ members { nodes { memberId } } }"}',
  });
  return response.status === 200 ? (await response.json()).data.members.nodes : response.status;
}

test('what members and apps have begun goes on after a restart, with new keys too', async () => {
  const { browserApp, secretApp, ann, ben } = world;
  const app = await connected(world, browserApp);
  const waiting = await codeFor(world, secretApp);
  const ofBen = new Visitor();
  const request = requestOf(world, browserApp);
  const signIn = await arrive(ofBen, request);
  const share = await ofBen.follow(await ofBen.post(signIn.url, answersTo(signIn, userNames.ben)));
  const atSignIn = new Visitor();
  const other = requestOf(world, secretApp);
  const firstPage = await arrive(atSignIn, other);

  const { dataDirectory, baseUrl } = world.gateway;
  const rotated = await runCommand(['oauth', 'rotate-key'], { DATA_DIR: dataDirectory }).ended;
  expect([rotated.code, rotated.stdout]).toEqual([0, expect.stringContaining('1 former')]);
  await startAgain({ COOKIE_SECRET: `${newSecret},${oldSecret}` });

  // Tokens.
  expect(await shown(app.accessToken)).toEqual([{ memberId: ann }]);
  const refreshed = await refresh(world, browserApp, app.refreshToken);
  expect(await shown(refreshed.body.access_token)).toEqual([{ memberId: ann }]);
  // A code on its way.
  const { body } = await redeem(world, secretApp, waiting, { client_secret: secretApp.secret });
  expect(body.patient).toBe(ann);
  // A member in the middle of it, and one who has only arrived.
  const end = await finishJourney(ofBen, await ofBen.get(share.url), userNames.ben);
  const code = end.location?.searchParams.get('code') ?? '';
  expect((await redeem(world, browserApp, { ...request, code })).body.patient).toBe(ben);
  expect((await finishJourney(atSignIn, await atSignIn.get(firstPage.url))).location?.host).toBe(
    'secret.example',
  );
  // A sign-in: the member is not asked for the password again.
  const again = await arrive(app.visitor, requestOf(world, browserApp));
  expect(again.text).not.toContain('type="password"');
  // What the former key signed, and the new one.
  const jwks = createRemoteJWKSet(new URL(`${baseUrl}/oauth/jwks`));
  const before = await jwtVerify(app.idToken, jwks, { audience: browserApp.id });
  const after = await jwtVerify(refreshed.body.id_token, jwks, { audience: browserApp.id });
  expect([before.payload.sub, after.payload.sub]).toEqual([ann, ann]);
  expect(after.protectedHeader.kid).not.toBe(before.protectedHeader.kid);
  const published = await (await fetch(`${baseUrl}/oauth/jwks`)).json();
  expect(published.keys).toHaveLength(2);
  expect(JSON.stringify(published)).not.toMatch(/"(d|p|q|dp|dq|qi)":/);
  await expect(
    jwtVerify(app.idToken, createLocalJWKSet({ keys: published.keys.slice(0, 1) })),
  ).rejects.toThrow();
});

test('a secret of cookies that was taken out signs nobody in', async () => {
  const visitor = new Visitor();
  await codeFor(world, world.browserApp, { visitor });
  expect(await membersSeen(world, 'nonsense')).toBe(401);
  await startAgain({ COOKIE_SECRET: 'yet another secret of cookies and long enough' });
  const page = await arrive(visitor, requestOf(world, world.browserApp));
  expect(page.text).toContain('type="password"');
});

test('keys that a setting holds are changed there', async () => {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const { code, stderr } = await runCommand(['oauth', 'rotate-key'], {
    DATA_DIR: world.gateway.dataDirectory,
    OAUTH_KEYS: JSON.stringify({ keys: [await exportJWK(privateKey)] }),
  }).ended;
  expect(code).toBe(1);
  expect(stderr).toContain('OAUTH_KEYS holds the keys');
});
