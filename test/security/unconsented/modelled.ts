import {
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  getNamedType,
  type InputValueDefinitionNode,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  Kind,
  visit,
} from 'graphql';

/**
 * What the rule of consent here does not speak of yet: what members ask apps to delete. Its own suite holds it
 * (test/deletions), and test/security/viewer-field-matrix asks each field as every kind of viewer.
 */
const notModelled: ReadonlySet<string> = new Set([
  'Query.deletionRequests',
  'Mutation.acknowledgeDeletion',
  'Mutation.requestDeletion',
  'Mutation.requestDeletionForCaller',
  'Grant.deletionRequest',
]);

/** The schema's text without what is not modelled. */
export const withoutUnmodelled = (document: DocumentNode): DocumentNode =>
  visit(document, {
    ObjectTypeDefinition: (node) => ({
      ...node,
      fields: node.fields?.flatMap((field) => kept(node.name.value, field)),
    }),
    InputObjectTypeDefinition: (node) => ({
      ...node,
      fields: node.fields?.filter(({ name }) => isModelled(`${node.name.value}.${name.value}`)),
    }),
  });

const isModelled = (coordinate: string) => !notModelled.has(coordinate);

function kept(type: string, field: FieldDefinitionNode): FieldDefinitionNode[] {
  const coordinate = `${type}.${field.name.value}`;
  if (!isModelled(coordinate)) return [];
  const isKept = ({ name }: InputValueDefinitionNode) => isModelled(`${coordinate}(${name.value})`);
  return [{ ...field, arguments: field.arguments?.filter(isKept) ?? [] }];
}

/** The same without types that nothing leads to any more. */
export function withoutUnreachable(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  const reached = new Set<string>();
  const reach = (name: string): void => {
    const type = schema.getType(name);
    if (type === undefined || reached.has(name)) return;
    reached.add(name);
    if (isUnionType(type)) for (const one of type.getTypes()) reach(one.name);
    if (isInterfaceType(type)) {
      for (const one of schema.getImplementations(type).objects) reach(one.name);
    }
    if (isObjectType(type)) for (const one of type.getInterfaces()) reach(one.name);
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) reach(getNamedType(field.type).name);
    }
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        reach(getNamedType(field.type).name);
        for (const one of field.args) reach(getNamedType(one.type).name);
      }
    }
  };
  for (const root of ['Query', 'Mutation']) reach(root);
  return {
    ...document,
    definitions: document.definitions.filter(
      (one) =>
        one.kind === Kind.DIRECTIVE_DEFINITION ||
        one.kind === Kind.SCHEMA_DEFINITION ||
        !('name' in one) ||
        one.name === undefined ||
        reached.has(one.name.value),
    ),
  };
}
