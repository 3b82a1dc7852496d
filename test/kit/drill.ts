import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    readonly drill: boolean;
  }
}

/** How often a drill does something: `short` in `npm test`, `full` in `npm run drill`. */
export const rounds = (short: number, full: number): number => (inject('drill') ? full : short);

/** Tells how far a long drill is, a few times a minute; says nothing in `npm test`. */
export function tellProgress(what: string, total: number): (done: number) => void {
  let told = Date.now();
  return (done) => {
    if (!inject('drill') || (Date.now() - told < 15_000 && done < total)) return;
    told = Date.now();
    process.stderr.write(`${what}: ${done} of ${total}\n`);
  };
}

/** Prints what a drill came to; says nothing in `npm test`. */
export function tellTotals(what: string, totals: object): void {
  if (inject('drill')) process.stderr.write(`${what}: ${JSON.stringify(totals)}\n`);
}
