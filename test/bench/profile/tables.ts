import { table } from '../report/table.ts';
import type { Shares } from './aggregate.ts';

/** The greatest places and functions, with what each costs of a request. */
export function profileTables({ callers, places, functions }: Shares, serverCpu: number): string {
  const shown = (all: Shares['places'], most: number) =>
    all
      .slice(0, most)
      .map(([name, share]) => [
        name,
        `${(share * 100).toFixed(1)} %`,
        (share * serverCpu * 1000).toFixed(0),
      ]);
  return [
    table(['asked for by', 'time', 'µs a request'], shown(callers, 20)),
    table(['room or package', 'self', 'µs a request'], shown(places, 25)),
    table(['function', 'self', 'µs a request'], shown(functions, 30)),
  ].join('\n\n');
}
