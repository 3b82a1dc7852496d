import { z } from 'zod';
import type {
  HealthRecord,
  PartKind,
  RecordKind,
  RecordPart,
} from '../consent/door/record-kind.ts';
import { builder } from '../graphql/kit/builder.ts';
import type { RequestContext } from '../graphql/kit/context.ts';
import { isUuid } from '../graphql/kit/ids.ts';
import {
  connectionOf,
  defineConnection,
  openCursor,
  pageArguments,
  pageComplexity,
  pageSize,
} from '../graphql/kit/pages.ts';
import {
  type Access,
  fields,
  memberOrApp,
  releasedByDoor,
  type TypeAccess,
} from '../graphql/kit/rules.ts';
import { Category } from '../graphql/kit/vocabulary.ts';
import { MemberRef } from '../members/member.ts';
import { partKinds, recordKinds } from './kinds/all.ts';
import { graphqlField } from './record-fields.ts';

/**
 * The health types, one for each kind of record. Their objects come from the door alone, under the
 * viewer's Scope, whichever way they are reached: that is their authorisation.
 */
const collected: Record<string, TypeAccess> = {};
const memberFields: string[] = [];
const refs = new Map<string, RecordRef>();

const RecordFilter = builder.inputType('RecordFilter', {
  description: 'Which records. A filter narrows what you may see and can widen nothing.',
  fields: (t) => ({
    since: t.field({ type: 'Date', description: 'The first date of service.' }),
    until: t.field({ type: 'Date', description: 'The last date of service.' }),
    categories: t.field({ type: [Category], description: 'Only records in these categories.' }),
  }),
});

for (const kind of recordKinds) defineRecord(kind);
for (const kind of recordKinds) defineReferences(kind);

function defineRecord(kind: RecordKind): void {
  const ref = builder.objectRef<HealthRecord>(kind.name);
  const parts = partKinds.filter(({ part }) => part.of === kind);
  builder.node(ref, {
    description: kind.description,
    // The member's id travels in the record's: so the Scope is known before anything is read.
    id: { resolve: (record) => `${record.memberId}.${record.id}`, description: 'Its global id.' },
    isTypeOf: (value) => value instanceof Object && 'kind' in value && value.kind === kind,
    loadOne: (id, context) => recordById(kind, id, context),
    fields: (t) => ({
      ...(kind.dated
        ? {
            serviceDate: t.field({
              type: 'Date',
              description: 'The date of service, or null where the source gives none.',
              resolve: (record) => record.serviceDate,
            }),
          }
        : {}),
      category: t.field({
        type: Category,
        nullable: false,
        description: 'The category that covers it.',
        resolve: (record) => record.category,
      }),
      labels: t.field({
        type: ['String'],
        nullable: { list: false, items: false },
        description: 'Its sensitivity labels.',
        resolve: (record) => [...record.labels],
      }),
      ...Object.fromEntries(
        Object.entries(kind.fields)
          .filter(([, field]) => field.type !== 'reference')
          .map(([name, field]) => [name, graphqlField(t, field)]),
      ),
    }),
  });
  for (const { field, part } of parts) definePart(ref, field, part);
  collected[kind.name] = fields(
    [
      'id',
      ...(kind.dated ? ['serviceDate'] : []),
      'category',
      'labels',
      ...Object.keys(kind.fields),
      ...parts.map(({ field }) => field),
    ],
    releasedByDoor,
  );
  refs.set(kind.name, ref);
  memberFields.push(kind.plural);
  if (kind.perMember === 'one') defineSingle(kind, ref);
  else defineList(kind, ref);
}

type RecordRef = ReturnType<typeof builder.objectRef<HealthRecord>>;

function defineSingle(kind: RecordKind, ref: RecordRef): void {
  builder.objectField(MemberRef, kind.plural, (t) =>
    t.field({
      type: ref,
      description: kind.description,
      resolve: async (member, _args, context) => {
        const request = { after: undefined, take: 1, narrowing: {} };
        return (await context.reader.page(kind, member.id, request)).records[0] ?? null;
      },
    }),
  );
}

function defineList(kind: RecordKind, ref: RecordRef): void {
  const { type, access } = defineConnection(ref, kind.name);
  Object.assign(collected, access);
  builder.objectField(MemberRef, kind.plural, (t) =>
    t.field({
      type,
      description: `${kind.description} Newest first.`,
      complexity: pageComplexity,
      args: {
        ...pageArguments,
        filter: t.arg({ type: RecordFilter, description: 'Which of them.' }),
      },
      resolve: async (member, { first, after, filter }, context) => {
        const take = pageSize(first);
        const narrowing = {
          since: filter?.since?.toISOString().slice(0, 10),
          until: filter?.until?.toISOString().slice(0, 10),
          categories: filter?.categories,
        };
        const list = [kind.name, member.id, JSON.stringify(narrowing)];
        const position = openCursor(context, list, after, pagePosition);
        const page = await context.reader.page(kind, member.id, {
          after: position && { serviceDate: position[0], id: position[1] },
          take,
          narrowing,
        });
        return connectionOf(context, list, page.records, page.hasNext, (record) => [
          record.serviceDate,
          record.id,
        ]);
      },
    }),
  );
}

function defineReferences(kind: RecordKind): void {
  const from = refs.get(kind.name);
  for (const [name, field] of Object.entries(kind.fields)) {
    if (field.type !== 'reference' || from === undefined) continue;
    const target = recordKinds.find((one) => one.name === field.to);
    const to = refs.get(field.to);
    if (target === undefined || to === undefined) throw new Error(`no kind ${field.to}`);
    builder.objectField(from, name, (t) =>
      t.field({
        type: to,
        description: field.description,
        resolve: async (record, _args, context) => {
          const id = field.read(record.columns);
          return id === null
            ? null
            : ((await context.reader.record(target, record.memberId, id)) ?? null);
        },
      }),
    );
  }
}

function definePart(ref: RecordRef, name: string, part: PartKind): void {
  const partRef = builder.objectRef<RecordPart>(part.name).implement({
    description: part.description,
    fields: (t) =>
      Object.fromEntries(
        Object.entries(part.fields).map(([field, spec]) => [field, graphqlField(t, spec)]),
      ),
  });
  collected[part.name] = fields(Object.keys(part.fields), releasedByDoor);
  builder.objectField(ref, name, (t) =>
    t.field({
      type: [partRef],
      nullable: { list: false, items: false },
      description: part.description,
      complexity: { field: 1, multiplier: 5 },
      resolve: (record, _args, context) => context.reader.parts(part, record),
    }),
  );
}

async function recordById(
  kind: RecordKind,
  id: string,
  context: RequestContext,
): Promise<HealthRecord | null> {
  const [memberId = '', recordId = ''] = id.split('.');
  if (!isUuid(memberId) || !isUuid(recordId)) return null;
  return (await context.reader.record(kind, memberId.toLowerCase(), recordId)) ?? null;
}

const pagePosition = z.tuple([z.string().nullable(), z.string()]);

export const access: Access = {
  ...collected,
  Member: fields(memberFields, memberOrApp),
};
