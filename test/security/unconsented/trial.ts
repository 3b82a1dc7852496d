import { createHash } from 'node:crypto';
import { buildASTSchema, type GraphQLSchema, parse, printSchema } from 'graphql';
import type pg from 'pg';
import { z } from 'zod';
import { buildSchema } from '../../../src/graphql/schema.ts';
import type { Answer, TestGateway } from '../../kit/gateway.ts';
import { holderOf } from './askers.ts';
import { betrayals } from './betrayals.ts';
import { carriedOut } from './changes.ts';
import { difference } from './compare.ts';
import type { Coverage } from './coverage.ts';
import { unaccounted, withheldIn } from './entries.ts';
import { type Expected, expectedAnswer } from './expected.ts';
import type { View } from './expected-page.ts';
import { Pool } from './pool.ts';
import type { Question } from './question.ts';
import { type RawEntry, type RawRows, readEntries, readRows } from './raw-rows.ts';
import type { Asker } from './rule.ts';
import { type SignedState, signedUpTo } from './signed-state.ts';
import type { World } from './world.ts';

const body = z.looseObject({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.looseObject({
        path: z.array(z.union([z.string(), z.number()])).optional(),
        extensions: z.looseObject({ code: z.string() }),
      }),
    )
    .optional(),
});
type Body = z.infer<typeof body>;

/** The schema as printed: types alone, without the gateway's resolvers. */
export const printedSchema = (): GraphQLSchema =>
  buildASTSchema(parse(printSchema(buildSchema().schema)));

export type TrialParts = {
  readonly gateway: TestGateway;
  /** The administrator's connection. */
  readonly client: pg.Client;
  readonly world: World;
  readonly schema: GraphQLSchema;
  readonly coverage: Coverage;
};

/** Asks the gateway over HTTP and judges what comes back. */
export class Trial {
  /** What each cursor that was ever given out stands for. */
  readonly #sealed = new Map<string, string>();
  readonly #parts: TrialParts;
  readonly #tokens = new Map<string, Promise<string>>();
  readonly #entries: RawEntry[] = [];
  #rows: RawRows;

  private constructor(parts: TrialParts, rows: RawRows) {
    this.#parts = parts;
    this.#rows = rows;
  }

  static async open(parts: TrialParts): Promise<Trial> {
    const trial = new Trial(parts, await readRows(parts.client));
    await trial.#readOn();
    return trial;
  }

  /** What questions can be made of now. */
  pool(): Pool {
    const recent = [...this.#sealed].slice(-2_000);
    return new Pool(this.#parts.world, { rows: this.#rows, entries: [...this.#entries] }, recent);
  }

  /** Everything that is wrong with the answer to a question; nothing, when all is well. */
  async faultsOf(question: Question): Promise<string[]> {
    const { asker, document, variables, mutation } = question;
    const { gateway, client, schema, coverage } = this.#parts;
    const before = this.#rows;
    const entries = [...this.#entries];
    const signed = asksForProofs(document)
      ? await signedUpTo(client, gateway.dataDirectory, entries.length)
      : undefined;
    const answer = await gateway.ask(document, await this.#asking(asker, variables));
    const { data, errors = [] } = body.parse(answer.body);
    const fresh = await this.#readOn();
    if (mutation !== undefined) this.#rows = await readRows(client);

    const view = this.#view(asker, entries, signed);
    const found = betrayals(view, {
      sent: `${document} ${JSON.stringify(variables)}`,
      data: JSON.stringify(data ?? null),
      beside: JSON.stringify([errors, Object.fromEntries(answer.headers)]),
    });
    this.#tally(asker, errors);
    if (errors.some(({ extensions }) => extensions.code === 'INTERNAL_SERVER_ERROR')) {
      found.push('a fault of the gateway');
    }
    if (
      data === undefined ||
      errors.some(({ extensions }) => extensions.code === 'QUERY_TOO_COMPLEX')
    ) {
      return data == null ? found : [...found, 'refused, and with data'];
    }
    const done =
      mutation === undefined
        ? undefined
        : carriedOut(view, schema, mutation, before, { data, errors });
    const expected = await expectedAnswer(
      { view, schema, ...(done ? { mutation: done } : {}) },
      parse(document),
      variables,
    );
    coverage.note(expected);
    if (mutation !== undefined) coverage.mutations += 1;
    const release = this.#releaseOf(answer, fresh, found);
    found.push(...withheldIn(view, release), ...otherBytes(answer, release));
    if (isRefusedWhole(data, errors) && expected.errors.some(isMistake)) return found;
    const differs = difference(data, expected.data, this.#learn);
    if (differs !== undefined) found.push(differs);
    // An answer without any data tells of faults alone, and not always of each.
    if (data === null && expected.data === null && errors.length > 0) return found;
    found.push(...otherErrors(errors, expected), ...unaccounted(view, expected, release));
    return found;
  }

  #view(asker: Asker, entries: readonly RawEntry[], signed: SignedState | undefined): View {
    return {
      world: this.#parts.world,
      now: { rows: this.#rows, entries, signed },
      asker,
      sealed: this.#sealed,
      usedCursor: this.#parts.coverage.cursor,
      shows: new WeakMap(),
      members: new Set(),
      heard: new Set(),
    };
  }

  /** The entries of a release; others that came meanwhile can only be a mutation's own. */
  #releaseOf({ headers }: Answer, fresh: readonly RawEntry[], found: string[]): RawEntry[] {
    const id = headers.get('x-request-id');
    const strange = fresh.filter(
      ({ leaf }) => leaf.release !== id && !/^(GRANT|APP|COMPLAINT|DELETION)_/.test(leaf.kind),
    );
    if (strange.length > 0) found.push('an entry of another release');
    return fresh.filter(({ leaf }) => leaf.release === id);
  }

  #learn = (cursor: string, token: string): string | undefined => {
    const known = this.#sealed.get(cursor);
    if (known !== undefined && known !== token) return `one cursor for ${known} and for ${token}`;
    this.#sealed.set(cursor, token);
    return undefined;
  };

  async #readOn(): Promise<RawEntry[]> {
    const fresh = await readEntries(this.#parts.client, this.#entries.length);
    this.#entries.push(...fresh);
    return fresh;
  }

  async #asking(asker: Asker, variables: Record<string, unknown>) {
    const key = JSON.stringify(asker);
    const holder = holderOf(asker);
    if (holder === undefined) return { variables };
    const token = this.#tokens.get(key) ?? this.#parts.gateway.token(holder, 24 * 60 * 60);
    this.#tokens.set(key, token);
    return { variables, token: await token };
  }

  #tally({ kind, memberId }: Asker, errors: NonNullable<Body['errors']>): void {
    this.#parts.coverage.cases += 1;
    this.#parts.coverage.tally('viewers', kind === 'APP' && memberId ? 'APP for one member' : kind);
    for (const code of new Set(errors.map(({ extensions }) => extensions.code))) {
      this.#parts.coverage.tally('refusals', code);
    }
  }
}

const asksForProofs = (document: string) =>
  /\b(checkpoint|keys|inclusionProof|consistencyProof)\b/.test(document);

const isMistake = ({ code }: { readonly code: string }) => code === 'BAD_USER_INPUT';

/**
 * What an operation costs is worked out before any of it is answered: an id that is none then refuses all
 * of its root fields, and not the one alone that it stands in.
 */
const isRefusedWhole = (data: unknown, errors: NonNullable<Body['errors']>): boolean =>
  errors.length > 0 &&
  errors.every(({ extensions }) => isMistake(extensions)) &&
  Object.values(data ?? {}).every((value) => value === null || value === 'Query');

function otherErrors(errors: NonNullable<Body['errors']>, expected: Expected): string[] {
  const actual = errors.map(
    ({ path, extensions }) => `${(path ?? []).join('.')} ${extensions.code}`,
  );
  const wanted = expected.errors.map(({ path, code }) => `${path} ${code}`);
  const surplus = actual.filter((one) => !wanted.includes(one)).map((one) => `error ${one}`);
  const missing = wanted.filter((one) => !actual.includes(one)).map((one) => `no error ${one}`);
  return [...surplus, ...missing];
}

/** The entries tell the hash of the very bytes of `data`. */
function otherBytes({ text, body: { errors } }: Answer, release: readonly RawEntry[]): string[] {
  if (errors !== undefined) return [];
  const hash = createHash('sha256').update(text.slice('{"data":'.length, -1)).digest('hex');
  return release
    .filter(({ leaf }) => leaf.responseHash !== hash)
    .map(({ index }) => `entry ${index} is of other bytes`);
}
