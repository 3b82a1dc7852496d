/** Does what it is given once everything given before is done, and whatever became of that. */
export type InTurn = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * For what answers one question at a time, as a database session does: its driver's own queue is to go
 * (pg 9), so that whoever asks meanwhile waits here.
 */
export function inTurn(): InTurn {
  let before: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = before.then(work);
    before = done.catch(() => undefined);
    return done;
  };
}
