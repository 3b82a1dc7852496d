import { lookup } from 'node:dns/promises';
import pg from 'pg';
import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { claimDeliveries } from '../../src/notify/webhooks/claims.ts';
import {
  startWebhookCourier,
  type WebhookCourierOptions,
} from '../../src/notify/webhooks/courier.ts';
import { queueWebhooks } from '../../src/notify/webhooks/queue-webhooks.ts';
import { askNameServers } from '../../src/notify/webhooks/resolve-names.ts';
import { tidyWebhooks } from '../../src/notify/webhooks/tidy.ts';
import type { Repeated } from '../../src/repeat.ts';
import { replayDelivery } from '../../src/webhooks/deliveries.ts';
import { createEndpoint, deleteEndpoint, rotateSecret } from '../../src/webhooks/endpoints.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import { startNameServer } from '../kit/name-server.ts';
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
const tidy = async () => {
  while (await tidyWebhooks(database.database));
};
/** Does what must wait for what these statements change, which are committed as soon as it does. */
async function whileHeld(statements: string, work: () => Promise<unknown>): Promise<void> {
  const holder = new pg.Client({ connectionString: database.url });
  await holder.connect();
  try {
    await holder.query(`begin; ${statements}`);
    const working = work();
    working.catch(() => undefined);
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(async () => (await database.asAdministrator(waiting)).rowCount).toBe(1);
    await holder.query('commit');
    await working;
  } finally {
    await holder.end();
  }
}
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
    open();
    await tidy();
    expect(await deliveries()).toEqual([]);
    expect(receiver.received).toEqual([]);
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

  test('with much to wait for takes the turn of no other', async () => {
    for (let number = 0; number < 3; number += 1) await makeEndpoint();
    for (let time = 0; time < 10; time += 1) await queue();
    const { id: behind } = await makeEndpoint();
    await queue();
    const room = { mostPerEndpoint: 4, but: [], lease: 1 };
    const claimed = await claimDeliveries(database.database, { ...room, most: 4 });
    const turns = claimed.map(({ endpointId }) => endpointId);
    expect(new Set(turns).size).toBe(4);
    expect(turns).toContain(behind);
  });

  test('because its name servers say nothing holds up neither others nor this process', async () => {
    const server = await startNameServer();
    const partners = Array.from({ length: 9 }, (_, number) => `partner${number}.example`);
    try {
      for (const name of partners) await makeEndpoint(`https://${name}/hook`);
      await makeEndpoint();
      for (let time = 0; time < 4; time += 1) await queue();
      const rules = { production: false, resolve: askNameServers([server.at]) };
      const courier = open({ rules, sendFor: 2_000 });
      // The threads of Node, which `dns.lookup` has, are as many as four of these would hold.
      await expect.poll(() => [...server.asked].toSorted(), { timeout: 1_500 }).toEqual(partners);
      await lookup('localhost');
      await receiver.untilReceived(4);
      await untilTried(1, 'TIMEOUT');
      await courier.stop();
    } finally {
      await server.stop();
    }
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
  await tidy();
  const left = (await deliveries()).map(({ id }) => id);
  expect(left).toEqual([waiting?.id, recent?.id]);
  expect(left).not.toContain(old?.id);
});

test('a gateway whose clock is an hour fast tries again as soon as others', async () => {
  await makeEndpoint();
  receiver.answer(status(503));
  await queue();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
  try {
    open({ retryAfter: Array.from({ length: 1_000 }, () => 20) });
    await receiver.untilReceived(2);
    receiver.answer(status(200));
    await until('DELIVERED');
    const { id } = await delivery();
    await replayDelivery(database.database, { id, partnerId });
    await until('DELIVERED');
  } finally {
    vi.useRealTimers();
  }
});

describe('a replay', () => {
  const replay = async () =>
    replayDelivery(database.database, { id: (await delivery()).id, partnerId });
  const makeDead = async () => {
    await makeEndpoint();
    await queue();
    await database.asAdministrator(
      `update webhook_delivery set state = 'DEAD', last_error = 'HTTP_500'`,
    );
  };

  test('while its endpoint says that it is gone leaves nothing to wait for good', async () => {
    await makeDead();
    const gone = `update webhook_endpoint set state = 'GONE'; update webhook_delivery set last_error = 'HTTP_410'`;
    await expect(whileHeld(gone, replay)).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
    expect((await delivery()).state).toBe('DEAD');
  });

  test('of a delivery that is removed meanwhile says that there is none', async () => {
    await makeDead();
    const removed = whileHeld('delete from webhook_delivery', replay);
    await expect(removed).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('each hour', () => {
  test('what was queued for an endpoint that went is ended, and what waits for another is not', async () => {
    const { id: gone } = await makeEndpoint();
    const { id: kept } = await makeEndpoint();
    await queue();
    await database.asAdministrator(`update webhook_endpoint set state = 'GONE' where id = $1`, [
      gone,
    ]);
    await tidy();
    const states = (await deliveries()).map(({ endpointId, state }) => [endpointId, state]);
    expect(Object.fromEntries(states)).toEqual({ [gone]: 'DEAD', [kept]: 'PENDING' });
  });

  test('what is deleted is removed with its log, and nothing else', async () => {
    const { id: deleted } = await makeEndpoint();
    const { id: kept } = await makeEndpoint();
    await queue();
    await deleteEndpoint(database.database, { id: deleted, partnerId });
    await tidy();
    const endpoints = await database.database.prisma.webhookEndpoint.findMany();
    expect(endpoints.map(({ id }) => id)).toEqual([kept]);
    expect((await deliveries()).map(({ endpointId }) => endpointId)).toEqual([kept]);
  });

  test('a secret that signs nothing any more is forgotten, and one that does is kept', async () => {
    const { id: over } = await makeEndpoint();
    const { id: goesOn, secret } = await makeEndpoint();
    for (const id of [over, goesOn]) await rotateSecret(database.database, { id, partnerId }, 1);
    await database.asAdministrator(
      `update webhook_endpoint set former_secret_until = now() - interval '1 second' where id = $1`,
      [over],
    );
    await tidy();
    const endpoints = await database.database.prisma.webhookEndpoint.findMany();
    const kept = endpoints.map(({ id, formerSecret }) => [id, formerSecret]);
    expect(Object.fromEntries(kept)).toEqual({ [over]: null, [goesOn]: secret });
  });
});
