import type { Spread } from '../measure/statistics.ts';
import type { Cell, WorkloadResult } from '../run-workload.ts';
import { type SystemName, systemNames, titles } from '../systems/system.ts';
import { figure, table } from './table.ts';

const peers = systemNames.filter((name) => name !== 'governed');

/** Governed against each peer, a line for each workload: the median of the rounds, and their spread. */
export function ratioTable(
  workloads: readonly WorkloadResult[],
  ratio: (governed: Cell, peer: Cell) => Spread,
): string {
  return table(
    ['governed ÷ …', ...peers.map((name) => titles[name])],
    workloads.map(({ title, cells }) => [
      title,
      ...peers.map((name) => shown(cells.governed, cells[name], ratio)),
    ]),
  );
}

function shown(
  governed: Cell | undefined,
  peer: Cell | undefined,
  ratio: (governed: Cell, peer: Cell) => Spread,
): string {
  if (governed === undefined || peer === undefined) return '–';
  const { median, least, most } = ratio(governed, peer);
  return `${figure(median)} (${figure(least)}–${figure(most)})`;
}

/** The systems of a workload, in the order of columns. */
export const systemsOf = ({ cells }: WorkloadResult): (readonly [SystemName, Cell])[] =>
  systemNames.flatMap((name) => {
    const cell = cells[name];
    return cell === undefined ? [] : [[name, cell] as const];
  });
