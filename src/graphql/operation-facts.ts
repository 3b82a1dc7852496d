import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { AskedFields } from '../consent/door/asked-fields.ts';
import type { PartKind, RecordKind } from '../consent/door/record-kind.ts';
import { idCardFields } from '../members/id-card.ts';
import { partKinds, recordKinds } from '../records/kinds/all.ts';

/** What the ledger and the door need to know of an operation. */
export type OperationFacts = {
  /** SHA-256 of the document as it was sent, hex. */
  readonly hash: string;
  /** The fields of health types that the document asks for anywhere, `Type.field`, sorted. */
  readonly fields: readonly string[];
  /** The same by kind, for the door. */
  readonly asked: AskedFields;
};

const healthKinds: readonly (RecordKind | PartKind)[] = [
  ...recordKinds,
  ...partKinds.map(({ part }) => part),
];
/** The member themself, and what is put together from their records, count as well. */
const healthTypes = new Set([
  'Node',
  'Member',
  'IdCard',
  'Enrolment',
  ...healthKinds.map((kind) => kind.name),
]);
const known = new WeakMap<DocumentNode, OperationFacts>();

/**
 * Reads a document once. Fields behind `@skip` and `@include` count as asked for: noting more than
 * is sent is fine.
 */
export function operationFacts(schema: GraphQLSchema, document: DocumentNode): OperationFacts {
  const before = known.get(document);
  if (before !== undefined) return before;
  const found = new Set<string>();
  const typeInfo = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field: (node) => {
        const parent = getNamedType(typeInfo.getParentType());
        if (parent && healthTypes.has(parent.name) && node.name.value !== '__typename') {
          found.add(`${parent.name}.${node.name.value}`);
        }
      },
    }),
  );
  const asked = new Map(
    healthKinds.map((kind) => {
      const fields = Object.keys(kind.fields).filter((field) => found.has(`${kind.name}.${field}`));
      const ofCard = found.has('Member.idCard') ? (idCardFields.get(kind) ?? []) : [];
      return [kind, new Set([...fields, ...ofCard])];
    }),
  );
  const facts: OperationFacts = {
    hash: createHash('sha256')
      .update(document.loc?.source.body ?? print(document))
      .digest('hex'),
    fields: [...found].sort(),
    asked: (kind) => asked.get(kind) ?? new Set(),
  };
  known.set(document, facts);
  return facts;
}
