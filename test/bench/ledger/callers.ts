import { byteaArray } from '../../../src/db/bytea-array.ts';
import type { Appender } from '../../../src/ledger/append.ts';
import { percentile } from '../../kit/statistics.ts';
import { type Spread, spreadOf } from '../measure/statistics.ts';
import {
  connectAsGateway,
  disclosureOf,
  type LiveGrant,
  liveGrants,
  nextLeaves,
} from '../world/fill-ledger.ts';
import { appendStatement } from './appends.ts';
import { bareRows, insertBare } from './bare.ts';
import type { CallersCost, LedgerEffort } from './result.ts';

const callers = 64;

/** What one way of appending did in one round. */
type Round = { readonly perSecond: number; readonly p99: number };

/** 64 callers who wait for their acknowledgements, beside an entry and a commit at a time. */
export async function measureCallers(
  url: string,
  appender: Appender,
  { rounds, seconds }: LedgerEffort,
): Promise<CallersCost> {
  const clients = await Promise.all(Array.from({ length: callers }, () => connectAsGateway(url)));
  const [alone] = clients;
  if (alone === undefined) throw new Error('nobody calls');
  try {
    const grants = await liveGrants(alone);
    const oneBare = (client: (typeof clients)[number]) => async (at: number) => {
      await insertBare(client, bareRows(nextLeaves(grants, at, 1)));
    };
    const oneAtATime = async (at: number) => {
      const values = [byteaArray(nextLeaves(grants, at, 1))];
      await alone.query({ ...appendStatement, values });
    };
    const ways = {
      grouped: () => timed(Array(callers).fill(throughAppender(appender, grants)), seconds),
      rowPerCommit: () => timed([oneAtATime], seconds),
      crowded: () => timed(clients.map(oneBare), seconds),
      alone: () => timed([oneBare(alone)], seconds),
    };
    const found: Record<keyof typeof ways, Round[]> = {
      grouped: [],
      rowPerCommit: [],
      crowded: [],
      alone: [],
    };
    for (let round = -1; round < rounds; round += 1) {
      const grouped = await ways.grouped();
      const rowPerCommit = await ways.rowPerCommit();
      const crowded = await ways.crowded();
      const alone = await ways.alone();
      if (round < 0) continue;
      found.grouped.push(grouped);
      found.rowPerCommit.push(rowPerCommit);
      found.crowded.push(crowded);
      found.alone.push(alone);
    }
    const speed = (of: readonly Round[]): Spread => spreadOf(of.map((one) => one.perSecond));
    const slow = (of: readonly Round[]): Spread => spreadOf(of.map((one) => one.p99));
    return {
      callers,
      grouped: speed(found.grouped),
      rowPerCommit: speed(found.rowPerCommit),
      bareRows: speed(found.crowded),
      acknowledged: slow(found.grouped),
      commitAlone: slow(found.alone),
      commitCrowded: slow(found.crowded),
    };
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

/** One release of one entry, as a request makes it. */
export const throughAppender =
  (appender: Appender, grants: readonly LiveGrant[]) =>
  async (at: number): Promise<bigint> => {
    const grant = grants[at % grants.length];
    if (grant === undefined) throw new Error('there is no live grant');
    const outcome = await appender.append([disclosureOf(grant, Date.now())]);
    const [entry] = outcome.kind === 'APPENDED' ? outcome.entries : [];
    if (entry === undefined) throw new Error('the gate refused a live grant');
    return entry.index;
  };

/** Lets each work without a pause for a while. */
async function timed(
  workers: readonly ((at: number) => Promise<unknown>)[],
  seconds: number,
): Promise<Round> {
  const took: number[] = [];
  const from = performance.now();
  const end = from + seconds * 1000;
  await Promise.all(
    workers.map(async (work, worker) => {
      for (let at = worker; performance.now() < end; at += workers.length) {
        const asked = performance.now();
        await work(at);
        took.push(performance.now() - asked);
      }
    }),
  );
  const passed = (performance.now() - from) / 1000;
  return { perSecond: took.length / passed, p99: percentile(took, 0.99) };
}
