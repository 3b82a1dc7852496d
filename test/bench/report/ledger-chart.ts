import type { LedgerResult } from '../ledger/result.ts';
import { figure } from './table.ts';

const [width, labels, rowHeight] = [760, 250, 26];
const most = 1.2;
const scale = (width - labels - 60) / most;

/** Bars of the ledger's speed ÷ that of its bare peers; readable on light and dark grounds. */
export function ledgerChart({ appends, verify }: LedgerResult): string {
  const bars = [
    ...appends.map(
      ({ batch, ratio }) => [`append of ${batch.toLocaleString('en')}`, ratio] as const,
    ),
    ...verify.map(({ threads, ratio }) => [`verify, threads: ${threads}`, ratio] as const),
  ];
  const height = 56 + bars.length * rowHeight;
  const drawn = bars.map(([label, { median, least, most: top }], row) => {
    const y = 44 + row * rowHeight;
    const at = (ratio: number) => Math.round((labels + Math.min(ratio, most) * scale) * 10) / 10;
    return `<text x="${labels - 10}" y="${y + 11}" text-anchor="end">${label}</text>
  <rect x="${labels}" y="${y}" width="${at(median) - labels}" height="14" fill="#4c8bf5"/>
  <path d="M${at(least)} ${y + 7}H${at(top)}" class="range"/>
  <text x="${at(Math.max(median, top)) + 6}" y="${y + 11}" class="figure">${figure(median)}</text>`;
  });
  const one = labels + scale;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img"
  aria-label="Speed of the ledger divided by that of bare PostgreSQL">
  <style>
    text { font: 12px system-ui, sans-serif; fill: #59636e } .figure { font-size: 11px } .title { font-weight: 600 }
    line { stroke: #818b98; stroke-dasharray: 3 3 } .range { stroke: #bf8700; stroke-width: 2 }
    @media (prefers-color-scheme: dark) { text { fill: #b7bdc8 } }
  </style>
  <text x="${labels}" y="16" class="title">Entries a second ÷ those of a bare peer (1 = as fast)</text>
  <text x="${labels}" y="32" class="figure">line: from the least round to the most</text>
  <line x1="${one}" y1="38" x2="${one}" y2="${height - 10}"/>
  ${drawn.join('\n  ')}
</svg>
`;
}
