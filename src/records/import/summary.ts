/** What became of the resources of one type. */
type TypeSummary = {
  readonly type: string;
  readonly read: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Bad ones, and those of types that are not held. */
  readonly skipped: number;
  /** Nothing of this type is kept: no fault of the input. */
  readonly notHeld: boolean;
};

/** The outcome of one import. */
export type ImportSummary = {
  readonly types: readonly TypeSummary[];
  readonly files: number;
  /** Bad records and unreadable files, each reported when it was found. */
  readonly faults: number;
  /** Files in folders that are neither FHIR JSON nor NDJSON. */
  readonly passedOver: readonly string[];
  readonly seconds: number;
};

/** What can become of a resource. */
export type Outcome = 'added' | 'changed' | 'unchanged' | 'skipped';

/** The type under which what has no type is counted. */
const unreadable = '(unreadable)';

/** Counts what becomes of the resources. */
export class Tally {
  readonly #counts = new Map<string, Record<Outcome, number>>();
  readonly #notHeld = new Set<string>();
  #faults = 0;
  #total = 0;

  /** Resources counted so far. */
  get total(): number {
    return this.#total;
  }

  count(type: string, outcome: Outcome): void {
    const counts = this.#counts.get(type) ?? { added: 0, changed: 0, unchanged: 0, skipped: 0 };
    counts[outcome] += 1;
    this.#counts.set(type, counts);
    this.#total += 1;
  }

  /** A resource of a type that nobody maps. */
  countNotHeld(type: string): void {
    this.#notHeld.add(type);
    this.count(type, 'skipped');
  }

  /** A fault of one record; without a type, of a line that is none. */
  countFault(type: string = unreadable): void {
    this.#faults += 1;
    this.count(type, 'skipped');
  }

  /** A fault of a whole file. */
  countFileFault(): void {
    this.#faults += 1;
  }

  summary(rest: Pick<ImportSummary, 'files' | 'passedOver' | 'seconds'>): ImportSummary {
    const types = [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      ...rest,
      faults: this.#faults,
      types: types.map(([type, counts]) => ({
        type,
        read: counts.added + counts.changed + counts.unchanged + counts.skipped,
        ...counts,
        notHeld: this.#notHeld.has(type),
      })),
    };
  }
}

const columns = ['read', 'added', 'changed', 'unchanged', 'skipped'] as const;

/** The summary as a table for people. */
export function summaryTable({ types, seconds, faults, passedOver }: ImportSummary): string {
  const width = Math.max(4, ...types.map((one) => one.type.length));
  const row = (name: string, cells: readonly (string | number)[], note = '') =>
    `${name.padEnd(width)}${cells.map((cell) => String(cell).padStart(11)).join('')}${note}`;
  const total = (column: (typeof columns)[number]) =>
    types.reduce((sum, one) => sum + one[column], 0);
  return [
    row('type', columns),
    ...types.map((one) =>
      row(
        one.type,
        columns.map((column) => one[column]),
        one.notHeld ? '  type not held' : '',
      ),
    ),
    row('all', columns.map(total)),
    `${seconds.toFixed(1)} s, ${faults} ${faults === 1 ? 'fault' : 'faults'}`,
    ...passedOver.map((path) => `passed over, not FHIR: ${path}`),
  ].join('\n');
}
