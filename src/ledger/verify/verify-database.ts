import { availableParallelism } from 'node:os';
import type pg from 'pg';
import { z } from 'zod';
import { utf8 } from '../core/text.ts';
import { type Queryable, readTile } from '../tree/tree-store.ts';
import { checkCatalog } from './catalog-check.ts';
import {
  type CheckpointTrust,
  checkQuorum,
  type ExpectedRoot,
  expectedRoots,
  type KeptCheckpoint,
} from './checkpoints.ts';
import type { ConsentEvent } from './consent-history.ts';
import { DisclosureGroups } from './disclosure-groups.ts';
import { checkDocuments } from './documents-check.ts';
import type { Finding } from './finding.ts';
import { judgeMeaning } from './meaning.ts';
import { type RangeJob, rangeWidth } from './range-check.ts';
import { runHere, runInWorkers } from './range-runners.ts';
import { TreeRoots } from './tree-roots.ts';

export type VerifyOptions = CheckpointTrust & {
  /** Role `cg_gateway`. */
  readonly pool: pg.Pool;
  /** Checkpoints that were kept elsewhere, read before this is called: the ledger only grows. */
  readonly kept: readonly KeptCheckpoint[];
  /** How many threads read side by side; as many as the machine has cores unless given. */
  readonly workers?: number;
  /** Whether this thread has other work to do: then one range alone is checked in another, too. */
  readonly isBeside?: boolean;
  /** Ends it early: it throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** Told now and then how many of the entries were checked. */
  readonly onProgress: (done: bigint, of: bigint) => void;
};

/** What was checked, and what was found wrong; nothing where the ledger is sound. */
export type VerifyReport = {
  readonly entries: bigint;
  /** How many entries a checkpoint covers. */
  readonly covered: bigint;
  readonly checkpoints: number;
  /** Of those that were kept elsewhere. */
  readonly kept: number;
  /** By what they rest on. */
  readonly disclosureGroups: number;
  /** The first index that is kept. */
  readonly retiredBelow: bigint;
  /** Groups of disclosures whose grant was signed in what is retired. */
  readonly unjudged: number;
  readonly findings: readonly Finding[];
};

/** What is read before the entries. */
type Extent = { readonly entries: bigint; readonly covered: bigint; readonly retiredBelow: bigint };

/** Checks the whole ledger of a database, as of one moment, on all levels. */
export async function verifyDatabase(options: VerifyOptions): Promise<VerifyReport> {
  const client = await options.pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    return await verifyAsOf(client, options);
  } finally {
    await client.query('rollback').catch(() => undefined);
    client.release();
  }
}

/** The same, as a transaction sees it that is open already. */
export async function verifyAsOf(client: Queryable, options: VerifyOptions): Promise<VerifyReport> {
  const { pool, kept, workers = availableParallelism(), isBeside = false, onProgress } = options;
  const findings: Finding[] = [];
  const extent = await readExtent(client);
  const { entries, covered, retiredBelow } = extent;
  const stored = await storedCheckpoints(client);
  const expected = await expectedRoots([...stored, ...kept], options, findings);
  const newest = stored.at(-1);
  if (newest !== undefined) await checkQuorum(newest, options, findings);
  findings.push(...beyond(expected, entries), ...(await strayEntries(client, entries)));

  const jobs = jobsOf(extent, expected);
  const run =
    isBeside || (workers > 1 && jobs.length > 1)
      ? runInWorkers({
          pool,
          snapshot: await exportSnapshot(client),
          workers,
          signal: options.signal,
        })
      : runHere(client);
  const storedTile = (tile: Parameters<typeof readTile>[1]) => readTile(client, tile);
  const tree = new TreeRoots({ expected, storedTile, covered });
  const events: ConsentEvent[] = [];
  const groups = new DisclosureGroups();
  let done = 0n;
  for await (const result of run(jobs, (checked) => {
    done += BigInt(checked);
    onProgress(done, entries - retiredBelow);
  })) {
    findings.push(...result.findings);
    events.push(...result.events);
    for (const group of result.groups) groups.merge(group);
    if (!result.complete) break;
    await tree.add(result);
  }
  const meaning = await judgeMeaning(client, { events, groups: groups.all, entries, retiredBelow });
  return {
    entries,
    covered,
    checkpoints: stored.length,
    kept: kept.length,
    disclosureGroups: groups.all.length,
    retiredBelow,
    unjudged: meaning.unjudged,
    findings: [
      ...findings,
      ...tree.findings,
      ...(await checkCatalog(client)),
      ...meaning.findings,
      ...(await checkDocuments(client, events)),
    ],
  };
}

/** Ranges of the ledger, with the sizes at which something was signed. */
function jobsOf(
  { entries, covered, retiredBelow }: Extent,
  expected: readonly ExpectedRoot[],
): RangeJob[] {
  const jobs: RangeJob[] = [];
  for (let from = 0n; from < entries; from += rangeWidth) {
    const to = from + rangeWidth < entries ? from + rangeWidth : entries;
    const sizes = expected.map(({ size }) => size).filter((size) => size > from && size <= to);
    jobs.push({ from, to, covered, retiredBelow, sizes });
  }
  return jobs;
}

/** What was signed and is not there. */
function beyond(expected: readonly ExpectedRoot[], entries: bigint): Finding[] {
  return expected
    .filter(({ size }) => size > entries)
    .map(({ size, where }) => ({
      level: 'PINNED',
      class: 'SHRUNKEN',
      message: `${where} covers ${size} entries; there are ${entries}`,
      index: entries,
    }));
}

/** Entries that the head does not count. */
async function strayEntries(client: Queryable, entries: bigint): Promise<Finding[]> {
  const { rows } = await client.query(
    'select idx from ledger.entry where idx < 0 or idx >= $1 order by idx limit 1',
    [`${entries}`],
  );
  return strayRows.parse(rows).map(({ idx }) => ({
    level: 'TABLES',
    class: 'GAP',
    message: `entry ${idx} is beyond the ${entries} that the head counts`,
    index: idx,
  }));
}

async function readExtent(client: Queryable): Promise<Extent> {
  const { rows } = await client.query(
    `select h.next_index as entries, t.size as covered,
        coalesce((select max((convert_from(e.leaf, 'UTF8')::jsonb ->> 'below')::bigint)
          from ledger.entry e where e.kind = 'LEDGER_RETIRED'), 0) as "retiredBelow"
      from ledger.head h, ledger.tree t`,
  );
  return extentRow.parse(rows[0]);
}

async function storedCheckpoints(client: Queryable): Promise<KeptCheckpoint[]> {
  const { rows } = await client.query('select size, note from ledger.checkpoint order by size');
  return checkpointRows.parse(rows).map(({ size, note }) => ({
    note: utf8(note),
    where: `the stored checkpoint of size ${size}`,
  }));
}

async function exportSnapshot(client: Queryable): Promise<string> {
  const { rows } = await client.query('select pg_export_snapshot() as snapshot');
  return snapshotRow.parse(rows[0]).snapshot;
}

const snapshotRow = z.object({ snapshot: z.string() });
const strayRows = z.array(z.object({ idx: z.coerce.bigint() }));
const checkpointRows = z.array(z.object({ size: z.coerce.bigint(), note: z.string() }));
const extentRow = z.object({
  entries: z.coerce.bigint(),
  covered: z.coerce.bigint(),
  retiredBelow: z.coerce.bigint(),
});
