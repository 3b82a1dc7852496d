import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ParsedMail } from 'mailparser';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import { rounds, tellProgress, tellTotals } from '../kit/drill.ts';
import { type MailServer, startMailServer } from '../kit/mail-server.ts';

vi.setConfig({ testTimeout: rounds(120_000, 3_600_000) });

const program = fileURLToPath(new URL('mail-sender.ts', import.meta.url));
/** Where in a sending the process is killed. */
const moments = ['greeted', 'recipient', 'data', 'accepted', 'later'] as const;
type Moment = (typeof moments)[number];

let database: TestDatabase;
let server: MailServer;
let onMoment: (moment: Moment) => void = () => undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startMailServer(0, '127.0.0.1', (moment) => onMoment(moment));
});
afterAll(async () => {
  await server.stop();
  await database.drop();
});

/** Starts the sender, and kills it at that moment of one of its sendings; resolves when it is gone. */
async function crash(round: number, moment: Moment | undefined, committed: Set<string>) {
  const child = spawn(process.execPath, [program, database.url, server.url, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const gone = new Promise<NodeJS.Signals | null>((resolve) => {
    child.once('close', (_code, signal) => resolve(signal));
  });
  // Not always the first mail of a round: some have gone by then.
  let left = 1 + (round % 5);
  onMoment = (reached) => {
    if (reached !== moment) return;
    left -= 1;
    if (left === 0) child.kill('SIGKILL');
  };
  if (moment === undefined) {
    await expect.poll(pending, { timeout: 60_000, interval: 50 }).toBe(0);
    child.kill('SIGKILL');
  }
  expect(await gone).toBe('SIGKILL');
  for (const [, to = ''] of printed.matchAll(/^committed (\S+)$/gm)) committed.add(to);
}

const pending = () => database.database.prisma.outboxMail.count({ where: { state: 'PENDING' } });
const addressOf = ({ to }: ParsedMail) => [to ?? []].flat()[0]?.text ?? '';

test('whenever the sender is killed, every committed mail is sent at least once, and none without its commit', async () => {
  const total = rounds(3, 100);
  const told = tellProgress('mails', total);
  const committed = new Set<string>();
  const kills = new Map<Moment, number>();
  for (let round = 0; round < total; round += 1) {
    const moment = moments[(round * 3) % moments.length] ?? 'later';
    await crash(round, moment, committed);
    kills.set(moment, (kills.get(moment) ?? 0) + 1);
    told(round + 1);
  }
  await crash(total, undefined, committed);

  const rows = await database.database.prisma.outboxMail.findMany();
  const kept = new Map(rows.map(({ id, to }) => [to, id]));
  const received = new Map<string, ParsedMail[]>();
  for (const mail of server.mails) {
    received.set(addressOf(mail), [...(received.get(addressOf(mail)) ?? []), mail]);
  }
  const lost = [...committed].filter((to) => !kept.has(to));
  const unsent = [...kept.keys()].filter((to) => !received.has(to));
  const madeUp = [...received.keys()].filter((to) => !kept.has(to) || to.startsWith('never'));
  expect({ lost, unsent, madeUp }).toEqual({ lost: [], unsent: [], madeUp: [] });
  expect(rows.filter(({ state }) => state !== 'SENT')).toEqual([]);
  // One that was sent again can be told by its Message-ID.
  for (const [to, mails] of received) {
    expect(new Set(mails.map(({ messageId }) => messageId))).toEqual(
      new Set([`<${kept.get(to)}@plan.example>`]),
    );
  }
  const again = server.mails.length - received.size;
  tellTotals('mails', { kills: Object.fromEntries(kills), committed: kept.size, again });
});
