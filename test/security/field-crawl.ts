import type { GraphQLSchema } from 'graphql';
import { expect } from 'vitest';
import type { TokenHolder } from '../../src/identity/issue-token.ts';
import type { TestGateway } from '../kit/gateway.ts';
import { isLetThrough, type Kind } from './access-table.ts';
import {
  type Calls,
  documentOf,
  namesOf,
  objectsAt,
  objectType,
  type Step,
  stepsFrom,
} from './field-path.ts';

/** What became of one kind of viewer and one field. */
export type Verdict =
  /** They hold the object, and the field was answered. */
  | 'READ'
  /** They hold the object, or the root, and the field was refused. */
  | 'REFUSED'
  /** Every way to the type was tried, and each leads nowhere: refused, or to nothing of theirs. */
  | 'OUT_OF_REACH';

/** Who crawls, where, and what they give for arguments. */
export type Crawler = {
  readonly gateway: TestGateway;
  readonly schema: GraphQLSchema;
  readonly kind: Kind;
  readonly as: TokenHolder | undefined;
  readonly calls: Calls;
};

type Way = readonly Step[];
type Fault = { path?: (string | number)[]; extensions: { code: string } };

/** Goes every way that the schema has, for one kind of viewer, and judges every field at its end. */
export class Crawl {
  /** By `Type.field`. */
  readonly verdicts = new Map<string, Verdict>();
  /** Ways that were refused, `Type.field`, of types that were reached. */
  readonly refusedWays = new Set<string>();
  /** Ways that led to nothing of this viewer's. */
  readonly emptyWays = new Set<string>();
  readonly reached = new Set<string>();
  requests = 0;
  /** Fields that were asked for at the end of a way, under all their names. */
  selections = 0;
  readonly #crawler: Crawler;

  constructor(crawler: Crawler) {
    this.#crawler = crawler;
  }

  /** Goes on from every type that was reached, until none is new. */
  async everyWay(): Promise<void> {
    const queue: { type: string; way: Way }[] = [{ type: 'Query', way: [] }];
    this.reached.add('Query');
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { type: from, way: wayThere } = next;
      const before = new Set(this.reached);
      const steps = stepsFrom(this.#crawler.schema, from, this.#crawler.calls);
      const ways = steps.map((step): Way => [...wayThere, step]);
      // At once: each waits for the database for half of its time.
      const found = await Promise.all(ways.map((way) => this.go(way)));
      for (const [place, way] of ways.entries()) {
        const type = way.at(-1)?.to;
        if (!found[place] || type === undefined || before.has(type)) continue;
        before.add(type);
        queue.push({ type, way });
      }
    }
  }

  /** Goes one way and judges what is at its end; whether there was anything. */
  async go(way: Way, operation = 'query'): Promise<boolean> {
    const { gateway, schema, kind, as, calls } = this.#crawler;
    const last = way.at(-1);
    if (last === undefined) throw new Error('a way has a step');
    const { body } = await gateway.ask(documentOf(schema, way, calls, operation), { as });
    this.requests += 1;
    const prefix = way.map(({ field }) => field).join('.');
    const refused = refusedPaths(body.errors, kind, prefix);
    const edge = `${last.from}.${last.field}`;
    const isOpen = isLetThrough(kind, edge);
    this.#judge(edge, isOpen);
    if (!isOpen) {
      expect(refused, `${kind} is refused ${prefix}`).toEqual(new Set([prefix]));
      expect(objectsAt(body.data, way)).toEqual([]);
      this.refusedWays.add(edge);
      return false;
    }
    const objects = objectsAt(body.data, way);
    if (objects.length === 0) {
      expect(refused, `${kind} finds nothing by ${prefix}`).toEqual(new Set());
      this.emptyWays.add(`${edge}:${last.to}`);
      return false;
    }
    this.reached.add(last.to);
    this.#judgeFields(last.to, objects, prefix, refused);
    return true;
  }

  #judgeFields(type: string, objects: readonly object[], prefix: string, refused: Set<string>) {
    const { schema, kind } = this.#crawler;
    const expected = new Set<string>();
    for (const field of Object.keys(objectType(schema, type).getFields())) {
      const isOpen = isLetThrough(kind, `${type}.${field}`);
      this.#judge(`${type}.${field}`, isOpen);
      for (const name of namesOf(schema, type, field)) {
        this.selections += 1;
        if (!isOpen) expected.add(`${prefix}.${name}`);
        for (const object of objects) {
          if (isOpen) expect(object, `${kind} reads ${prefix}.${name}`).toHaveProperty(name);
          else expect(Reflect.get(object, name), `${kind} at ${prefix}.${name}`).toBeNull();
        }
      }
    }
    expect(refused, `${kind} at ${prefix}`).toEqual(expected);
  }

  #judge(field: string, isOpen: boolean): void {
    this.verdicts.set(field, isOpen ? 'READ' : 'REFUSED');
  }
}

/** The paths that were refused for lack of access, places in lists left out. No other fault may be. */
function refusedPaths(errors: Fault[] | undefined, kind: Kind, where: string): Set<string> {
  const code = kind === 'NOBODY' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
  return new Set(
    (errors ?? []).map(({ path = [], extensions }) => {
      expect(extensions.code, `${kind} at ${where}`).toBe(code);
      return path.filter((part) => typeof part === 'string').join('.');
    }),
  );
}
