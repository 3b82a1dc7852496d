import { drawn } from './element.ts';
import { countWords, timeWords } from './words.ts';

const size = { width: 960, label: 270, row: 34, foot: 26, bins: 115 };
const appsMax = 12;

/** Draws when each app was shown something: a row for each of the busiest apps, a bar for each stretch of time. */
export function timeline(times: ReadonlyMap<string, readonly number[]>): SVGSVGElement | undefined {
  const rows = [...times].sort(([, one], [, other]) => other.length - one.length).slice(0, appsMax);
  if (rows.length === 0) return undefined;
  const all = rows.flatMap(([, at]) => spanOf(at));
  const [from, to] = spanOf(all);
  const height = rows.length * size.row + size.foot;
  const right = size.width - 12;
  return drawn(
    'svg',
    {
      viewBox: `0 0 ${size.width} ${height}`,
      role: 'img',
      'aria-label': `Disclosures by app from ${timeWords(from)} to ${timeWords(to)}: ${rows
        .map(([app, at]) => `${app} ${at.length}`)
        .join(', ')}`,
    },
    ...rows.flatMap(([app, at], row) => rowOf(app, at, row, from, to)),
    drawn('text', { x: size.label, y: height - 8 }, timeWords(from)),
    drawn('text', { x: right, y: height - 8, 'text-anchor': 'end' }, timeWords(to)),
  );
}

function rowOf(app: string, times: readonly number[], row: number, from: number, to: number) {
  const base = (row + 1) * size.row;
  const step = (size.width - size.label - 12) / size.bins;
  const bins = Map.groupBy(times, (at) =>
    Math.min(size.bins - 1, Math.floor(((at - from) / Math.max(1, to - from)) * size.bins)),
  );
  const most = Math.max(...[...bins.values()].map(({ length }) => length));
  const bars = [...bins].map(([bin, { length }]) => {
    const height = 4 + ((size.row - 12) * length) / most;
    return drawn(
      'rect',
      {
        class: 'bar',
        x: size.label + bin * step,
        y: base - height,
        width: step - 1,
        height,
        rx: 1,
      },
      drawn('title', {}, countWords(length, 'disclosure', 'disclosures')),
    );
  });
  return [
    drawn('text', { x: 12, y: base - 6 }, app),
    drawn('line', { class: 'axis', x1: size.label, x2: size.width - 12, y1: base, y2: base }),
    ...bars,
  ];
}

/** Spreading a long list into arguments would overflow the stack. */
function spanOf(times: readonly number[]): [from: number, to: number] {
  return times.reduce<[number, number]>(
    ([from, to], at) => [Math.min(from, at), Math.max(to, at)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}
