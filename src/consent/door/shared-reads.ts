import { z } from 'zod';
import { isOfStatement } from '../../db/passing-faults.ts';
import type { DoorConnection } from './connection.ts';
import type { ScopeParameters } from './scope-parameters.ts';
import type { DoorStatement } from './statement.ts';

/** What was found for one element of a read, each as an array of the statement's columns. */
export type FoundRows = readonly (readonly unknown[])[];

type Read = {
  readonly statement: DoorStatement;
  readonly parameters: readonly ScopeParameters[];
  readonly resolve: (found: FoundRows[]) => void;
  readonly reject: (cause: unknown) => void;
};

/** Reads of more rows than this are not put together: each is work enough for a connection. */
const rowsAtMost = 500;

/**
 * Puts the reads that arrive in one turn of the event loop into one statement, whichever requests they
 * belong to: each element carries its own scope, and its place in the answer. A busy gateway
 * asks PostgreSQL less often so, and an idle one as soon as ever.
 */
export class SharedReads {
  readonly #connection: DoorConnection;
  #waiting: Read[] = [];

  constructor(connection: DoorConnection) {
    this.#connection = connection;
  }

  /** What each element finds, in their order. */
  read(statement: DoorStatement, parameters: readonly ScopeParameters[]): Promise<FoundRows[]> {
    if (parameters.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#flush());
      this.#waiting.push({ statement, parameters, resolve, reject });
    });
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const reads of Map.groupBy(waiting, ({ statement }) => statement).values()) {
      for (const batch of batchesOf(reads)) void this.#settle(batch);
    }
  }

  async #settle(reads: readonly Read[]): Promise<void> {
    try {
      const found = await this.#query(reads);
      for (const read of reads) read.resolve(found.splice(0, read.parameters.length));
    } catch (cause) {
      const [only, ...others] = reads;
      if (only === undefined) return;
      // One request's fault is not its neighbours', and neither is its slowness: each is read by itself.
      if (others.length > 0 && isOfStatement(cause)) {
        await Promise.all(reads.map((read) => this.#settle([read])));
      } else for (const read of reads) read.reject(cause);
    }
  }

  async #query(reads: readonly Read[]): Promise<FoundRows[]> {
    const statement = reads[0]?.statement;
    if (statement === undefined) return [];
    const elements = reads.flatMap(({ parameters }) => parameters);
    const { rows } = await this.#connection.query({
      name: statement.name,
      text: statement.text,
      values: [JSON.stringify(elements.map((element, ord) => ({ ord, ...element })))],
    });
    const found: FoundRows[] = elements.map(() => []);
    for (const row of rows) {
      const { ord, member, rows: values } = foundRow.parse(row);
      // Each reads its own member. Should a row ever be put in another's place, nobody gets it.
      if (elements[ord]?.member !== member) throw new Error('the door mixed up two members');
      found[ord] = values;
    }
    return found;
  }
}

const foundRow = z.object({
  ord: z.int(),
  member: z.string(),
  // Rows are many: whoever makes records of them looks into them.
  rows: z.custom<FoundRows>(Array.isArray),
});

/** Divides reads so that none of several in a statement is large. */
function batchesOf(reads: readonly Read[]): Read[][] {
  const batches: Read[][] = [];
  let rows = Number.POSITIVE_INFINITY;
  for (const read of reads) {
    const more = read.parameters.reduce((sum, { take }) => sum + take, 0);
    if (rows + more > rowsAtMost) {
      batches.push([]);
      rows = 0;
    }
    batches.at(-1)?.push(read);
    rows += more;
  }
  return batches;
}
