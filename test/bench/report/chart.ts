import type { WorkloadResult } from '../run-workload.ts';
import { type SystemName, titles } from '../systems/system.ts';
import { throughputRatio } from './ratios.ts';
import { figure } from './table.ts';

const bars: readonly { readonly peer: SystemName; readonly colour: string }[] = [
  { peer: 'ungoverned', colour: '#4c8bf5' },
  { peer: 'postgraphile-duties', colour: '#2da44e' },
  { peer: 'hand-written', colour: '#bf8700' },
];
const [width, labels, barHeight, gap] = [760, 250, 16, 14];

/** Bars of ratios, governed ÷ peer; readable on light and dark grounds. */
export function chartOf(workloads: readonly WorkloadResult[]): string {
  const most = Math.max(
    1.2,
    ...workloads.flatMap((one) => ratiosOf(one).map(({ ratio }) => ratio)),
  );
  const scale = (width - labels - 60) / most;
  const at = (ratio: number) => labels + ratio * scale;
  let y = 58;
  const drawn = workloads.map((workload) => {
    const ratios = ratiosOf(workload);
    const top = y;
    y += ratios.length * barHeight + gap;
    const rows = ratios.map(({ ratio, colour }, row) => {
      const line = top + row * barHeight;
      return `<rect x="${labels}" y="${line}" width="${round(ratio * scale)}" height="${barHeight - 3}" fill="${colour}"/>
  <text x="${round(at(ratio) + 5)}" y="${line + 11}" class="figure">${figure(ratio)}</text>`;
    });
    return `<text x="${labels - 10}" y="${top + (ratios.length * barHeight) / 2 + 3}" text-anchor="end">${inXml(workload.title)}</text>
  ${rows.join('\n  ')}`;
  });
  const legend = bars.map(
    ({ peer, colour }, index) =>
      `<rect x="${labels + index * 165}" y="30" width="10" height="10" fill="${colour}"/>
  <text x="${labels + index * 165 + 15}" y="39">÷ ${inXml(shortTitles[peer] ?? titles[peer])}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" width="${width}" height="${y}" role="img"
  aria-label="Throughput of the gateway divided by that of its peers">
  <style>
    text { font: 12px system-ui, sans-serif; fill: #59636e } .figure { font-size: 11px } .title { font-weight: 600 }
    line { stroke: #818b98; stroke-dasharray: 3 3 }
    @media (prefers-color-scheme: dark) { text { fill: #b7bdc8 } }
  </style>
  <text x="${labels}" y="16" class="title">Throughput of the gateway ÷ that of a peer (1 = as fast)</text>
  ${legend.join('\n  ')}
  <line x1="${round(at(1))}" y1="50" x2="${round(at(1))}" y2="${y - gap}"/>
  ${drawn.join('\n  ')}
</svg>
`;
}

const shortTitles: Partial<Record<SystemName, string>> = {
  'postgraphile-duties': 'PostGraphile, same duties',
};

function ratiosOf({ cells }: WorkloadResult) {
  const { governed } = cells;
  return bars.flatMap(({ peer, colour }) => {
    const cell = cells[peer];
    return governed && cell ? [{ colour, ratio: throughputRatio(governed, cell).median }] : [];
  });
}

const round = (value: number) => Math.round(value * 10) / 10;
const inXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
