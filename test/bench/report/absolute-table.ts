import type { Round } from '../measure/measure.ts';
import type { Cell, WorkloadResult } from '../run-workload.ts';
import { titles } from '../systems/system.ts';
import { systemsOf } from './ratio-table.ts';
import { medianOf } from './ratios.ts';
import { figure, table } from './table.ts';

/** Medians of all measures, a line for each system of a workload. */
export function absoluteTable(workload: WorkloadResult): string {
  return table(
    [
      workload.title,
      'req/s 16',
      'req/s 64',
      'p50 16',
      'p99 16',
      `p50 at ${workload.openRate}/s`,
      'p99',
      'CPU server',
      'CPU PostgreSQL',
      'statements',
      'rows read',
      'entries',
      'errors',
    ],
    systemsOf(workload).map(([name, cell]) => [titles[name], ...figuresOf(cell)]),
  );
}

function figuresOf({ closed16, closed64, open, work }: Cell): string[] {
  const all = [...closed16, ...closed64, ...open];
  const throughput = ({ throughput: value }: Round) => value;
  const figures = [
    medianOf(closed16, throughput),
    medianOf(closed64, throughput),
    medianOf(closed16, ({ p50 }) => p50),
    medianOf(closed16, ({ p99 }) => p99),
    medianOf(open, ({ p50 }) => p50),
    medianOf(open, ({ p99 }) => p99),
    medianOf(closed16, ({ serverCpu }) => serverCpu),
    medianOf(closed16, ({ postgresCpu }) => postgresCpu),
    work.statements,
    work.rowsRead,
    work.entries,
  ];
  const errors = all.reduce((sum, round) => sum + round.errors, 0);
  return [...figures.map(figure), String(errors)];
}
