import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';

/** A global id that is well-formed and of nobody. */
export const nobodysId = (type: string) => globalId(type, '0b1d5c2e-0000-4000-8000-000000000000');

/** A global id, as the gateway gives it out. */
export const globalId = (type: string, id: string) =>
  Buffer.from(`${type}:${id}`).toString('base64');

/** Values for arguments and input fields, by their name; what is not here gets a harmless one. */
export type Values = Readonly<Record<string, unknown>>;

/** An operation that asks for one root field, with all that it requires. */
export function rootOperation(
  schema: GraphQLSchema,
  kind: 'query' | 'mutation',
  name: string,
  values: Values = {},
): string {
  const type = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
  const field = type?.getFields()[name];
  if (field === undefined) throw new Error(`there is no ${kind} ${name}`);
  return `${kind} { ${selection(field, values)} }`;
}

/** A field by its name, with all that it requires. */
export function fieldCall(field: GraphQLField<unknown, unknown>, values: Values = {}): string {
  const given = field.args
    .filter(isRequiredArgument)
    .map((argument) => `${argument.name}: ${literal(argument, argument.type, values)}`);
  const filled = given.length === 0 ? '' : `(${given.join(', ')})`;
  return `${field.name}${filled}`;
}

const selection = (field: GraphQLField<unknown, unknown>, values: Values): string =>
  `${fieldCall(field, values)}${isCompositeType(getNamedType(field.type)) ? ' { __typename }' : ''}`;

const samples: Values = {
  ID: nobodysId('App'),
  Int: 1,
  Boolean: true,
  Date: '2020-01-01',
  DateTime: '2020-01-01T00:00:00Z',
  UUID: '0b1d5c2e-0000-4000-8000-000000000000',
  BigInt: 1,
};

function literal(
  asked: GraphQLArgument | GraphQLInputField,
  type: GraphQLInputType,
  values: Values,
): string {
  if (asked.name in values) return JSON.stringify(values[asked.name]);
  if (isNonNullType(type)) return literal(asked, type.ofType, values);
  if (isListType(type)) return `[${literal(asked, type.ofType, values)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? '';
  if (!isInputObjectType(type)) return JSON.stringify(samples[type.name] ?? 'x');
  const fields = Object.values(type.getFields()).filter(isRequiredInputField);
  return `{ ${fields.map((field) => `${field.name}: ${literal(field, field.type, values)}`).join(', ')} }`;
}
