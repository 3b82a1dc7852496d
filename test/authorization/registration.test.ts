import { exportJWK, generateKeyPair } from 'jose';
import * as oauth from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approveApp } from '../kit/apps.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { asMember, asPartner, globalId, ledgerLeaves, read } from '../kit/graphql.ts';
import { makeApp } from '../kit/world.ts';

describe('dynamic client registration (RFC 7591)', () => {
  let gateway: TestGateway;
  let partner: { id: string; partnerId: string };
  let token: string;

  beforeAll(async () => {
    gateway = await startTestGateway();
    partner = await makeApp(gateway);
    token = await gateway.token(asPartner(partner));
  });
  afterAll(() => gateway.stop());

  const post = async (body: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${gateway.baseUrl}/oauth/register`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        ...headers,
      },
    });
    // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came
    return { response, body: (await response.json()) as any };
  };
  const register = (metadata: object) =>
    post(
      JSON.stringify({
        client_name: `Client ${Math.random()}`,
        redirect_uris: ['https://app.example/back'],
        ...metadata,
      }),
    );
  const approve = (id: string) => approveApp(gateway, globalId('App', id));
  const goesOn = async (id: string, uri: string): Promise<boolean> => {
    const query = new URLSearchParams({
      client_id: id,
      redirect_uri: uri,
      response_type: 'code',
      scope: 'openid patient/*.rs',
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
    });
    const { status } = await fetch(`${gateway.baseUrl}/oauth/authorize?${query}`, {
      redirect: 'manual',
    });
    return status === 303;
  };
  const countApps = () =>
    gateway.database.prisma.app.count({ where: { partnerId: partner.partnerId } });

  test('is where discovery says it is, and a standard client registers by it', async () => {
    const smart = await fetch(`${gateway.baseUrl}/.well-known/smart-configuration`);
    expect(await smart.json()).toMatchObject({
      registration_endpoint: `${gateway.baseUrl}/oauth/register`,
    });
    const configuration = await oauth.dynamicClientRegistration(
      new URL(gateway.baseUrl),
      {
        client_name: 'By the book',
        redirect_uris: ['https://book.example/back'],
        token_endpoint_auth_method: 'client_secret_basic',
        grant_types: ['authorization_code', 'refresh_token'],
        software_id: 'not known here, and left out',
      },
      undefined,
      { initialAccessToken: token, execute: [oauth.allowInsecureRequests] },
    );
    const client = configuration.clientMetadata();
    expect(client).toMatchObject({
      client_name: 'By the book',
      grant_types: ['authorization_code', 'refresh_token'],
      client_secret_expires_at: 0,
    });
    expect(client['software_id']).toBeUndefined();
    expect(Math.abs(Number(client['client_id_issued_at']) - Date.now() / 1_000)).toBeLessThan(60);
    expect(await goesOn(client.client_id, 'https://book.example/back')).toBe(false);
    await approve(client.client_id);
    expect(await goesOn(client.client_id, 'https://book.example/back')).toBe(true);
    // Its secret is known: it is let in, and told of a token that is none.
    await expect(oauth.tokenRevocation(configuration, 'none')).resolves.toBeUndefined();
  });

  test('makes an app like any other: pending, with no answer where it gave none, and an entry', async () => {
    const { response, body } = await register({
      policy_uri: 'https://app.example/privacy',
      token_endpoint_auth_method: 'none',
      answers: { sellsData: { answer: 'NO', detail: 'Never.' } },
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(body).not.toHaveProperty('client_secret');
    const query = `{ app(id: "${globalId('App', body.client_id)}") { state privacyPolicyUrl
      client { authentication } privacyAnswers { question answer } } }`;
    const { app } = await read(gateway, asPartner(partner), query);
    expect(app).toMatchObject({
      state: 'PENDING',
      privacyPolicyUrl: 'https://app.example/privacy',
      client: { authentication: 'NONE' },
    });
    expect(app.privacyAnswers.map(({ answer }: { answer: string }) => answer)).toEqual([
      'NO',
      ...Array(10).fill('UNANSWERED'),
    ]);
    const entries = (await ledgerLeaves(gateway)).filter((leaf) => leaf.subject === body.client_id);
    expect(entries).toEqual([
      expect.objectContaining({ kind: 'APP_REGISTERED', partner: partner.partnerId }),
    ]);
  });

  test('takes a server with a key, which gets tokens once it is approved', async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS384', { extractable: true });
    const { body } = await register({
      redirect_uris: undefined,
      grant_types: ['client_credentials'],
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS384' }] },
    });
    expect(body).toMatchObject({ grant_types: ['client_credentials'], response_types: [] });
    await approve(body.client_id);
    const configuration = await oauth.discovery(
      new URL(gateway.baseUrl),
      body.client_id,
      undefined,
      oauth.PrivateKeyJwt({ key: privateKey, kid: 'k' }),
      { execute: [oauth.allowInsecureRequests] },
    );
    await expect(
      oauth.clientCredentialsGrant(configuration, { scope: 'system/*.rs' }),
    ).resolves.toMatchObject({ expires_in: 300 });
  });

  test.each([
    [['https://app.example/back', 'example.app:/back']],
    [['http://127.0.0.1:7777/back']],
    [['https://localhost/back', 'https://app.example/back?tenant=1']],
  ])('an app that may return to %j can sign members in', async (redirect_uris) => {
    const { body } = await register({ redirect_uris, token_endpoint_auth_method: 'none' });
    await approve(body.client_id);
    for (const uri of redirect_uris) expect(await goesOn(body.client_id, uri)).toBe(true);
  });

  test('refuses by the codes of the RFC, and then nothing is registered', async () => {
    const before = await countApps();
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const key = { ...(await exportJWK(privateKey)), kid: 'k' };
    const byKey = { token_endpoint_auth_method: 'private_key_jwt' };
    for (const [error, wrong] of [
      ['invalid_redirect_uri', { redirect_uris: ['javascript:alert(1)'] }],
      ['invalid_redirect_uri', { redirect_uris: ['http://app.example/back'] }],
      ['invalid_redirect_uri', { redirect_uris: 'https://app.example/back' }],
      ['invalid_redirect_uri', { redirect_uris: [] }],
      ['invalid_client_metadata', { client_name: undefined }],
      ['invalid_client_metadata', { client_name: '  ' }],
      ['invalid_client_metadata', { grant_types: ['implicit'] }],
      ['invalid_client_metadata', { grant_types: ['authorization_code', 'client_credentials'] }],
      ['invalid_client_metadata', { response_types: ['token'] }],
      ['invalid_client_metadata', { token_endpoint_auth_method: 'client_secret_jwt' }],
      ['invalid_client_metadata', { policy_uri: 'http://app.example/privacy' }],
      ['invalid_client_metadata', { answers: { sellsData: { answer: 'PERHAPS', detail: '' } } }],
      ['invalid_client_metadata', byKey],
      ['invalid_client_metadata', { ...byKey, jwks: { keys: [key] } }],
      ['invalid_client_metadata', { ...byKey, jwks_uri: 'https://app.example/keys' }],
      ['invalid_client_metadata', { jwks: { keys: [] } }],
    ] as const) {
      const { response, body } = await register(wrong);
      expect({ status: response.status, error: body.error }, JSON.stringify(wrong)).toEqual({
        status: 400,
        error,
      });
      expect(body.error_description).toEqual(expect.any(String));
      expect(JSON.stringify(body)).not.toContain(key.d);
    }
    for (const text of ['', '[]', 'null', '{"client_name":', `"${'x'.repeat(70_000)}"`]) {
      const { response, body } = await post(text);
      expect([response.status, body.error]).toEqual([400, 'invalid_client_metadata']);
    }
    const asForm = await post('client_name=x', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(asForm.body.error).toBe('invalid_client_metadata');
    expect(await countApps()).toBe(before);
  });

  test('registers nothing twice under one name', async () => {
    await register({ client_name: 'Once' });
    const { response, body } = await register({ client_name: 'Once' });
    expect([response.status, body.error]).toEqual([400, 'invalid_client_metadata']);
  });

  test('is for partners: nobody, a member and a wrong token are refused', async () => {
    const before = await gateway.database.prisma.app.count();
    const member = await gateway.token(asMember(partner.id));
    for (const [authorization, status, error] of [
      ['', 401, 'invalid_token'],
      [`Bearer ${member}`, 403, 'access_denied'],
      [`Bearer ${member}x`, 401, 'invalid_token'],
      ['Basic YTpi', 400, 'invalid_request'],
    ] as const) {
      const response = await fetch(`${gateway.baseUrl}/oauth/register`, {
        method: 'POST',
        body: JSON.stringify({ client_name: 'x', redirect_uris: ['https://app.example/back'] }),
        headers: {
          'content-type': 'application/json',
          ...(authorization === '' ? {} : { authorization }),
        },
      });
      expect([response.status, await response.json()]).toEqual([
        status,
        expect.objectContaining({ error }),
      ]);
      expect(response.headers.has('www-authenticate')).toBe(status !== 403);
    }
    const got = await fetch(`${gateway.baseUrl}/oauth/register`);
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await gateway.database.prisma.app.count()).toBe(before);
  });

  test('half done is not done: without the ledger there is neither app nor client', async () => {
    const before = await countApps();
    await gateway.asAdministrator('alter function ledger.append(bytea[]) rename to append_away');
    try {
      const { response, body } = await register({ client_name: 'Half' });
      expect([response.status, body.error]).toEqual([503, 'temporarily_unavailable']);
    } finally {
      await gateway.asAdministrator('alter function ledger.append_away(bytea[]) rename to append');
    }
    expect(await countApps()).toBe(before);
    expect((await register({ client_name: 'Half' })).response.status).toBe(201);
  });
});
