import type { SystemName } from '../systems/system.ts';
import { cpuRatio, throughputRatio } from './ratios.ts';
import type { RunResult } from './run-result.ts';
import { figure, table } from './table.ts';

const goals: readonly { readonly peer: SystemName; readonly least: number; readonly of: string }[] =
  [
    { peer: 'ungoverned', least: 0.8, of: 'the ungoverned self' },
    { peer: 'postgraphile-duties', least: 1.5, of: 'PostGraphile with the same duties' },
    { peer: 'hand-written', least: 0.35, of: 'hand-written' },
  ];
const judged = new Set(['claims', 'members', 'record']);

/** What was wanted, and what was measured. */
export function goalsTable({ workloads }: RunResult): string {
  const rows = workloads
    .filter(({ name }) => judged.has(name))
    .flatMap(({ title, cells }) => {
      const { governed } = cells;
      if (governed === undefined) return [];
      const ratios = goals.flatMap(({ peer, least, of }) => {
        const cell = cells[peer];
        if (cell === undefined) return [];
        const { median } = throughputRatio(governed, cell);
        const byCpu = cpuRatio(governed, cell).median;
        return [
          [`${title}: ≥ ${least} × ${of}`, figure(median), figure(byCpu), verdict(median >= least)],
        ];
      });
      const { appends } = governed.work;
      const ledger = `${title}: ledger ≤ 1 statement a flush`;
      return [...ratios, [ledger, figure(appends), '', verdict(appends <= 1)]];
    });
  return table(['goal', 'measured', 'by CPU', ''], rows);
}

const verdict = (reached: boolean) => (reached ? 'reached' : 'not reached');
