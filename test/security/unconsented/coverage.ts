import { type GraphQLSchema, isInputObjectType, isObjectType } from 'graphql';
import type { Expected } from './expected.ts';
import type { CursorKind } from './expected-page.ts';

/** What a run has reached, so that a test that asks for nothing does not pass for one that finds nothing. */
export class Coverage {
  readonly #wanted: ReadonlySet<string>;
  readonly #reached = new Set<string>();
  readonly #tallies = new Map<string, Map<string, number>>();
  cases = 0;
  /** Cases whose document was executed. */
  executed = 0;
  /** Answers that held something of a health record. */
  health = 0;
  mutations = 0;

  constructor(schema: GraphQLSchema) {
    this.#wanted = new Set(
      Object.values(schema.getTypeMap()).flatMap((type) => {
        if (type.name.startsWith('__')) return [];
        if (isInputObjectType(type))
          return Object.keys(type.getFields()).map((name) => `${type.name}.${name}`);
        if (!isObjectType(type)) return [];
        return Object.values(type.getFields()).flatMap((field) => [
          `${type.name}.${field.name}`,
          ...field.args.map(({ name }) => `${type.name}.${field.name}(${name})`),
        ]);
      }),
    );
  }

  /** A case whose document was executed. */
  note(expected: Expected): void {
    this.executed += 1;
    if (expected.records.size > 0) this.health += 1;
    for (const one of expected.reached) this.#reached.add(one);
    this.tally(
      'node look-ups',
      expected.reached.has('Query.node') || expected.reached.has('Query.nodes') ? 'yes' : 'no',
    );
  }

  tally(what: string, kind: string): void {
    const counts = this.#tallies.get(what) ?? new Map<string, number>();
    this.#tallies.set(what, counts);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }

  cursor = (kind: CursorKind): void => this.tally('cursors', kind);

  counted(what: string, kind: string): number {
    return this.#tallies.get(what)?.get(kind) ?? 0;
  }

  /** Fields, arguments and input fields that no executed operation has reached. */
  get missing(): string[] {
    return [...this.#wanted].filter((one) => !this.#reached.has(one)).sort();
  }

  /** The share of questions whose answers held health data; a mutation's seldom does. */
  get healthShare(): number {
    return this.health / Math.max(this.cases - this.mutations, 1);
  }

  /** The table that a run prints. */
  report(): string {
    const isArgument = (one: string) =>
      one.includes('(') || one.split('.')[0]?.match(/(Input|Filter|Identification)$/) !== null;
    const share = (kind: (one: string) => boolean) => {
      const all = [...this.#wanted].filter(kind);
      return `${all.filter((one) => this.#reached.has(one)).length} of ${all.length}`;
    };
    const rows: [string, string][] = [
      ['cases', `${this.cases}, ${this.executed} executed, ${this.mutations} mutations`],
      ['with health data', `${this.health} (${(100 * this.healthShare).toFixed(1)} %)`],
      ['fields', share((one) => !isArgument(one))],
      ['arguments', share(isArgument)],
      ...[...this.#tallies].map(([what, counts]): [string, string] => [
        what,
        [...counts]
          .sort((a, b) => b[1] - a[1])
          .map(([kind, count]) => `${kind} ${count}`)
          .join(', '),
      ]),
    ];
    return rows.map(([name, value]) => `${name.padEnd(18)}${value}`).join('\n');
  }
}
