import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { removeOldMails } from '../../src/notify/mail-claims.ts';
import type { Repeated } from '../../src/repeat.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import { type MailServer, startMailServer } from '../kit/mail-server.ts';
import { openCourier, post } from './post-office.ts';

let database: TestDatabase;
let server: MailServer;
const couriers: Repeated[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  server = await startMailServer();
});
afterEach(async () => {
  await Promise.all(couriers.splice(0).map((courier) => courier.stop()));
  await server.stop();
  await database.asAdministrator('delete from mail_outbox');
});

const open = (options: Parameters<typeof openCourier>[1] = {}) => {
  const courier = openCourier(database, { smtpUrl: server.url, ...options });
  couriers.push(courier);
  return courier;
};
const row = async (to: string) =>
  database.database.prisma.outboxMail.findFirstOrThrow({ where: { to } });
const link = 'https://share.plan.example/verify?token=secret';
const until = (to: string, state: 'SENT' | 'DEAD') =>
  expect.poll(async () => (await row(to)).state, { timeout: 15_000, interval: 20 }).toBe(state);

describe('a mail that is due', () => {
  test('is sent once, as text and HTML, and then marked sent', async () => {
    open();
    await post(database, 'one@mail.example');
    const [mail] = await server.mailsTo('one@mail.example');
    await until('one@mail.example', 'SENT');
    const { id, createdAt, attempts, lastError, sentAt } = await row('one@mail.example');
    expect(mail?.messageId).toBe(`<${id}@plan.example>`);
    expect(mail?.from?.text).toBe('"Test Plan" <no-reply@plan.example>');
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail?.date?.getTime()).toBe(Math.floor(createdAt.getTime() / 1000) * 1000);
    expect(mail?.text).toContain('You have one already');
    expect(mail?.html).toContain('You have one already');
    expect({ attempts, lastError }).toEqual({ attempts: 1, lastError: null });
    expect(sentAt).not.toBeNull();
    expect(server.mails).toHaveLength(1);
  });

  test('goes to one address, whatever is in it', async () => {
    open();
    await post(database, 'a@mail.example, b@mail.example');
    await until('a@mail.example, b@mail.example', 'DEAD');
    expect(server.mails).toEqual([]);
  });

  test('waits for a server that is down, and goes when it is back', async () => {
    const { port } = server;
    await server.stop();
    open({ retryAfter: Array.from({ length: 1_000 }, () => 30) });
    await post(database, 'patient@mail.example');
    await expect
      .poll(async () => (await row('patient@mail.example')).attempts, { interval: 20 })
      .toBeGreaterThan(2);
    expect((await row('patient@mail.example')).lastError).toContain('ESOCKET');
    server = await startMailServer(port);
    await server.mailsTo('patient@mail.example');
    await until('patient@mail.example', 'SENT');
  });

  test('is tried again after a refusal for now, later each time, and given up in the end', async () => {
    server.refuse(() => ({ code: 450, text: 'busy' }));
    open({ retryAfter: [10, 50, 250] });
    await post(database, 'slow@mail.example');
    const before = performance.now();
    await until('slow@mail.example', 'DEAD');
    expect(performance.now() - before).toBeGreaterThan(310);
    expect(await row('slow@mail.example')).toMatchObject({
      attempts: 4,
      lastError: expect.stringContaining('EENVELOPE 450'),
    });
  });

  test('is dead at once when the server refuses it for good, and what the server said is not kept', async () => {
    server.refuse((address) => ({ code: 550, text: `5.1.1 no such user ${address}` }));
    open();
    await post(database, 'gone@mail.example');
    await until('gone@mail.example', 'DEAD');
    const { attempts, lastError } = await row('gone@mail.example');
    expect({ attempts, lastError }).toEqual({
      attempts: 1,
      lastError: 'EENVELOPE 550 5.1.1 RCPT TO',
    });
  });

  test('is not lost by a refused sign-in, which says nothing of the mail', async () => {
    server.refuse(() => ({ code: 530, text: '5.7.0 Authentication required' }));
    open({ retryAfter: Array.from({ length: 1_000 }, () => 20) });
    await post(database, 'auth@mail.example');
    await expect
      .poll(async () => (await row('auth@mail.example')).attempts, { interval: 20 })
      .toBeGreaterThan(1);
    server.refuse(undefined);
    await until('auth@mail.example', 'SENT');
  });

  test.each([
    [550, '5.7.1 Service unavailable; client host is blocked'],
    [554, 'Transaction failed'],
    [550, '5.1.8 Sender address rejected'],
  ])('is not given up by a refusal of whoever sends it: %i %s', async (code, text) => {
    server.refuse(() => ({ code, text }));
    open({ retryAfter: Array.from({ length: 1_000 }, () => 20) });
    await post(database, 'blocked@mail.example', { kind: 'RESET_PASSWORD', link });
    await expect
      .poll(async () => (await row('blocked@mail.example')).attempts, { interval: 20 })
      .toBeGreaterThan(1);
    server.refuse(undefined);
    const [mail] = await server.mailsTo('blocked@mail.example');
    expect(mail?.text).toContain(link);
  });

  test('of a kind that this version does not know is left to one that does', async () => {
    await post(database, 'new@mail.example');
    await database.asAdministrator(`update mail_outbox set kind = 'OF_TOMORROW'`);
    open({ retryAfter: Array.from({ length: 1_000 }, () => 20) });
    await expect
      .poll(async () => (await row('new@mail.example')).attempts, { interval: 20 })
      .toBeGreaterThan(1);
    expect(await row('new@mail.example')).toMatchObject({
      state: 'PENDING',
      lastError: 'ZodError',
    });
  });
});

describe('while none can go', () => {
  const backlog = Array.from({ length: 30 }, (_, number) => `waits${number}@mail.example`);
  const tries = async () => {
    const mails = await database.database.prisma.outboxMail.findMany();
    return mails.reduce((sum, { attempts }) => sum + attempts, 0);
  };
  const queueAll = async () => {
    for (const to of backlog) await post(database, to, { kind: 'RESET_PASSWORD', link });
  };
  const untilAllCame = () =>
    expect.poll(() => server.mails.length, { timeout: 15_000 }).toBe(backlog.length);

  test('because the server is down, one mail is tried at a time, and the rest lose no try', async () => {
    const { port } = server;
    await server.stop();
    await queueAll();
    const resting = open({ restFor: 60_000 });
    await expect.poll(tries).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await tries()).toBe(1);
    await resting.stop();
    open({ restFor: 100, retryAfter: Array.from({ length: 10 }, () => 20) });
    await expect.poll(tries).toBeGreaterThanOrEqual(3);
    expect(await tries()).toBeLessThan(backlog.length);
    server = await startMailServer(port);
    await untilAllCame();
  });

  test('because the server refuses the sender, no mail is given up and no link wiped', async () => {
    server.refuseSender({ code: 553, text: '5.7.1 sender address not owned by user' });
    await queueAll();
    open({ retryAfter: Array.from({ length: 10 }, () => 20) });
    const lastError = { contains: '553 5.7.1 MAIL FROM' };
    await expect
      .poll(() => database.database.prisma.outboxMail.count({ where: { lastError } }))
      .toBeGreaterThanOrEqual(2);
    server.refuseSender(undefined);
    await untilAllCame();
    for (const mail of server.mails) expect(mail.text).toContain(link);
  });
});

test('a gateway whose clock is an hour fast tries a mail again as soon as others', async () => {
  server.refuse(() => ({ code: 450, text: 'busy' }));
  await post(database, 'clock@mail.example');
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
  try {
    open({ retryAfter: Array.from({ length: 1_000 }, () => 20) });
    await expect
      .poll(async () => (await row('clock@mail.example')).attempts, { interval: 20 })
      .toBeGreaterThan(1);
  } finally {
    vi.useRealTimers();
  }
  server.refuse(undefined);
  await until('clock@mail.example', 'SENT');
});

describe('a link that is as good as a password', () => {
  const kept = async () => {
    const { rows } = await database.asAdministrator('select facts::text from mail_outbox');
    return rows.map(({ facts }) => facts);
  };

  test.each(['VERIFY_EMAIL', 'RESET_PASSWORD'] as const)(
    'in %s is kept no longer than until it is sent',
    async (kind) => {
      await post(database, 'link@mail.example', { kind, link });
      expect(await kept()).toEqual([expect.stringContaining(link)]);
      open();
      const [mail] = await server.mailsTo('link@mail.example');
      expect(mail?.text).toContain(link);
      await until('link@mail.example', 'SENT');
      expect(await kept()).toEqual(['{}']);
    },
  );

  test.each([
    ['RESET_PASSWORD', '61 minutes'],
    ['VERIFY_EMAIL', '25 hours'],
  ] as const)('in %s is not mailed once it is dead, and not kept', async (kind, ago) => {
    await post(database, 'late@mail.example', { kind, link });
    await database.asAdministrator(
      `update mail_outbox set created_at = now() - interval '${ago}' where recipient = 'late@mail.example'`,
    );
    await post(database, 'link@mail.example', { kind, link });
    open();
    await until('late@mail.example', 'DEAD');
    expect((await row('late@mail.example')).lastError).toBe('LINK_EXPIRED');
    expect((await row('late@mail.example')).facts).toEqual({});
    await server.mailsTo('link@mail.example');
    expect(server.mails).toHaveLength(1);
  });

  test('is given up as soon as no other try can come in time', async () => {
    server.refuse(() => ({ code: 450, text: 'busy' }));
    await post(database, 'link@mail.example', { kind: 'RESET_PASSWORD', link });
    open({ retryAfter: [61 * 60_000] });
    await until('link@mail.example', 'DEAD');
    expect(await kept()).toEqual(['{}']);
  });

  test('is not kept when the mail is given up either', async () => {
    await post(database, 'link@mail.example', { kind: 'RESET_PASSWORD', link });
    server.refuse(() => ({ code: 550, text: 'no' }));
    open();
    await until('link@mail.example', 'DEAD');
    expect(await kept()).toEqual(['{}']);
  });
});

describe('a server that accepts connections and says nothing', () => {
  test('holds neither other work nor a stop, and the mail goes later', async () => {
    const sockets = new Set<{ destroy(): void }>();
    const silent = createServer((socket) => sockets.add(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const held = open({ smtpUrl: `smtp://127.0.0.1:${port}`, sendFor: 200 });
    await post(database, 'held@mail.example');
    await expect
      .poll(async () => (await row('held@mail.example')).lastError, { interval: 20 })
      .toContain('EABORT');
    const before = performance.now();
    await held.stop();
    expect(performance.now() - before).toBeLessThan(2_000);
    for (const socket of sockets) socket.destroy();
    silent.close();
    await database.asAdministrator(
      `update mail_outbox set state = 'PENDING', attempts = 0, next_try_at = now()`,
    );
    open();
    await server.mailsTo('held@mail.example');
  });

  test('is cut off by a stop, and the mail is given back for another gateway', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const held = open({ smtpUrl: `smtp://127.0.0.1:${port}` });
    await post(database, 'back@mail.example');
    await expect.poll(async () => (await row('back@mail.example')).attempts).toBe(1);
    await held.stop();
    expect(await row('back@mail.example')).toMatchObject({ state: 'PENDING', attempts: 0 });
    silent.close();
    open();
    await server.mailsTo('back@mail.example');
  });
});

describe('several couriers', () => {
  test('send every mail once between them', async () => {
    const addresses = Array.from({ length: 60 }, (_, index) => `m${index}@mail.example`);
    for (const address of addresses) await post(database, address);
    open();
    open();
    open();
    await expect
      .poll(() => database.database.prisma.outboxMail.count({ where: { state: 'PENDING' } }), {
        timeout: 15_000,
      })
      .toBe(0);
    const received = server.mails.map(({ to }) => [to ?? []].flat()[0]?.text).toSorted();
    expect(received).toEqual(addresses.toSorted());
  });

  test('take up what one that died had taken up, once its lease is over', async () => {
    await post(database, 'orphan@mail.example');
    await database.asAdministrator(
      `update mail_outbox set attempts = 1, next_try_at = now() + interval '400 milliseconds'`,
    );
    open();
    const before = performance.now();
    await server.mailsTo('orphan@mail.example');
    expect(performance.now() - before).toBeGreaterThan(200);
    expect((await row('orphan@mail.example')).attempts).toBe(2);
  });
});

describe('without a server', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'consent-gateway-mail-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('a mail becomes a file that its owner alone can read', async () => {
    const box = join(folder, 'mail');
    open({ smtpUrl: undefined, folder: box });
    await post(database, 'file@mail.example', undefined, 'es');
    await until('file@mail.example', 'SENT');
    const { id } = await row('file@mail.example');
    expect(await readdir(box)).toEqual([`${id}.eml`]);
    const file = join(box, `${id}.eml`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const mail = await simpleParser(await readFile(file));
    expect(mail).toMatchObject({
      messageId: `<${id}@plan.example>`,
      subject: 'Usted ya tiene una cuenta de miembro',
    });
  });
});

test.skipIf(process.platform !== 'linux')(
  'no mail goes unencrypted to a server elsewhere, unless the operator says so',
  async () => {
    // Linux answers at all of 127.0.0.0/8; to the gateway this one is elsewhere.
    const elsewhere = await startMailServer(0, '127.0.0.2');
    try {
      const insisting = open({ smtpUrl: elsewhere.url });
      await post(database, 'tls@mail.example');
      await until('tls@mail.example', 'DEAD');
      expect((await row('tls@mail.example')).lastError).toContain('ETLS');
      expect(elsewhere.mails).toEqual([]);
      await insisting.stop();
      open({ smtpUrl: `${elsewhere.url}?requireTLS=false` });
      await post(database, 'relay@mail.example');
      await elsewhere.mailsTo('relay@mail.example');
    } finally {
      await elsewhere.stop();
    }
  },
);

test('a mail that was sent or given up a month ago is removed, and no other', async () => {
  for (const to of ['old', 'new', 'pending', 'dead', 'long dead']) await post(database, to);
  await database.asAdministrator(`
    update mail_outbox set state = 'SENT', sent_at = now() - interval '29 days' where recipient = 'new';
    update mail_outbox set state = 'SENT', sent_at = now() - interval '31 days' where recipient = 'old';
    update mail_outbox set state = 'DEAD', last_error = 'EENVELOPE', created_at = now() - interval '32 days',
      next_try_at = now() - interval '29 days' where recipient = 'dead';
    update mail_outbox set state = 'DEAD', last_error = 'EENVELOPE',
      next_try_at = now() - interval '31 days' where recipient = 'long dead';
    update mail_outbox set next_try_at = now() - interval '31 days' where recipient = 'pending'`);
  while (await removeOldMails(database.database));
  const left = await database.database.prisma.outboxMail.findMany();
  expect(left.map(({ to }) => to).toSorted()).toEqual(['dead', 'new', 'pending']);
});
