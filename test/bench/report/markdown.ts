import { absoluteTable } from './absolute-table.ts';
import { describeRun } from './describe-run.ts';
import { goalsTable } from './goals.ts';
import { growthTable } from './growth-table.ts';
import { method } from './method.ts';
import { ratioTable } from './ratio-table.ts';
import { cpuRatio, throughputRatio } from './ratios.ts';
import type { RunResult } from './run-result.ts';

/** The results page. */
export function markdownOf(result: RunResult): string {
  const { machine, workloads, growth } = result;
  const parts = [
    '# What governance costs',
    'Written by `npm run bench`; every figure is of one run on one machine. Ratios travel, figures do not.',
    describeRun(machine, result.short),
  ];
  if (workloads.length > 0) {
    parts.push(
      '## Ratios',
      'Throughput of the gateway ÷ throughput of a peer, 16 connections; the median of the rounds, and from the least to the most. Above 1 the gateway is faster.',
      ratioTable(workloads, throughputRatio),
      'The same by CPU a request, of the server and PostgreSQL together. Above 1 the gateway needs less.',
      ratioTable(workloads, cpuRatio),
      '## Goals',
      goalsTable(result),
      '## Figures',
      'Medians. Latencies and CPU a request are milliseconds; statements, rows read and entries (of ledger or audit) are of one request.',
      ...workloads.map(absoluteTable),
    );
  }
  if (growth !== undefined) parts.push('## Growth', growthTable(growth));
  parts.push('## Method', method);
  return `${parts.join('\n\n')}\n`;
}
