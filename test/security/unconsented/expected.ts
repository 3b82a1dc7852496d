import {
  type DocumentNode,
  execute,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
} from 'graphql';
import { isLetThrough } from '../access-table.ts';
import { type Arguments, refusal, type Shape, type View } from './expected-page.ts';
import { queries } from './expected-queries.ts';
import type { MadeRecord } from './record.ts';

/** A view of the world with the schema it is asked in; `mutation` answers what was carried out. */
export type Asked = {
  readonly view: View;
  readonly schema: GraphQLSchema;
  readonly mutation?: Shape;
};

/** The answer that there must be, and what of the schema and of the records it took. */
export type Expected = {
  readonly data: unknown;
  readonly errors: readonly { readonly path: string; readonly code: string }[];
  readonly records: ReadonlySet<MadeRecord>;
  /** `Type.field`, `Type.field(argument)` and `Input.field`. */
  readonly reached: ReadonlySet<string>;
};

/**
 * Answers an operation as the gateway must: GraphQL's own executor walks the printed schema over
 * what the rule lets this viewer see, and over nothing else.
 */
export async function expectedAnswer(
  { view, schema, mutation }: Asked,
  document: DocumentNode,
  variableValues: Arguments,
): Promise<Expected> {
  const records = new Set<MadeRecord>();
  const reached = new Set<string>();
  const fieldResolver: GraphQLFieldResolver<unknown, unknown> = (source, args, _context, info) => {
    const field = `${info.parentType.name}.${info.fieldName}`;
    if (!isLetThrough(view.asker.kind, field)) {
      throw refusal(view.asker.kind === 'NOBODY' ? 'UNAUTHENTICATED' : 'FORBIDDEN');
    }
    reached.add(field);
    const known = info.parentType.getFields()[info.fieldName]?.args ?? [];
    for (const { name, type } of known) {
      if (!(name in args)) continue;
      reached.add(`${field}(${name})`);
      noteInput(getNamedType(type), args[name], reached);
    }
    if (!(source instanceof Object)) return undefined;
    for (const record of view.shows.get(source) ?? []) records.add(record);
    const value: unknown = Reflect.get(source, info.fieldName);
    return typeof value === 'function' ? value(args) : value;
  };
  const result = await execute({
    schema,
    document,
    variableValues,
    fieldResolver,
    rootValue: mutation ?? queries(view, schema),
  });
  return {
    data: JSON.parse(JSON.stringify(result.data ?? null)),
    errors: (result.errors ?? []).map(({ path, extensions, message }) => ({
      path: (path ?? []).join('.'),
      code: String(extensions['code'] ?? message),
    })),
    records,
    reached,
  };
}

function noteInput(type: unknown, value: unknown, reached: Set<string>): void {
  if (!isInputObjectType(type) || !(value instanceof Object)) return;
  for (const [name, inner] of Object.entries(value)) {
    reached.add(`${type.name}.${name}`);
    const field = type.getFields()[name];
    if (field) noteInput(getNamedType(field.type), inner, reached);
  }
}
