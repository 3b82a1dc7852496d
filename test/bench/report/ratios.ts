import type { Round } from '../measure/measure.ts';
import { type Spread, spreadOf } from '../measure/statistics.ts';
import type { Cell } from '../run-workload.ts';

/** Governed ÷ peer in the same round, so that what else the machine did then touches both alike. */
export function throughputRatio(governed: Cell, peer: Cell): Spread {
  const ratios = governed.closed16.map(
    (round, at) => round.throughput / (peer.closed16[at]?.throughput ?? Number.NaN),
  );
  return spreadOf(ratios);
}

/** Peer ÷ governed in CPU a request, of server and PostgreSQL together: above 1, governed is cheaper. */
export function cpuRatio(governed: Cell, peer: Cell): Spread {
  return spreadOf(governed.closed16.map((round, at) => cpuOf(peer.closed16[at]) / cpuOf(round)));
}

const cpuOf = (round: Round | undefined) =>
  (round?.serverCpu ?? Number.NaN) + (round?.postgresCpu ?? Number.NaN);

/** The median of one figure over rounds. */
export const medianOf = (rounds: readonly Round[], figure: (round: Round) => number | undefined) =>
  spreadOf(rounds.map((round) => figure(round) ?? Number.NaN)).median;
