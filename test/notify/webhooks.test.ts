import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { removeOldDeliveries } from '../../src/notify/webhooks/claims.ts';
import {
  startWebhookCourier,
  type WebhookCourierOptions,
} from '../../src/notify/webhooks/courier.ts';
import { queueWebhooks } from '../../src/notify/webhooks/queue-webhooks.ts';
import type { Repeated } from '../../src/repeat.ts';
import { replayDelivery } from '../../src/webhooks/deliveries.ts';
import { createEndpoint, deleteEndpoint, rotateSecret } from '../../src/webhooks/endpoints.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import {
  type ReceivedWebhook,
  startWebhookReceiver,
  status,
  type WebhookReceiver,
} from '../kit/webhook-receiver.ts';
import { makeApp } from '../kit/world.ts';

let database: TestDatabase;
let receiver: WebhookReceiver;
let partnerId: string;
const couriers: Repeated[] = [];
const others: WebhookReceiver[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  ({ partnerId } = await makeApp(database));
});
afterAll(() => database.drop());
beforeEach(async () => {
  receiver = await startWebhookReceiver();
});
afterEach(async () => {
  await Promise.all(couriers.splice(0).map((courier) => courier.stop()));
  await Promise.all([receiver, ...others.splice(0)].map((one) => one.stop()));
  await database.asAdministrator('delete from webhook_endpoint');
});

const development = { production: false };

const makeEndpoint = (url = receiver.url) =>
  createEndpoint(database.database, development, { partnerId, url, types: [] });
const open = (options: Partial<WebhookCourierOptions> = {}) => {
  const courier = startWebhookCourier({
    database: database.database,
    rules: development,
    log: pino({ level: 'silent' }),
    lookEvery: 20,
    ...options,
  });
  couriers.push(courier);
  return courier;
};
const event = {
  type: 'grant.ended',
  data: {
    grantId: '0190f000-0000-7000-8000-000000000001',
    appId: '0190f000-0000-7000-8000-000000000002',
    memberId: '0190f000-0000-7000-8000-000000000003',
    reason: 'REVOKED',
    by: 'MEMBER',
    endedAt: '2026-01-02T03:04:05.000Z',
  },
} as const;
const queue = () =>
  database.database.prisma.$transaction((tx) => queueWebhooks(tx, partnerId, event));
const deliveries = () =>
  database.database.prisma.webhookDelivery.findMany({ orderBy: { id: 'asc' } });
const delivery = async () => {
  const [one] = await deliveries();
  if (one === undefined) throw new Error('nothing is queued');
  return one;
};
const until = (state: 'DELIVERED' | 'DEAD') =>
  expect.poll(async () => (await delivery()).state, { timeout: 10_000, interval: 20 }).toBe(state);
const untilTried = (times: number, lastError: string) =>
  expect
    .poll(
      async () => {
        const { attempts, lastError: told } = await delivery();
        return { attempts, told };
      },
      { timeout: 10_000, interval: 20 },
    )
    .toEqual({ attempts: times, told: lastError });
const header = ({ headers }: ReceivedWebhook, name: string) => String(headers[name]);
const verify = (secret: string, { headers, body }: ReceivedWebhook) =>
  new Webhook(secret).verify(body, {
    'webhook-id': String(headers['webhook-id']),
    'webhook-timestamp': String(headers['webhook-timestamp']),
    'webhook-signature': String(headers['webhook-signature']),
  });

describe('an event', () => {
  test('is delivered once, with a signature that the library of Standard Webhooks accepts', async () => {
    const { secret } = await makeEndpoint();
    await queue();
    open();
    await until('DELIVERED');
    const [got] = receiver.received;
    if (got === undefined) throw new Error('nothing came');
    const { id, createdAt, attempts, lastStatus } = await delivery();
    expect(verify(secret, got)).toEqual({ ...event, timestamp: createdAt.toISOString() });
    expect(header(got, 'webhook-id')).toBe(id);
    expect(header(got, 'content-type')).toBe('application/json');
    expect({ attempts, lastStatus }).toEqual({ attempts: 1, lastStatus: 204 });
    expect(receiver.received).toHaveLength(1);
    expect(() => verify(`whsec_${Buffer.alloc(32).toString('base64')}`, got)).toThrow();
    expect(() => verify(secret, { ...got, body: got.body.replace('MEMBER', 'AGENT') })).toThrow();
  });

  test('of a transaction that is rolled back is never sent', async () => {
    await makeEndpoint();
    const undone = database.database.prisma.$transaction(async (tx) => {
      await queueWebhooks(tx, partnerId, event);
      throw new Error('rolled back');
    });
    await expect(undone).rejects.toThrow('rolled back');
    open();
    await queue();
    await until('DELIVERED');
    expect(await deliveries()).toHaveLength(1);
    expect(receiver.received).toHaveLength(1);
  });

  test('goes to the endpoints that asked for its type, and to no partner but its own', async () => {
    const { id } = await makeEndpoint();
    const other = await makeApp(database);
    const asked = { url: receiver.url, types: ['grant.ended'] } as const;
    const wanted = await createEndpoint(database.database, development, { partnerId, ...asked });
    const unasked = { partnerId, url: receiver.url, types: ['grant.signed'] } as const;
    await createEndpoint(database.database, development, unasked);
    await createEndpoint(database.database, development, {
      partnerId: other.partnerId,
      ...asked,
    });
    await queue();
    const told = (await deliveries()).map(({ endpointId }) => endpointId);
    expect(told.toSorted()).toEqual([id, wanted.id].toSorted());
  });

  test('does not fail what it tells of when its endpoint is deleted meanwhile', async () => {
    const { id } = await makeEndpoint();
    let deleting: Promise<void> | undefined;
    await database.database.prisma.$transaction(async (tx) => {
      await queueWebhooks(tx, partnerId, event);
      deleting = deleteEndpoint(database.database, { id, partnerId });
      await new Promise((resolve) => setTimeout(resolve, 100));
      await tx.$queryRaw`select 1`;
    });
    await deleting;
    expect(await deliveries()).toEqual([]);
  });

  test('is sent once between several gateways', async () => {
    await makeEndpoint();
    for (let time = 0; time < 30; time += 1) await queue();
    open();
    open();
    open();
    await expect
      .poll(async () => (await deliveries()).every(({ state }) => state === 'DELIVERED'), {
        timeout: 10_000,
      })
      .toBe(true);
    const ids = receiver.received.map((got) => header(got, 'webhook-id'));
    expect(ids.toSorted()).toEqual((await deliveries()).map(({ id }) => id).toSorted());
  });
});

test('while a secret is rotated, both are accepted; afterwards the new one alone', async () => {
  const { id, secret: former } = await makeEndpoint();
  const { secret } = await rotateSecret(database.database, { id, partnerId }, 1);
  open();
  await queue();
  const [both] = await receiver.untilReceived(1);
  if (both === undefined) throw new Error('nothing came');
  expect(header(both, 'webhook-signature').split(' ')).toHaveLength(2);
  expect(verify(former, both)).toEqual(verify(secret, both));
  await until('DELIVERED');
  await database.asAdministrator(
    `update webhook_endpoint set former_secret_until = now() - interval '1 second'`,
  );
  await queue();
  const [, alone] = await receiver.untilReceived(2);
  if (alone === undefined) throw new Error('nothing came');
  expect(verify(secret, alone)).toMatchObject({ type: 'grant.ended' });
  expect(() => verify(former, alone)).toThrow();
});

describe('an endpoint that does not take a delivery', () => {
  test('gets it again, later each time, for a day; then it is dead, until it is replayed', async () => {
    await makeEndpoint();
    receiver.answer(status(503));
    await queue();
    let now = new Date(Date.now() + 1_000);
    const first = now.getTime();
    open({ clock: () => now });
    const minutes = [1 / 6, 1, 5, 30, 120, 300, 420, 540];
    for (const [before, wait] of minutes.entries()) {
      const due = new Date(now.getTime() + wait * 60_000);
      await expect
        .poll(async () => [receiver.received.length, (await delivery()).nextTryAt], {
          timeout: 10_000,
          interval: 20,
        })
        .toEqual([before + 1, due]);
      // A moment before it is due nothing happens.
      now = new Date(due.getTime() - 1);
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect(receiver.received).toHaveLength(before + 1);
      now = due;
    }
    await until('DEAD');
    expect(await delivery()).toMatchObject({ attempts: 9, lastStatus: 503, lastError: 'HTTP_503' });
    const hours = (now.getTime() - first) / 3_600_000;
    expect(hours).toBeGreaterThan(23);
    expect(hours).toBeLessThan(25);

    receiver.answer(status(200));
    const { id } = await delivery();
    await replayDelivery(database.database, { id, partnerId });
    await until('DELIVERED');
    const ids = receiver.received.map((got) => header(got, 'webhook-id'));
    expect(ids).toEqual(Array.from({ length: 10 }, () => id));
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
  });

  test('and hangs holds nobody else up, and is given up after its time', async () => {
    const hanging = await startWebhookReceiver();
    others.push(hanging);
    hanging.answer(() => undefined);
    const { id: held } = await makeEndpoint(hanging.url);
    for (let time = 0; time < 10; time += 1) await queue();
    await makeEndpoint();
    open({ sendFor: 2_000 });
    await hanging.untilReceived(4);
    const before = performance.now();
    await queue();
    await receiver.untilReceived(1);
    expect(performance.now() - before).toBeLessThan(1_000);
    expect(hanging.received).toHaveLength(4);
    await untilTried(1, 'TIMEOUT');
    await deleteEndpoint(database.database, { id: held, partnerId });
  });

  test('and is not there is tried again', async () => {
    const { url, stop } = await startWebhookReceiver();
    await stop();
    await makeEndpoint(url);
    await queue();
    open();
    await untilTried(1, 'ECONNREFUSED');
    expect(await delivery()).toMatchObject({ state: 'PENDING', lastStatus: null });
  });

  test('and answers with a redirect is not followed', async () => {
    const elsewhere = await startWebhookReceiver();
    others.push(elsewhere);
    receiver.answer(status(307, { location: elsewhere.url }));
    await makeEndpoint();
    await queue();
    open();
    await untilTried(1, 'HTTP_307');
    expect(elsewhere.received).toEqual([]);
  });

  test('and answers without end has its status read alone', async () => {
    await makeEndpoint();
    let cut = false;
    receiver.answer((response) => {
      response.writeHead(200);
      const pouring = setInterval(() => response.write('x'.repeat(65_536)), 1);
      response.on('close', () => {
        cut = true;
        clearInterval(pouring);
      });
    });
    await queue();
    open();
    await until('DELIVERED');
    await expect.poll(() => cut).toBe(true);
  });

  test('and is gone (410) is sent nothing any more', async () => {
    const { id } = await makeEndpoint();
    receiver.answer(status(410));
    await queue();
    open();
    await until('DEAD');
    const where = { id };
    const endpoint = await database.database.prisma.webhookEndpoint.findUniqueOrThrow({ where });
    expect(endpoint.state).toBe('GONE');
    await queue();
    expect(await deliveries()).toHaveLength(1);
    const again = replayDelivery(database.database, { id: (await delivery()).id, partnerId });
    await expect(again).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
  });
});

test('a gateway that stops gives back what is under way, and another takes it up', async () => {
  await makeEndpoint();
  receiver.answer(() => undefined);
  await queue();
  const stopping = open();
  await receiver.untilReceived(1);
  await stopping.stop();
  expect(await delivery()).toMatchObject({ state: 'PENDING', attempts: 0 });
  receiver.answer(status(200));
  open();
  await until('DELIVERED');
});

test('in production nothing is sent to this machine, though the endpoint is from before', async () => {
  await makeEndpoint();
  await makeEndpoint(receiver.url.replace('http:', 'https:'));
  await makeEndpoint(receiver.url.replace('http://127.0.0.1', 'https://localhost'));
  await queue();
  open({ rules: { production: true } });
  await expect
    .poll(async () => (await deliveries()).map(({ lastError }) => lastError))
    .toEqual(['ADDRESS_REFUSED', 'ADDRESS_REFUSED', 'ADDRESS_REFUSED']);
  expect(receiver.received).toEqual([]);
});

test('a delivery of a month ago is removed, and none that waits', async () => {
  await makeEndpoint();
  for (let time = 0; time < 3; time += 1) await queue();
  const [old, waiting, recent] = await deliveries();
  await database.asAdministrator(
    `update webhook_delivery set created_at = now() - interval '31 days' where id <> $1`,
    [recent?.id],
  );
  await database.asAdministrator(
    `update webhook_delivery set state = 'DEAD', last_error = 'HTTP_500' where id <> $1`,
    [waiting?.id],
  );
  while (await removeOldDeliveries(database.database));
  const left = (await deliveries()).map(({ id }) => id);
  expect(left).toEqual([waiting?.id, recent?.id]);
  expect(left).not.toContain(old?.id);
});
