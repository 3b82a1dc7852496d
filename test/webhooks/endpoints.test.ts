import pg from 'pg';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expireGrants } from '../../src/grants/expire-grants.ts';
import { tidyWebhooks } from '../../src/notify/webhooks/tidy.ts';
import { approveApp } from '../kit/apps.ts';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import {
  admin,
  asMember,
  asPartner,
  globalId,
  letTermRunOut,
  mutate,
  read,
} from '../kit/graphql.ts';
import { type ProductionGateway, startProductionGateway } from '../kit/production-gateway.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../kit/webhook-receiver.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

let gateway: TestGateway;
let plan: { id: string; slug: string };
let memberId: string;
let receiver: WebhookReceiver;
let app: { id: string; partnerId: string };

beforeAll(async () => {
  gateway = await startTestGateway();
  plan = await makePlan(gateway);
  await importResources(gateway, plan, [patient('ann')]);
  memberId = memberIdOf(plan, 'ann');
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  receiver = await startWebhookReceiver();
  app = await makeApp(gateway);
});
afterEach(() => receiver.stop());

const endpoint = 'endpoint { endpointId url types state formerSecretUntil } secret';
const create = (input: Record<string, unknown> = {}, of = app) =>
  mutate(
    gateway,
    asPartner(of),
    'createWebhookEndpoint',
    { url: receiver.url, ...input },
    endpoint,
  );
const log = 'nodes { deliveryId type payload state attempts lastStatus lastError }';
const deliveriesOf = async (endpointId: string, as = asPartner(app)) => {
  const query = `query Log($id: UUID!) { webhookDeliveries(endpointId: $id) { ${log} } }`;
  return (await read(gateway, as, query, { id: endpointId })).webhookDeliveries.nodes;
};
const bodies = async (count: number) =>
  (await receiver.untilReceived(count))
    .map(({ body }) => JSON.parse(body))
    .toSorted((one, other) => one.timestamp.localeCompare(other.timestamp));

describe('a partner', () => {
  test('is told of signing and of every end of a grant, by whom and why, in ids and codes alone', async () => {
    await create();
    const about = { appId: app.id, memberId };
    const first = await makeGrant(gateway, plan, memberId, app);
    await receiver.untilReceived(1);
    const second = await makeGrant(gateway, plan, memberId, app);
    await receiver.untilReceived(3);
    const revoked = { grantId: globalId('Grant', second.id), reason: 'They called me names.' };
    await mutate(gateway, asMember(memberId), 'revokeGrant', revoked, 'grant { state }');
    await receiver.untilReceived(4);
    const third = await makeGrant(gateway, plan, memberId, app);
    await receiver.untilReceived(5);
    await letTermRunOut(gateway, third.id);
    while (await expireGrants(gateway.database));
    const told = await bodies(6);
    expect(told.map(({ type }) => type).toSorted()).toEqual(
      ['grant.signed', 'grant.signed', 'grant.signed']
        .concat(['grant.ended', 'grant.ended', 'grant.ended'].toSorted())
        .toSorted(),
    );
    const ended = told.filter(({ type }) => type === 'grant.ended').map(({ data }) => data);
    expect(ended).toMatchObject([
      { ...about, grantId: first.id, reason: 'SUPERSEDED', by: 'MEMBER', supersededBy: second.id },
      { ...about, grantId: second.id, reason: 'REVOKED', by: 'MEMBER' },
      { ...about, grantId: third.id, reason: 'EXPIRED', by: 'SYSTEM' },
    ]);
    const signed = told.filter(({ type }) => type === 'grant.signed').map(({ data }) => data);
    expect(signed).toMatchObject(
      [first, second, third].map(({ id }) => ({ ...about, grantId: id })),
    );
    expect(JSON.stringify(receiver.received.map(({ body }) => body))).not.toMatch(
      /names|A\. Member/,
    );
  });

  test('is told when its app is suspended, and when that is lifted', async () => {
    await create({ types: ['APP_SUSPENDED', 'APP_APPROVED'] });
    const appId = globalId('App', app.id);
    const risk = { appId, risk: 'MALWARE', securityRisk: 'It has been found to be bad.' };
    await mutate(gateway, admin, 'suspendApp', risk, 'app { state }');
    await receiver.untilReceived(1);
    await approveApp(gateway, appId);
    expect(await bodies(2)).toMatchObject([
      { type: 'app.suspended', data: { appId: app.id, risk: 'MALWARE' } },
      { type: 'app.approved', data: { appId: app.id } },
    ]);
  });

  test('is shown a secret once, when it is made, and gets another with a day of both', async () => {
    const made = await create();
    expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const rotated = await mutate(
      gateway,
      asPartner(app),
      'rotateWebhookSecret',
      { endpointId: made.endpoint.endpointId },
      endpoint,
    );
    expect(rotated.secret).not.toBe(made.secret);
    const until = new Date(rotated.endpoint.formerSecretUntil).getTime() - Date.now();
    expect(until / 3_600_000).toBeCloseTo(24, 1);
    const { text } = await gateway.ask(
      `{ webhookEndpoints { endpointId url types state createdAt formerSecretUntil } }`,
      { as: asPartner(app) },
    );
    expect(text).toContain(made.endpoint.endpointId);
    expect(text).not.toContain('whsec_');
  });

  test('sees what was sent, as it was sent, and sends it once more under the same id', async () => {
    const { endpoint: made, secret } = await create({ types: ['GRANT_ENDED'] });
    const input = { endpointId: made.endpointId };
    await mutate(gateway, asPartner(app), 'sendTestWebhook', input, 'delivery { deliveryId }');
    const [first] = await receiver.untilReceived(1);
    await expect
      .poll(() => deliveriesOf(made.endpointId))
      .toMatchObject([{ type: 'webhook.test', state: 'DELIVERED', lastStatus: 204, attempts: 1 }]);
    const [{ deliveryId, payload }] = await deliveriesOf(made.endpointId);
    expect(payload).toBe(first?.body);
    const replayed = await mutate(
      gateway,
      asPartner(app),
      'replayWebhookDelivery',
      { deliveryId },
      'delivery { deliveryId state }',
    );
    expect(replayed.delivery).toEqual({ deliveryId, state: 'PENDING' });
    for (const { headers, body } of await receiver.untilReceived(2)) {
      expect(headers['webhook-id']).toBe(deliveryId);
      const signed = {
        'webhook-id': deliveryId,
        'webhook-timestamp': String(headers['webhook-timestamp']),
        'webhook-signature': String(headers['webhook-signature']),
      };
      expect(new Webhook(secret).verify(body, signed)).toMatchObject({ type: 'webhook.test' });
    }
  });

  test('has ten endpoints at most, however many it asks for at once', async () => {
    const made = await Promise.all(Array.from({ length: 12 }, () => create()));
    const refused = made.filter(({ code }) => code === 'STATE_CONFLICT');
    expect(refused).toHaveLength(2);
  });

  test('that deletes an endpoint holds up neither a revocation nor its own suspension, however long the log', async () => {
    const { endpoint: made } = await create();
    const input = { endpointId: made.endpointId };
    await mutate(gateway, asPartner(app), 'sendTestWebhook', input, 'delivery { deliveryId }');
    const grant = await makeGrant(gateway, plan, memberId, app);
    const revoked = { grantId: globalId('Grant', grant.id) };
    const risk = { risk: 'MALWARE', securityRisk: 'It has been found to be bad.' };
    const suspended = { appId: globalId('App', app.id), ...risk };
    // Whoever removes the log waits for this.
    const holder = new pg.Client({ connectionString: gateway.url });
    await holder.connect();
    try {
      await holder.query('begin; select from webhook_delivery for update');
      const [deleted, ...others] = await Promise.all([
        mutate(gateway, asPartner(app), 'deleteWebhookEndpoint', input, 'endpointId'),
        mutate(gateway, asMember(memberId), 'revokeGrant', revoked, 'grant { state }'),
        mutate(gateway, admin, 'suspendApp', suspended, 'app { state }'),
      ]);
      expect(deleted).toMatchObject(input);
      expect(others).toMatchObject([
        { grant: { state: 'REVOKED' } },
        { app: { state: 'SUSPENDED' } },
      ]);
    } finally {
      await holder.end();
    }
    expect(await deliveriesOf(made.endpointId)).toEqual([]);
    const again = await mutate(
      gateway,
      asPartner(app),
      'deleteWebhookEndpoint',
      input,
      '__typename',
    );
    expect(again).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('makes and deletes endpoints without end as little as it has many', async () => {
    for (let time = 0; time < 5; time += 1) {
      const made = await Promise.all(Array.from({ length: 10 }, () => create()));
      await Promise.all(
        made.map(({ endpoint: { endpointId } }) =>
          mutate(gateway, asPartner(app), 'deleteWebhookEndpoint', { endpointId }, 'endpointId'),
        ),
      );
    }
    expect(await create()).toMatchObject({ code: 'STATE_CONFLICT' });
    while (await tidyWebhooks(gateway.database));
    expect(await create()).toMatchObject({ endpoint: { state: 'ENABLED' } });
  });

  test('has ten tests wait for an endpoint at most, however many it asks for at once', async () => {
    receiver.answer(() => undefined);
    const { endpoint: made } = await create();
    const input = { endpointId: made.endpointId };
    const sent = await Promise.all(
      Array.from({ length: 13 }, () =>
        mutate(gateway, asPartner(app), 'sendTestWebhook', input, 'delivery { state }'),
      ),
    );
    expect(sent.filter(({ code }) => code === 'STATE_CONFLICT')).toHaveLength(3);
    expect(await deliveriesOf(made.endpointId)).toHaveLength(10);
  });

  test('is told when it has asked for as many tests and replays as it may in an hour', async () => {
    const { endpoint: made } = await create();
    const input = { endpointId: made.endpointId };
    const send = () =>
      mutate(gateway, asPartner(app), 'sendTestWebhook', input, 'delivery { deliveryId }');
    const { delivery } = await send();
    const replay = () =>
      mutate(gateway, asPartner(app), 'replayWebhookDelivery', delivery, 'delivery { deliveryId }');
    const counted = (set: string) =>
      gateway.asAdministrator(`update webhook_endpoint set ${set} where id = $1`, [
        made.endpointId,
      ]);
    await counted('tests_in_hour = 59, replays_in_hour = 999');
    const message = expect.stringContaining('in an hour at most');
    const refused = { code: 'STATE_CONFLICT', message };
    for (const ask of [send, replay]) {
      expect(await ask()).toMatchObject({ delivery: {} });
      expect(await ask()).toMatchObject(refused);
    }
    await counted(`hour_began = now() - interval '61 minutes'`);
    for (const ask of [send, replay]) expect(await ask()).toMatchObject({ delivery: {} });
  });

  test('sees and changes nothing of another; an admin sees it', async () => {
    const { endpoint: made } = await create();
    const { endpointId } = made;
    const input = { endpointId };
    const test = 'delivery { deliveryId }';
    const sent = await mutate(gateway, asPartner(app), 'sendTestWebhook', input, test);
    const other = asPartner(await makeApp(gateway));
    const list = `query List($of: UUID) { webhookEndpoints(partnerId: $of) { endpointId } }`;
    const of = app.partnerId;
    expect((await read(gateway, other, list, { of })).webhookEndpoints).toEqual([]);
    expect((await read(gateway, other, list)).webhookEndpoints).toEqual([]);
    expect((await read(gateway, admin, list, { of })).webhookEndpoints).toEqual([{ endpointId }]);
    expect(await deliveriesOf(endpointId, other)).toEqual([]);
    expect(await deliveriesOf(endpointId, admin)).toHaveLength(1);
    const missing = { code: 'NOT_FOUND' };
    const { deliveryId } = sent.delivery;
    for (const [name, tried] of [
      ['rotateWebhookSecret', input],
      ['deleteWebhookEndpoint', input],
      ['sendTestWebhook', input],
      ['replayWebhookDelivery', { deliveryId }],
    ] as const) {
      expect(await mutate(gateway, other, name, tried, '__typename')).toMatchObject(missing);
    }
    const deleted = await mutate(
      gateway,
      asPartner(app),
      'deleteWebhookEndpoint',
      input,
      'endpointId',
    );
    expect(deleted).toMatchObject({ endpointId });
    expect(await deliveriesOf(endpointId, admin)).toEqual([]);
  });
});

describe('in production', () => {
  let production: ProductionGateway;
  beforeAll(async () => {
    production = await startProductionGateway();
  });
  afterAll(() => production.stop());

  test.each([
    'http://127.0.0.1/hook',
    'https://127.0.0.1/hook',
    'https://localhost/hook',
    'https://[::1]/hook',
    'https://169.254.169.254/latest/meta-data',
    'https://user:secret@93.184.215.14/hook',
  ])('%s cannot be made an endpoint', async (url) => {
    const partner = asPartner(await makeApp(production));
    const answer = await mutate(
      production,
      partner,
      'createWebhookEndpoint',
      { url },
      '__typename',
    );
    expect(answer).toMatchObject({ code: 'INVALID_INPUT', path: 'input.url' });
  });
});
