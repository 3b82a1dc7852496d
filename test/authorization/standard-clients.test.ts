import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import * as client from 'openid-client';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { demoAccountOf, demoPassword } from '../../prisma/demo/accounts.ts';
import { POCKET_CHART } from '../../prisma/demo/apps.ts';
import { LARKMERE } from '../../prisma/demo/plans.ts';
import { demoSeed } from '../../prisma/demo/seed.ts';
import { generateDemoWorld } from '../../prisma/demo/world.ts';
import { startBrowser } from '../kit/browser.ts';
import {
  makeDataDirectory,
  type RunningCommand,
  removeDataDirectory,
  runCommand,
  runExample,
} from '../kit/command-line.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';

/**
 * Clients that others have written, as their documents say, against the gateway as `npm start` runs it: from
 * discovery to data, and to refusal once the member takes it back.
 */
vi.setConfig({ testTimeout: 90_000, hookTimeout: 150_000 });

let directory: string;
let given: TestDatabase | undefined;
let command: RunningCommand;
let gateway: string;
let browser: Browser;
let site: Server;
let origin: string;

beforeAll(async () => {
  directory = await makeDataDirectory();
  given = process.env['DATABASE_URL'] ? await createTestDatabase() : undefined;
  command = runCommand(['serve'], {
    DATA_DIR: directory,
    PORT: '0',
    ...(given && { DATABASE_URL: given.url }),
  });
  site = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://site').pathname;
    if (path === '/fhir-client.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(fhirClient);
    } else {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(path === '/launch' ? launchPage() : callbackPage);
    }
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  [[, gateway = ''], browser] = await Promise.all([
    command.untilPrinted(/Consent Gateway serves (http:\/\/\S+)\/graphql/),
    startBrowser(),
  ]);
});
afterAll(async () => {
  await browser?.close();
  site?.close();
  command?.kill('SIGTERM');
  await command?.ended;
  await given?.drop();
  await removeDataDirectory(directory);
});

const fhirClient = readFileSync(
  fileURLToPath(new URL('../../build/fhir-client.min.js', import.meta.resolve('fhirclient'))),
);

const launchPage = () => `<!doctype html><script src="/fhir-client.js"></script><script>
  FHIR.oauth2.authorize(${JSON.stringify({
    clientId: POCKET_CHART.id,
    scope: 'openid fhirUser launch/patient patient/*.rs offline_access',
    redirectUri: `${origin}/callback`,
    iss: gateway,
  })});
</script>`;
const callbackPage = `<!doctype html><title>App</title><script src="/fhir-client.js"></script><script>
  // An app without a secret says which it is (RFC 6749, section 3.2.1): fhirclient leaves it out unless told.
  FHIR.oauth2.settings.refreshTokenWithClientId = true;
  window.connecting = FHIR.oauth2.ready();
</script>`;

/** Members of the plan that shares everything or nothing, with their user names. */
const userNames = generateDemoWorld({ seed: demoSeed }).members.flatMap((member, place) => {
  const account = demoAccountOf(member, place);
  const isStandard = member.planId === LARKMERE.id;
  return account !== undefined && isStandard ? [{ ...account, name: member.displayName }] : [];
});

type Member = (typeof userNames)[number];

/** Signs in and does what each page asks, until the browser is at the app again. */
async function connect(page: Page, { userName, name }: Member): Promise<void> {
  await page.getByLabel('User name').fill(userName);
  await page.getByLabel('Password').fill(demoPassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  while (page.url().startsWith(gateway)) {
    const agree = page.getByLabel('I have read this and agree to it.');
    if ((await agree.count()) > 0) {
      await agree.check();
      await page.getByLabel('Your full name').fill(name);
    }
    await page.locator('main form button').first().click();
    await page.waitForLoadState();
  }
}

/** What a script of the app's own page gets of /graphql, by the client that it uses. */
const ask = (page: Page, query: string) =>
  page.evaluate(
    async ([url, text]) => {
      // @ts-expect-error: the page has put it there
      const connected = await window.connecting;
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: connected.getAuthorizationHeader(),
        },
        body: JSON.stringify({ query: text }),
      });
      return {
        status: response.status,
        requestId: response.headers.get('x-request-id'),
        body: await response.json(),
      };
    },
    [gateway, query] as const,
  );

const whom = 'query Whom { members { nodes { memberId demographics { familyName } } } }';

/** Takes back what a member signed, with the member's own token. */
async function takeBack(memberId: string): Promise<void> {
  const { stdout } = await runCommand(['token', '--as', `MEMBER:${memberId}`], {
    DATA_DIR: directory,
    ...(given && { DATABASE_URL: given.url }),
  }).ended;
  const token = stdout.trim().split('\n').at(-1);
  const send = async (query: string) => {
    const response = await fetch(`${gateway}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query }),
    });
    return response.json();
  };
  const { data } = await send('{ grants(first: 20) { nodes { id state app { name } } } }');
  for (const { id, state, app } of data.grants.nodes) {
    if (state !== 'ACTIVE' || app.name !== POCKET_CHART.name) continue;
    const revoked = await send(
      `mutation { revokeGrant(input: { grantId: "${id}" }) { __typename } }`,
    );
    expect(revoked.data.revokeGrant.__typename).toBe('RevokeGrantPayload');
  }
}

describe('fhirclient, in a real browser', () => {
  test('goes from discovery to data, and is refused once the member takes it back', async () => {
    const [member] = userNames;
    if (member === undefined) throw new Error('the demo has no such member');
    const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
    await page.goto(`${origin}/launch`);
    await page.waitForURL(`${gateway}/**`);
    await connect(page, member);
    expect(page.url()).toContain(`${origin}/callback`);
    const patient = await page.evaluate(async () => {
      // @ts-expect-error: the page has put it there
      return (await window.connecting).patient.id;
    });
    const answer = await ask(page, whom);
    expect(answer).toMatchObject({ status: 200, requestId: expect.any(String) });
    expect(answer.body.data.members.nodes).toEqual([
      { memberId: patient, demographics: { familyName: member.name.split(' ').at(-1) } },
    ]);
    // It gets new tokens by itself, and these work too.
    await page.evaluate(async () => {
      // @ts-expect-error: the page has put it there
      await (await window.connecting).refresh();
    });
    expect((await ask(page, whom)).status).toBe(200);

    await takeBack(patient);
    const refused = await ask(page, whom);
    expect(refused).toMatchObject({ status: 401 });
    expect(refused.body.data).toBeUndefined();
    const refreshed = await page.evaluate(async () => {
      // @ts-expect-error: the page has put it there
      const connected = await window.connecting;
      return connected.refresh().then(
        () => 'refreshed',
        () => 'refused',
      );
    });
    expect(refreshed).toBe('refused');
  });
});

describe('openid-client, on a server', () => {
  test('goes from discovery to data, and is refused once the member takes it back', async () => {
    const [, member] = userNames;
    if (member === undefined) throw new Error('the demo has no such member');
    const configuration = await client.discovery(
      new URL(gateway),
      POCKET_CHART.id,
      undefined,
      client.None(),
      { execute: [client.allowInsecureRequests] },
    );
    const verifier = client.randomPKCECodeVerifier();
    const [state, nonce] = [client.randomState(), client.randomNonce()];
    const callback = `${origin}/callback`;
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: callback,
      scope: 'openid launch/patient patient/*.rs offline_access',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
    // The answer is for the server: its own page does nothing with it.
    await page.route('**/fhir-client.js', (route) => route.abort());
    await page.goto(url.href);
    await connect(page, member);
    const tokens = await client.authorizationCodeGrant(configuration, new URL(page.url()), {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
    });
    const patient = String(tokens['patient']);
    expect(tokens.claims()?.sub).toBe(patient);
    const read = async (token: string) =>
      client.fetchProtectedResource(
        configuration,
        token,
        new URL('/graphql', gateway),
        'POST',
        JSON.stringify({ query: whom }),
        new Headers({ 'content-type': 'application/json' }),
      );
    const answer = await (await read(tokens.access_token)).json();
    expect(answer.data.members.nodes).toMatchObject([{ memberId: patient }]);
    const renewed = await client.refreshTokenGrant(configuration, tokens.refresh_token ?? '');
    await takeBack(patient);
    await expect(read(renewed.access_token)).rejects.toThrow();
    await expect(
      client.refreshTokenGrant(configuration, renewed.refresh_token ?? ''),
    ).rejects.toMatchObject({ error: 'invalid_grant' });
  });
});

describe('the example of an app in docs/examples', () => {
  test('connects, shows what was granted, refreshes, and is refused once the member takes it back', async () => {
    const [, , member] = userNames;
    if (member === undefined) throw new Error('the demo has no such member');
    const example = runExample('connect-an-app.mjs', [gateway]);
    const [, url = ''] = await example.untilPrinted(/^(http\S+)$/m);
    const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
    await page.goto(url);
    await connect(page, member);
    expect(await page.locator('body').innerText()).toContain('You can close this page.');
    const [, memberId = ''] = await example.untilPrinted(/^Connected: member (\S+), for /m);
    await example.untilPrinted(/^Refreshed\./m);
    await takeBack(memberId);
    const { code, stdout, stderr } = await example.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/"claims": \{\s+"nodes": \[\s+\{/);
    expect(stdout).toContain('Refused: the member shares no more.');
  });
});
