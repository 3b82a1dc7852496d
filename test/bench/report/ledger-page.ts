import type { Compared, Grown, LedgerGrowth, LedgerResult } from '../ledger/result.ts';
import type { Spread } from '../measure/statistics.ts';
import { describeRun } from './describe-run.ts';
import type { Machine } from './machine.ts';
import { figure, table } from './table.ts';

/** What a run of the ledger's part found, on which machine. */
export type LedgerRun = {
  readonly machine: Machine;
  readonly short: boolean;
  readonly ledger: LedgerResult;
};

/** The results page of the ledger. */
export function ledgerPage({ machine, short, ledger }: LedgerRun): string {
  return `${[
    '# What the ledger costs',
    'Written by `npm run bench -- --only ledger`; every figure is of one run on one machine. Ratios travel, figures do not.',
    describeRun(machine, short),
    '## Goals',
    goals(ledger),
    '## Ratios',
    'Entries a second, durable; medians of interleaved rounds, and from the least to the most.',
    ratios(ledger),
    '## 64 callers',
    callers(ledger),
    '## Growth',
    'Milliseconds (medians), and how many times as long as a small ledger took in the same minutes; bytes of an entry.',
    growth(ledger.growth),
    '## Method',
    method,
  ].join('\n\n')}\n`;
}

const verdict = (reached: boolean) => (reached ? 'reached' : 'not reached');
const within = ({ median, least, most }: Spread) =>
  `${figure(median)} (${figure(least)}–${figure(most)})`;

function goals({ appends, callers: at64, lag, verify, growth: sizes }: LedgerResult): string {
  const leastOf: Readonly<Record<number, number>> = { 100: 0.65, 1000: 0.7 };
  const rows: [string, number, boolean][] = appends.map(({ batch, ratio }) => {
    const least = leastOf[batch] ?? Number.NaN;
    const goal = `append of ${batch.toLocaleString('en')} ÷ bare insert ≥ ${figure(least)}`;
    return [goal, ratio.median, ratio.median >= least];
  });
  const grouped = at64.grouped.median / at64.rowPerCommit.median;
  rows.push(['64 callers ≥ 10 × a row and a commit at a time', grouped, grouped >= 10]);
  const slow = at64.acknowledged.median / at64.commitCrowded.median;
  rows.push(['p99 of 64 callers ≤ 2.5 × that of 64 bare commits at once', slow, slow <= 2.5]);
  rows.push(['checkpoint lag p99 ≤ 2 s', lag.p99, lag.p99 <= 2]);
  for (const { threads, ratio } of verify) {
    const goal = `verify, ${threads} ${threads === 1 ? 'thread' : 'threads'} ≥ 0.45 × one hash a leaf`;
    rows.push([goal, ratio.median, ratio.median >= 0.45]);
  }
  for (const [name, of] of Object.entries(measures)) {
    const most = Math.max(...sizes.map((size) => slower(of(size))));
    rows.push([`${name}: within 1.5 × of a small ledger's, at every size`, most, most <= 1.5]);
  }
  return table(
    ['goal', 'measured', ''],
    rows.map(([goal, measured, reached]) => [goal, figure(measured), verdict(reached)]),
  );
}

function ratios({ appends, verify }: LedgerResult): string {
  const row = (name: string, { ours, peer, ratio }: Compared) => [
    name,
    figure(ours.median),
    figure(peer.median),
    within(ratio),
  ];
  return table(
    ['', 'entries/s', 'peer', 'ratio'],
    [
      ...appends.map((one) => row(`append of ${one.batch.toLocaleString('en')}`, one)),
      ...verify.map((one) =>
        row(`verify ${one.entries.toLocaleString('en')}, threads: ${one.threads}`, one),
      ),
    ],
  );
}

function callers({ callers: at64, lag }: LedgerResult): string {
  const speeds = table(
    ['way', 'entries/s', 'p99, ms'],
    [
      ['64 callers through the gate', within(at64.grouped), within(at64.acknowledged)],
      ['the gate, a row and a commit at a time', within(at64.rowPerCommit), '–'],
      [
        'bare rows, 64 connections, a commit each',
        within(at64.bareRows),
        within(at64.commitCrowded),
      ],
      ['bare rows, one connection, a commit each', '–', within(at64.commitAlone)],
    ],
  );
  return `${speeds}\n\nFrom an acknowledgement to the checkpoint that covers it, at ${figure(lag.entriesPerSecond)} entries/s: p50 ${figure(lag.p50)} s, p99 ${figure(lag.p99)} s, at most ${figure(lag.most)} s.`;
}

/** How many times as long the grown ledger takes as the small one. */
const slower = ({ grown, small }: Grown) => grown.median / small.median;

const measures = {
  'append of 100': ({ append }: LedgerGrowth) => append,
  'sign 10,000': ({ integrate }: LedgerGrowth) => integrate,
  'inclusion proof': ({ inclusionProof }: LedgerGrowth) => inclusionProof,
  'entry by index': ({ entry }: LedgerGrowth) => entry,
} as const;

function growth(sizes: readonly LedgerGrowth[]): string {
  return table(
    ['entries', ...Object.keys(measures), 'table bytes', 'index bytes', 'tile bytes'],
    sizes.map((size) => [
      size.entries.toLocaleString('en'),
      ...Object.values(measures).map((of) => {
        const measured = of(size);
        return `${figure(measured.grown.median)} (${figure(slower(measured))} ×)`;
      }),
      figure(size.bytes.table),
      figure(size.bytes.indexes),
      figure(size.bytes.tiles),
    ]),
  );
}

const method = `- **Entries** are disclosures of 20 claims under live grants, about 1.5 kB each, made anew for every batch and outside the clock.
- **Append ÷ bare insert.** One connection each, the same statement as the gateway's appender sends, beside \`insert … select from unnest\`
  into a partitioned table of the same columns and indexes, its index from a sequence, its arguments spelled out beforehand.
  Nobody judges grants there, reads leaves or hashes them. Rounds alternate which of the two begins.
- **64 callers** use the appender of a running gateway, one release each, and ask again as soon as they are answered. For
  like, 64 connections commit a bare row each; a single connection, which nobody shares the disk with, is shown beside it.
- **Verify** is the whole of \`npm run verify\` on the live database: signatures, every tile and checkpoint, columns, catalog, meaning. Its
  peer reads every leaf with the same driver in as many threads and hashes it once.
- **Growth**: appends are batches of 100 through the gate; *sign* is all the work of a checkpoint for 10,000 entries: tiles, proof of
  consistency, signature, second store, publication. Each sample is taken turn and turn about with one of a ledger that began with 10,000
  entries and has grown only by what was measured on it.
- Bench, gateway and PostgreSQL share the cores.`;
