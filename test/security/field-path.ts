import {
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
} from 'graphql';
import { fieldCall } from '../kit/operations.ts';

/** One step of a way through the schema: a field, and the type of object that it leads to. */
export type Step = {
  readonly from: string;
  readonly field: string;
  /** With its arguments. */
  readonly call: string;
  readonly to: string;
};

/** Arguments by `Type.field`, or by `Type.field:Target` where they depend on what is to be found. */
export type Calls = Readonly<Record<string, string>>;

/** The object type of that name. */
export function objectType(schema: GraphQLSchema, name: string): GraphQLObjectType {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is no object type`);
  return type;
}

/** Every step that leads on from a type: one for each object type that a field may give. */
export function stepsFrom(schema: GraphQLSchema, from: string, calls: Calls): Step[] {
  return Object.values(objectType(schema, from).getFields()).flatMap((field) => {
    const target = getNamedType(field.type);
    if (!isCompositeType(target)) return [];
    const types = isAbstractType(target) ? schema.getPossibleTypes(target) : [target];
    return types.map(({ name: to }) => {
      const given = calls[`${from}.${field.name}:${to}`] ?? calls[`${from}.${field.name}`];
      const call = given === undefined ? fieldCall(field) : `${field.name}${given}`;
      return { from, field: field.name, call, to };
    });
  });
}

/** By which names a document asks for the same field: plainly, and in each kind of fragment. */
const forms = ['', 'inline_', 'named_', 'interface_'] as const;

/**
 * A document that goes a way and asks there for every field of the last type: as it is, under an
 * alias in an inline fragment, in a named one, and in one on each interface of the type.
 */
export function documentOf(
  schema: GraphQLSchema,
  way: readonly Step[],
  calls: Calls,
  operation = 'query',
): string {
  const type = objectType(schema, way.at(-1)?.to ?? '');
  const all = Object.values(type.getFields());
  const asked = (prefix: string, fields = all) =>
    fields
      .map((field) => {
        const given = calls[`${type.name}.${field.name}`];
        const inner = isCompositeType(getNamedType(field.type)) ? ' { __typename }' : '';
        const call = given === undefined ? fieldCall(field) : `${field.name}${given}`;
        return `${prefix === '' ? '' : `${prefix}${field.name}: `}${call}${inner}`;
      })
      .join(' ');
  const interfaces = type
    .getInterfaces()
    .map((one) => {
      const shared = all.filter(({ name }) => name in one.getFields());
      return `... on ${one.name} { ${asked('interface_', shared)} }`;
    })
    .join(' ');
  const last = `__typename ... on ${type.name} { ${asked('')} ${asked('inline_')} ...Named } ${interfaces}`;
  const body = way.reduceRight((inner, step, at) => {
    const guarded = at === way.length - 1 ? inner : `... on ${step.to} { ${inner} }`;
    return `${step.call} { ${guarded} }`;
  }, last);
  return `${operation} { ${body} } fragment Named on ${type.name} { ${asked('named_')} }`;
}

/** The names under which a field of the last type is asked for. */
export function namesOf(schema: GraphQLSchema, typeName: string, field: string): string[] {
  const shared = objectType(schema, typeName)
    .getInterfaces()
    .some((one) => field in one.getFields());
  return forms.filter((form) => form !== 'interface_' || shared).map((form) => `${form}${field}`);
}

/** The objects of the last type that an answer holds at the end of a way. */
export function objectsAt(data: unknown, way: readonly Step[]): object[] {
  const last = way.at(-1)?.to;
  return way
    .reduce<object[]>(
      (objects, { field }) =>
        objects
          .flatMap((one): unknown => Reflect.get(one, field))
          .filter((one) => one instanceof Object),
      data instanceof Object ? [data] : [],
    )
    .filter((one) => Reflect.get(one, '__typename') === last);
}
