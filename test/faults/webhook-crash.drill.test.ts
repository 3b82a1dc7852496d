import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { startWebhookCourier } from '../../src/notify/webhooks/courier.ts';
import { createEndpoint } from '../../src/webhooks/endpoints.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import { rounds, tellProgress, tellTotals } from '../kit/drill.ts';
import {
  type ReceivedWebhook,
  startWebhookReceiver,
  status,
  type WebhookReceiver,
} from '../kit/webhook-receiver.ts';
import { makeApp } from '../kit/world.ts';

vi.setConfig({ testTimeout: rounds(120_000, 3_600_000) });

const program = fileURLToPath(new URL('webhook-sender.ts', import.meta.url));
/** Where in a delivery the process is killed. */
const moments = ['connected', 'asked', 'told', 'answered', 'later'] as const;
type Moment = (typeof moments)[number];

let database: TestDatabase;
let receiver: WebhookReceiver;
let partnerId: string;
/** By the path that each listens at. */
let secrets: ReadonlyMap<string, string>;
let onMoment: (moment: Moment) => void = () => undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  receiver = await startWebhookReceiver((moment) => onMoment(moment));
});
afterAll(async () => {
  await receiver.stop();
  await database.drop();
});
beforeEach(async () => {
  ({ partnerId } = await makeApp(database));
  const made = await Promise.all(
    ['/one', '/two'].map((path) =>
      createEndpoint(
        database.database,
        { production: false },
        { partnerId, url: new URL(path, receiver.url).href, types: [] },
      ),
    ),
  );
  secrets = new Map(made.map(({ url, secret }) => [new URL(url).pathname, secret]));
});

/**
 * Starts the sender, and kills it at that moment of one of its deliveries, while it commits; resolves when it is
 * gone. Without a moment it commits nothing, and is killed when nothing waits any more.
 */
async function crash(round: number, moment: Moment | undefined, lease = 500) {
  const most = moment === undefined ? 0 : 10_000;
  const child = spawn(
    process.execPath,
    [program, database.url, partnerId, ...[round, most, lease].map(String)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const gone = new Promise<NodeJS.Signals | null>((resolve) => {
    child.once('close', (_code, signal) => resolve(signal));
  });
  // Not always the first delivery of a round, and never before it has told of anything.
  let left = 1 + (round % 5);
  onMoment = (reached) => {
    if (reached !== moment || printed === '') return;
    left -= 1;
    if (left === 0) child.kill('SIGKILL');
  };
  if (moment === undefined) {
    await expect.poll(pending, { timeout: 60_000, interval: 50 }).toBe(0);
    child.kill('SIGKILL');
  }
  expect(await gone).toBe('SIGKILL');
  return [...printed.matchAll(/^committed (\S+)$/gm)].map(([, appId = '']) => appId);
}

const kept = () =>
  database.database.prisma.webhookDelivery.findMany({
    where: { endpoint: { partnerId } },
    include: { endpoint: true },
  });
const pending = () =>
  database.database.prisma.webhookDelivery.count({
    where: { endpoint: { partnerId }, state: 'PENDING' },
  });

const body = z.object({ type: z.literal('app.approved'), data: z.object({ appId: z.string() }) });

/** What a delivery is of, and its webhook-id, once its signature is found to be that of its endpoint. */
function opened({ path, headers, body: text }: ReceivedWebhook) {
  const id = String(headers['webhook-id']);
  const signed = new Webhook(secrets.get(path) ?? '').verify(text, {
    'webhook-id': id,
    'webhook-timestamp': String(headers['webhook-timestamp']),
    'webhook-signature': String(headers['webhook-signature']),
  });
  return { event: `${path} ${body.parse(signed).data.appId}`, id, text };
}

test('whenever the sender is killed, every committed event is delivered at least once, and none without its commit', async () => {
  const total = rounds(3, 100);
  const told = tellProgress('webhooks', total);
  const committed = new Set<string>();
  const kills = new Map<Moment, number>();
  const received: ReturnType<typeof opened>[] = [];
  let answers = 0;
  receiver.answer((response) => {
    answers += 1;
    status(answers % 10 === 0 ? 503 : 204)(response);
  });
  const round = async (number: number, moment: Moment | undefined) => {
    const from = receiver.received.length;
    for (const appId of await crash(number, moment)) {
      for (const path of secrets.keys()) committed.add(`${path} ${appId}`);
    }
    // Now: a signature is good for five minutes.
    received.push(...receiver.received.slice(from).map(opened));
  };
  for (let number = 0; number < total; number += 1) {
    const moment = moments[(number * 3) % moments.length] ?? 'later';
    await round(number, moment);
    kills.set(moment, (kills.get(moment) ?? 0) + 1);
    told(number + 1);
  }
  await round(total, undefined);

  const rows = await kept();
  const idOf = new Map(
    rows.map(({ id, data, endpoint }) => {
      const { appId } = body.shape.data.parse(data);
      return [`${new URL(endpoint.url).pathname} ${appId}`, id];
    }),
  );
  const arrived = new Set(received.map(({ event }) => event));
  const lost = [...committed].filter((event) => !idOf.has(event));
  const unsent = [...idOf.keys()].filter((event) => !arrived.has(event));
  const madeUp = [...arrived].filter((event) => !idOf.has(event) || event.includes('never'));
  expect({ lost, unsent, madeUp }).toEqual({ lost: [], unsent: [], madeUp: [] });
  expect(committed.size).toBeGreaterThanOrEqual(secrets.size * total);
  expect(rows.filter(({ state }) => state !== 'DELIVERED')).toEqual([]);
  // One that came again can be told by its webhook-id, and says the same.
  expect(received.filter(({ event, id }) => id !== idOf.get(event))).toEqual([]);
  expect(new Set(received.map(({ event, text }) => `${event} ${text}`)).size).toBe(idOf.size);
  const again = received.length - arrived.size;
  tellTotals('webhooks', { kills: Object.fromEntries(kills), committed: idOf.size, again });
});

test('what a killed sender had taken up is another’s once its lease is over, and not before', async () => {
  receiver.answer(() => undefined);
  const from = receiver.received.length;
  await crash(0, 'told', 60_000);
  const held = (await kept()).filter(({ attempts }) => attempts > 0);
  expect(held.length).toBeGreaterThan(0);
  const over = Math.min(...held.map(({ nextTryAt }) => nextTryAt.getTime()));
  expect(over - Date.now()).toBeGreaterThan(30_000);
  await database.asAdministrator(`delete from webhook_delivery where attempts = 0`);

  receiver.answer(status(204));
  onMoment = () => undefined;
  const before = receiver.received.length;
  expect(before).toBeGreaterThan(from);
  let now = new Date(over - 1);
  const courier = startWebhookCourier({
    database: database.database,
    rules: { production: false },
    log: pino({ level: 'silent' }),
    lookEvery: 10,
    clock: () => now,
  });
  try {
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(receiver.received).toHaveLength(before);
    now = new Date(over + 60_000);
    await expect.poll(pending, { timeout: 10_000, interval: 20 }).toBe(0);
  } finally {
    await courier.stop();
  }
  const taken = receiver.received.slice(before).map(({ headers }) => headers['webhook-id']);
  expect(taken.toSorted()).toEqual(held.map(({ id }) => id).toSorted());
});
