import type { GrowthResult, LedgerOfSize } from '../growth/growth.ts';
import { figure, table } from './table.ts';

const measures = {
  'append of 100': ({ append }: LedgerOfSize) => append.median,
  "member's page": ({ memberPage }: LedgerOfSize) => memberPage.median,
  "auditor's page": ({ auditorPage }: LedgerOfSize) => auditorPage.median,
  'page of one app': ({ appPage }: LedgerOfSize) => appPage.median,
} as const;

/** What does not get slower as the ledger grows, and what an import takes. */
export function growthTable({ ledgers, imported }: GrowthResult): string {
  const rows = ledgers.map((ledger) => [
    ledger.entries.toLocaleString('en'),
    ...Object.values(measures).map((measure) => figure(measure(ledger))),
    figure(ledger.bytesPerEntry.table),
    figure(ledger.bytesPerEntry.indexes),
  ]);
  const goals = Object.entries(measures).map(([name, measure]) => {
    const all = ledgers.map(measure);
    const growth = Math.max(...all) / (all[0] ?? Number.NaN);
    const verdict = growth <= 1.5 ? 'reached' : 'not reached';
    return [`${name}: within 1.5 × of the smallest`, figure(growth), verdict];
  });
  const { resources, seconds, megabytes, peakMegabytes = Number.NaN } = imported;
  return [
    'Milliseconds (medians); pages of 50 over HTTP; bytes of an entry.',
    table(['entries', ...Object.keys(measures), 'table bytes', 'index bytes'], rows),
    table(['goal', 'measured', ''], goals),
    `Import of ${figure(megabytes)} MB of NDJSON: ${resources.toLocaleString('en')} resources in ${figure(seconds)} s, ` +
      `${figure(resources / seconds)} resources/s, ${figure(megabytes / seconds)} MB/s, peak memory ${figure(peakMegabytes)} MB.`,
  ].join('\n\n');
}
