import {
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
} from 'graphql';

/** A place in the schema where a client names an object: an argument, or a field of an input. */
export type IdPlace = {
  /** The field that takes it, such as `Mutation.signGrant`. */
  readonly field: string;
  /** From the argument down, such as `input.appId`. */
  readonly path: string;
  readonly type: 'ID' | 'UUID';
};

type Input = { readonly name: string; readonly type: GraphQLInputType };

/** Every place of the schema that takes an id. */
export function idPlaces(schema: GraphQLSchema): IdPlace[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type))
    .filter((type) => !type.name.startsWith('__'))
    .flatMap((type) =>
      Object.values(type.getFields()).flatMap((field) =>
        field.args
          .flatMap((argument) => within(argument))
          .map((place) => ({ field: `${type.name}.${field.name}`, ...place })),
      ),
    );
}

function within({ name, type }: Input): Pick<IdPlace, 'path' | 'type'>[] {
  const named = getNamedType(type);
  if (named.name === 'ID' || named.name === 'UUID') return [{ path: name, type: named.name }];
  if (!isInputObjectType(named)) return [];
  return Object.values(named.getFields())
    .flatMap((field) => within(field))
    .map((inner) => ({ ...inner, path: `${name}.${inner.path}` }));
}

/** What other required arguments and input fields get, by their name, as GraphQL literals. */
export type Literals = Readonly<Record<string, string>>;

/**
 * An operation that takes `$id` in one place of a root field, fills what else is required, and selects
 * as much of the answer as can be had without arguments, three levels deep.
 */
export function operationAt(schema: GraphQLSchema, place: IdPlace, literals: Literals): string {
  const [typeName = '', fieldName = ''] = place.field.split('.');
  const root = schema.getType(typeName);
  const field = isObjectType(root) ? root.getFields()[fieldName] : undefined;
  if (field === undefined) throw new Error(`there is no field ${place.field}`);
  const kind = typeName === 'Mutation' ? 'mutation' : 'query';
  const given = field.args.flatMap((argument) =>
    written(argument, isRequiredArgument(argument), place.path, literals),
  );
  const selected = selection(field.type, 3);
  return `${kind} Attack($id: ${place.type}!) { ${fieldName}(${given.join(', ')}) ${selected} }`;
}

function written(input: Input, required: boolean, path: string, literals: Literals): string[] {
  const [head = '', ...rest] = path.split('.');
  if (head === input.name) return [`${input.name}: ${literal(input, rest.join('.'), literals)}`];
  return required ? [`${input.name}: ${literal(input, undefined, literals)}`] : [];
}

/** @param path where `$id` stands within: empty here, undefined elsewhere */
function literal({ name, type }: Input, path: string | undefined, literals: Literals): string {
  if (isNonNullType(type)) return literal({ name, type: type.ofType }, path, literals);
  if (path === undefined && literals[name] !== undefined) return literals[name];
  if (isListType(type)) return `[${literal({ name, type: type.ofType }, path, literals)}]`;
  if (path === '') return '$id';
  if (isEnumType(type)) return type.getValues()[0]?.name ?? '';
  if (!isInputObjectType(type)) throw new Error(`no literal is given for ${name}: ${type.name}`);
  const fields = Object.values(type.getFields()).flatMap((field) =>
    written(field, isRequiredInputField(field), path ?? '', literals),
  );
  return `{ ${fields.join(', ')} }`;
}

function selection(type: GraphQLOutputType, depth: number): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  if (isUnionType(named)) {
    const each = named.getTypes().map((one) => `... on ${one.name} ${selection(one, depth - 1)}`);
    return `{ __typename ${each.join(' ')} }`;
  }
  const fields = Object.values(named.getFields())
    .filter((field) => !field.args.some(isRequiredArgument))
    .filter((field) => isLeafType(getNamedType(field.type)) || depth > 1)
    .map((field) => `${field.name} ${selection(field.type, depth - 1)}`);
  return `{ __typename ${fields.join(' ')} }`;
}
