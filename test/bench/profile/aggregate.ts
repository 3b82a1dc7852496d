import { z } from 'zod';
import { placeOf } from './place.ts';

/** What V8 writes: a tree of frames, and which of them was running at each sample. Microseconds. */
export const cpuProfile = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.number() }),
      children: z.array(z.number()).optional(),
    }),
  ),
  startTime: z.number(),
  endTime: z.number(),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});
type CpuProfile = z.infer<typeof cpuProfile>;

/** Shares of the time in which the server ran, 0 to 1, greatest first. */
export type Shares = {
  /** Node's own work counted for the room or package that asked for it. */
  readonly callers: readonly (readonly [string, number])[];
  readonly places: readonly (readonly [string, number])[];
  readonly functions: readonly (readonly [string, number])[];
};

const isOurs = (url: string) => url !== '' && !url.startsWith('node:');

const notRunning = new Set(['(idle)', '(program)', '(root)']);

/** Adds up the samples of the profile's last so many microseconds, by place and by function. */
export function aggregate(profile: CpuProfile, last: number): Shares {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(
    profile.nodes.flatMap((node) =>
      (node.children ?? []).map((child) => [child, node.id] as const),
    ),
  );
  const callers = new Map<string, number>();
  const places = new Map<string, number>();
  const functions = new Map<string, number>();
  let total = 0;
  let now = profile.startTime;
  profile.samples.forEach((id, at) => {
    const took = profile.timeDeltas[at] ?? 0;
    now += took;
    const node = nodes.get(id);
    if (node === undefined || now < profile.endTime - last) return;
    const { functionName, lineNumber } = node.callFrame;
    if (notRunning.has(functionName)) return;
    const url = urlFrom(id);
    const place = functionName === '(garbage collector)' ? 'garbage collector' : placeOf(url);
    const where =
      node.callFrame.url === '' ? 'native' : `${url.split('/').at(-1)}:${lineNumber + 1}`;
    const name = `${functionName || '(anonymous)'}  ${place}  ${where}`;
    const caller = place === 'garbage collector' ? place : placeOf(urlFrom(id, isOurs));
    callers.set(caller, (callers.get(caller) ?? 0) + took);
    places.set(place, (places.get(place) ?? 0) + took);
    functions.set(name, (functions.get(name) ?? 0) + took);
    total += took;
  });
  const shares = (all: Map<string, number>) =>
    [...all].map(([name, took]) => [name, took / total] as const).sort((a, b) => b[1] - a[1]);
  return { callers: shares(callers), places: shares(places), functions: shares(functions) };

  /** What is built in counts for whoever called it. */
  function urlFrom(id: number, fits = (url: string) => url !== ''): string {
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const url = nodes.get(at)?.callFrame.url ?? '';
      if (fits(url)) return url;
    }
    return '';
  }
}
