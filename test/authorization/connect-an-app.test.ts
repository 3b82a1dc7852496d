import * as client from 'openid-client';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccount } from '../../src/accounts/accounts.ts';
import { type AppServer, startAppServer } from '../kit/app-server.ts';
import { startBrowser } from '../kit/browser.ts';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { asMember } from '../kit/graphql.ts';
import { importResources, makeApp, makePlan, memberIdOf } from '../kit/world.ts';

/** A real browser, a real OAuth client on a server of its own, and the gateway over HTTP. */
let gateway: TestGateway;
let browser: Browser;
let appServer: AppServer;
let callback: string;
let app: { id: string; partnerId: string };
let ann: string;
const password = 'quiet rivers run deep';

beforeAll(async () => {
  appServer = await startAppServer();
  callback = appServer.callback;
  [gateway, browser] = await Promise.all([startTestGateway(), startBrowser()]);
  const plan = await makePlan(gateway);
  app = await makeApp(gateway, 'THIRD_PARTY_APP', [callback]);
  await gateway.database.prisma.appClient.create({
    data: { appId: app.id, authentication: 'NONE' },
  });
  await importResources(gateway, plan, [patient('ann')]);
  ann = memberIdOf(plan, 'ann');
  await createAccount(gateway.database, { memberId: ann, userName: 'Ann.Example', password });
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
  appServer?.stop();
});

const discover = () =>
  client.discovery(new URL(gateway.baseUrl), app.id, undefined, client.None(), {
    execute: [client.allowInsecureRequests],
  });

/** Sends a new browser to the gateway, as the app would. */
async function ask(more: Record<string, string> = {}) {
  const configuration = await discover();
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: callback,
    scope: 'openid fhirUser launch/patient patient/*.rs offline_access',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    aud: gateway.baseUrl,
    ...more,
  });
  const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
  await page.goto(url.href);
  const tokens = () =>
    client.authorizationCodeGrant(configuration, new URL(page.url()), {
      pkceCodeVerifier: verifier,
      expectedState: state,
    });
  return { page, tokens, configuration };
}

async function signIn(page: Page, given = password) {
  await page.getByLabel('User name').fill('ann.example');
  await page.getByLabel('Password').fill(given);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function sign(page: Page) {
  await page.getByRole('button', { name: 'Continue' }).click();
  const read = page.getByRole('button', { name: 'I have read this' });
  while ((await read.count()) > 0) await read.click();
  await page.getByLabel('I have read this and agree to it.').check();
  await page.getByLabel('Your full name').fill('Ann Example');
  await page.getByRole('button', { name: 'Sign and share' }).click();
}

const readAs = async (token: string) =>
  gateway.ask('{ members { nodes { memberId demographics { familyName } } } }', { token });

describe('an app that a member connects', () => {
  test('goes from discovery to data, and is refused with the next request after the member takes it back', async () => {
    const { page, tokens } = await ask();
    await signIn(page);
    await expect(page.getByRole('heading', { level: 1 }).textContent()).resolves.toContain('Share');
    await sign(page);
    await page.waitForURL(`${callback}**`);
    const granted = await tokens();
    expect(granted).toMatchObject({ patient: ann, token_type: 'bearer', expires_in: 900 });
    const { body } = await readAs(granted.access_token);
    expect(body.data.members.nodes).toEqual([
      { memberId: ann, demographics: { familyName: expect.any(String) } },
    ]);
    const own = await gateway.ask('{ grants { nodes { id } } }', { as: asMember(ann) });
    const [{ id }] = own.body.data.grants.nodes;
    await gateway.ask(`mutation { revokeGrant(input: { grantId: "${id}" }) { __typename } }`, {
      as: asMember(ann),
    });
    expect((await readAs(granted.access_token)).status).toBe(401);
    const configuration = await discover();
    await expect(
      client.refreshTokenGrant(configuration, granted.refresh_token ?? ''),
    ).rejects.toMatchObject({ error: 'invalid_grant' });
  }, 60_000);

  test('gets a new refresh token for each, and nothing once an old one is shown again', async () => {
    const { page, tokens, configuration } = await ask();
    await signIn(page);
    await sign(page);
    await page.waitForURL(`${callback}**`);
    const first = await tokens();
    const second = await client.refreshTokenGrant(configuration, first.refresh_token ?? '');
    expect((await readAs(second.access_token)).status).toBe(200);
    await expect(
      client.refreshTokenGrant(configuration, first.refresh_token ?? ''),
    ).rejects.toMatchObject({ error: 'invalid_grant' });
    expect((await readAs(second.access_token)).status).toBe(401);
  }, 60_000);

  test('ends the consent by giving its token back', async () => {
    const { page, tokens, configuration } = await ask();
    await signIn(page);
    // The consent of the test before stands or not, whichever ran first.
    const anew = page.getByRole('button', { name: 'Sign a new one' });
    if ((await anew.count()) > 0) await anew.click();
    await sign(page);
    await page.waitForURL(`${callback}**`);
    const granted = await tokens();
    await client.tokenRevocation(configuration, granted.refresh_token ?? '');
    expect((await readAs(granted.access_token)).status).toBe(401);
    const { body } = await gateway.ask(
      '{ grants(first: 1) { nodes { state endedBy { by channel } } } }',
      { as: asMember(ann) },
    );
    expect(body.data.grants.nodes).toEqual([
      { state: 'REVOKED', endedBy: { by: 'APP', channel: 'OAUTH' } },
    ]);
  }, 60_000);

  test('gets nothing where the member decides not to share, nor with a wrong password', async () => {
    const { page } = await ask();
    await signIn(page, 'wrong');
    await expect(page.getByRole('alert').textContent()).resolves.toContain('is not right');
    await page.getByRole('button', { name: 'Do not share' }).click();
    await page.waitForURL(`${callback}**`);
    expect(new URL(page.url()).searchParams.get('error')).toBe('access_denied');
  }, 60_000);
});
