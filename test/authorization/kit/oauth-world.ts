import { createHash, randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import { createAccount } from '../../../src/accounts/accounts.ts';
import { patient } from '../../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../../kit/gateway.ts';
import { buttons, hiddenValues, type Visited, Visitor } from '../../kit/visitor.ts';
import { importResources, makeApp, makePlan, memberIdOf } from '../../kit/world.ts';

/** An app as the authorization server knows it. */
export type OAuthApp = {
  readonly id: string;
  readonly partnerId: string;
  readonly callback: string;
};

/** Two members with accounts, and an app of each way to prove itself. */
export type OAuthWorld = {
  readonly gateway: TestGateway;
  readonly plan: { readonly id: string; readonly slug: string };
  readonly ann: string;
  readonly ben: string;
  /** In a browser: no secret. */
  readonly browserApp: OAuthApp;
  /** On the member's own device: loopback. */
  readonly deviceApp: OAuthApp;
  readonly secretApp: OAuthApp & { readonly secret: string };
  readonly keyApp: OAuthApp & { readonly key: CryptoKey; readonly publicKey: JWK };
  stop(): Promise<void>;
};

export const password = 'quiet rivers run deep';
export const userNames = { ann: 'ann.example', ben: 'ben.example' } as const;

/** @param settings environment settings that differ from the defaults */
export async function startOAuthWorld(
  settings: Readonly<Record<string, string>> = {},
  planId: string = uuidv7(),
): Promise<OAuthWorld> {
  const gateway = await startTestGateway(settings);
  const plan = await makePlan(gateway, { id: planId, granularity: 'ALL_OR_NOTHING' });
  await importResources(gateway, plan, [patient('ann'), patient('ben')]);
  const [ann, ben] = [memberIdOf(plan, 'ann'), memberIdOf(plan, 'ben')];
  await createAccount(gateway.database, { memberId: ann, userName: userNames.ann, password });
  await createAccount(gateway.database, { memberId: ben, userName: userNames.ben, password });

  const app = async (callback: string): Promise<OAuthApp> => ({
    ...(await makeApp(gateway, 'THIRD_PARTY_APP', [callback])),
    callback,
  });
  const clients = gateway.database.prisma.appClient;
  const browserApp = await app('https://browser.example/back');
  const deviceApp = await app('http://127.0.0.1:7777/back');
  for (const { id } of [browserApp, deviceApp]) {
    await clients.create({ data: { appId: id, authentication: 'NONE' } });
  }
  const secretApp = { ...(await app('https://secret.example/back')), secret: newSecret() };
  await clients.create({
    data: {
      appId: secretApp.id,
      authentication: 'SECRET',
      secretHash: createHash('sha256').update(secretApp.secret).digest(),
    },
  });
  const { privateKey, publicKey } = await generateKeyPair('ES384', { extractable: true });
  const publicJwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES384', use: 'sig' };
  const keyApp = {
    ...(await app('https://key.example/back')),
    key: privateKey,
    publicKey: publicJwk,
  };
  await clients.create({
    data: {
      appId: keyApp.id,
      authentication: 'PRIVATE_KEY',
      publicKeys: { keys: [{ ...publicJwk }] },
    },
  });
  return {
    gateway,
    plan,
    ann,
    ben,
    browserApp,
    deviceApp,
    secretApp,
    keyApp,
    stop: () => gateway.stop(),
  };
}

const newSecret = () => randomBytes(32).toString('base64url');

/** What an app made up for one request (RFC 7636). */
export type Request = { readonly url: URL; readonly verifier: string; readonly state: string };

/**
 * An authorization request as an honest app makes it.
 *
 * @param more what differs; undefined leaves a parameter out
 */
export function requestOf(
  { gateway }: Pick<OAuthWorld, 'gateway'>,
  app: OAuthApp,
  more: Readonly<Record<string, string | undefined>> = {},
): Request {
  const verifier = newSecret();
  const state = newSecret();
  const parameters = {
    response_type: 'code',
    client_id: app.id,
    redirect_uri: app.callback,
    scope: 'openid launch/patient patient/*.rs offline_access',
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    aud: gateway.baseUrl,
    ...more,
  };
  const url = new URL('/oauth/authorize', gateway.baseUrl);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return { url, verifier, state };
}

/** Goes to where an app sent the member, and as far as the first page. */
export async function arrive(visitor: Visitor, { url }: Pick<Request, 'url'>): Promise<Visited> {
  return visitor.follow(await visitor.get(url));
}

/** Does what each page asks for, until it leads away from the gateway or to no page of the journey. */
export async function finishJourney(
  visitor: Visitor,
  arrived: Visited,
  userName: string = userNames.ann,
): Promise<Visited> {
  let page = arrived;
  for (let steps = 0; steps < 12; steps += 1) {
    if (page.location !== undefined || buttons(page).length === 0) return page;
    page = await visitor.follow(await visitor.post(page.url, answersTo(page, userName)));
  }
  throw new Error(`the journey has no end: ${page.url}`);
}

/** What a member answers to whatever page this is: its first button, and what it may ask for. */
export const answersTo = (
  page: Visited,
  userName: string = userNames.ann,
): Record<string, string> => ({
  ...hiddenValues(page),
  do: buttons(page)[0] ?? '',
  userName,
  password,
  agree: 'yes',
  signature: 'A. Family',
});

/** From the app's request to what the browser brings back to it: its callback with a code. */
export async function codeFor(
  world: Pick<OAuthWorld, 'gateway'>,
  app: OAuthApp,
  options: {
    readonly userName?: string;
    readonly more?: Record<string, string | undefined>;
    readonly visitor?: Visitor;
  } = {},
): Promise<Request & { readonly code: string; readonly answer: URL; readonly visitor: Visitor }> {
  const visitor = options.visitor ?? new Visitor();
  const request = requestOf(world, app, options.more);
  const end = await finishJourney(visitor, await arrive(visitor, request), options.userName);
  const code = end.location?.searchParams.get('code') ?? undefined;
  if (end.location === undefined || code === undefined) {
    throw new Error(`no code: ${end.status} at ${end.url} ${end.location ?? ''} ${end.text}`);
  }
  return { ...request, code, answer: end.location, visitor };
}

/** What the token endpoint, or one like it, says. */
export type TokenAnswer = {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape it asked for
  readonly body: any;
};

/** Sends a form to an endpoint for apps. */
export async function send(
  { gateway }: Pick<OAuthWorld, 'gateway'>,
  path: string,
  form: Record<string, string | undefined> | URLSearchParams,
  headers: Record<string, string> = {},
): Promise<TokenAnswer> {
  const body =
    form instanceof URLSearchParams
      ? form
      : new URLSearchParams(
          Object.entries(form).flatMap(([name, value]) =>
            value === undefined ? [] : [[name, value] as [string, string]],
          ),
        );
  const response = await fetch(`${gateway.baseUrl}${path}`, { method: 'POST', headers, body });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

/** Redeems a code as the app does that asked for it, but for what differs. */
export const redeem = (
  world: Pick<OAuthWorld, 'gateway'>,
  app: OAuthApp,
  { code, verifier }: { readonly code: string; readonly verifier?: string | undefined },
  more: Record<string, string | undefined> = {},
): Promise<TokenAnswer> =>
  send(world, '/oauth/token', {
    grant_type: 'authorization_code',
    client_id: app.id,
    redirect_uri: app.callback,
    code,
    code_verifier: verifier,
    ...more,
  });

export const refresh = (
  world: Pick<OAuthWorld, 'gateway'>,
  app: OAuthApp,
  refreshToken: string,
): Promise<TokenAnswer> =>
  send(world, '/oauth/token', {
    grant_type: 'refresh_token',
    client_id: app.id,
    refresh_token: refreshToken,
  });

/** A browser app connected for a member, with its tokens. */
export async function connected(
  world: OAuthWorld,
  app: OAuthApp,
  options: Parameters<typeof codeFor>[2] = {},
) {
  const found = await codeFor(world, app, options);
  const { status, body } = await redeem(world, app, found);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return {
    ...found,
    accessToken: String(body.access_token),
    refreshToken: String(body.refresh_token),
    idToken: String(body.id_token),
    body,
  };
}

/** Whom a token shows: 200 and their ids, or the status of the refusal. */
export async function membersSeen({ gateway }: Pick<OAuthWorld, 'gateway'>, token: string) {
  const { status, body } = await gateway.ask('{ members { nodes { memberId } } }', { token });
  return status === 200
    ? body.data.members.nodes.map(({ memberId }: { memberId: string }) => memberId)
    : status;
}
