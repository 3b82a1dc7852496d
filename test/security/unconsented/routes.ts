import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
} from 'graphql';

export type Field = GraphQLField<unknown, unknown>;

/** A field that a question is to reach, whatever else it asks for. */
export type Aim = { readonly type: string; readonly field: string };

/** The ways through a schema: how many steps it takes from each type to every other. */
export class Routes {
  readonly schema: GraphQLSchema;
  readonly #steps = new Map<string, ReadonlyMap<string, number>>();

  constructor(schema: GraphQLSchema) {
    this.schema = schema;
  }

  /** Every field of every object type that can be reached from a root. */
  aimsFrom(root: string): Aim[] {
    return Object.values(this.schema.getTypeMap()).flatMap((type) =>
      isObjectType(type) &&
      !type.name.startsWith('__') &&
      this.steps(root, type.name) < Number.POSITIVE_INFINITY
        ? Object.keys(type.getFields()).map((field) => ({ type: type.name, field }))
        : [],
    );
  }

  /** How many steps it takes from one type to another; Infinity: there is no way. */
  steps(from: string, to: string): number {
    const known = this.#steps.get(to) ?? this.#search(to);
    this.#steps.set(to, known);
    return known.get(from) ?? Number.POSITIVE_INFINITY;
  }

  /** What a field lists: a type of record of a member, else by its own name. */
  listOf({ type, field }: Aim): string {
    return type === 'Member' ? this.typeOf({ type, field }).replace('Connection', '') : field;
  }

  /** The name of a field's type. */
  typeOf({ type, field }: Aim): string {
    const found = this.fields(this.schema.getType(type)).find(({ name }) => name === field);
    return found ? getNamedType(found.type).name : '';
  }

  /** What stands one step below a type. */
  next(type: GraphQLNamedType | undefined): GraphQLNamedType[] {
    if (isObjectType(type)) return this.fields(type).map((field) => getNamedType(field.type));
    return isAbstractType(type) ? [...this.schema.getPossibleTypes(type)] : [];
  }

  fields(type: GraphQLNamedType | undefined): Field[] {
    return isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
  }

  #search(to: string): Map<string, number> {
    const steps = new Map([[to, 0]]);
    const all = Object.values(this.schema.getTypeMap()).filter(isCompositeType);
    for (let distance = 1; ; distance += 1) {
      const found = all.filter(
        (type) =>
          !steps.has(type.name) &&
          this.next(type).some(
            ({ name }) => (steps.get(name) ?? Number.POSITIVE_INFINITY) < distance,
          ),
      );
      if (found.length === 0) return steps;
      for (const { name } of found) steps.set(name, distance);
    }
  }
}
