import { App } from '../apps/apps.graphql.ts';
import { findApp } from '../apps/find-app.ts';
import { isCategory, isLabel, isPurpose } from '../consent/vocabulary.ts';
import { GrantRef } from '../grants/grants.graphql.ts';
import { findGrant } from '../grants/visible-grants.ts';
import { builder } from '../graphql/kit/builder.ts';
import { type Access, disclosureReader, fields } from '../graphql/kit/rules.ts';
import { Category, PurposeOfUse, SensitivityLabel } from '../graphql/kit/vocabulary.ts';
import { MemberRef, visibleMember } from '../members/member.ts';
import type { DisclosureEntry } from './disclosures.ts';

const RecordsRef = builder
  .objectRef<{ kind: string; ids: readonly string[] }>('DisclosedRecords')
  .implement({
    description: 'Which records of a kind were disclosed.',
    fields: (t) => ({
      kind: t.exposeString('kind', { nullable: false, description: 'The kind, as FHIR names it.' }),
      count: t.int({ nullable: false, description: 'How many.', resolve: ({ ids }) => ids.length }),
      ids: t.field({
        type: ['UUID'],
        nullable: { list: false, items: false },
        description: 'Their ids.',
        resolve: ({ ids }) => [...ids],
      }),
    }),
  });

export const DisclosureRef = builder.objectRef<DisclosureEntry>('Disclosure');

builder.objectType(DisclosureRef, {
  description: "One member's part of one release: to whom, what, why, when and under which grant.",
  fields: (t) => ({
    index: t.field({
      type: 'SafeInt',
      nullable: false,
      description: 'Where it stands in the ledger.',
      resolve: (entry) => Number(entry.index),
    }),
    leafHash: t.string({
      nullable: false,
      description: "The entry's RFC 6962 leaf hash, hex.",
      resolve: (entry) => entry.leafHash.toString('hex'),
    }),
    requestId: t.field({
      type: 'UUID',
      nullable: false,
      description: 'The request that it answered; the response carried it as X-Request-Id.',
      resolve: (entry) => entry.leaf.release,
    }),
    at: t.field({
      type: 'DateTime',
      nullable: false,
      description: 'When.',
      resolve: (entry) => new Date(entry.leaf.at),
    }),
    memberId: t.field({
      type: 'UUID',
      nullable: false,
      description: 'Whose data.',
      resolve: (entry) => entry.leaf.member,
    }),
    member: t.field({
      type: MemberRef,
      description: 'Whose data, as far as you may see them.',
      resolve: (entry, _args, context) => visibleMember(context, entry.leaf.member),
    }),
    app: t.prismaField({
      type: App,
      description: 'To whom.',
      resolve: (query, entry, _args, context) => findApp(context, query, entry.leaf.app),
    }),
    grantId: t.field({
      type: 'UUID',
      nullable: false,
      description: 'Under which grant.',
      resolve: (entry) => entry.leaf.grant,
    }),
    grantVersion: t.int({
      nullable: false,
      description: 'In which version of it.',
      resolve: (entry) => entry.leaf.grantVersion,
    }),
    grant: t.field({
      type: GrantRef,
      description: 'That grant as it stands now, as far as you may see it.',
      resolve: async (entry, _args, context) => {
        const grant = await findGrant(context, entry.leaf.grant);
        if (grant) context.reader.noteOversight('grants', 1, [grant.memberId]);
        return grant;
      },
    }),
    purpose: t.field({
      type: PurposeOfUse,
      description: 'What for.',
      resolve: ({ leaf }) => (isPurpose(leaf.purpose) ? leaf.purpose : null),
    }),
    categories: t.field({
      type: [Category],
      nullable: { list: false, items: false },
      description: 'Which kinds of data.',
      resolve: (entry) => entry.leaf.categories.filter(isCategory),
    }),
    labels: t.field({
      type: [SensitivityLabel],
      nullable: { list: false, items: false },
      description: 'Which sensitive data was among it.',
      resolve: (entry) => entry.leaf.labels.filter(isLabel),
    }),
    records: t.field({
      type: [RecordsRef],
      nullable: { list: false, items: false },
      description: 'Which records.',
      resolve: (entry) => Object.entries(entry.leaf.records).map(([kind, ids]) => ({ kind, ids })),
    }),
    fields: t.stringList({
      nullable: false,
      description: 'Which fields were asked for, `Type.field`.',
      resolve: (entry) => entry.leaf.fields,
    }),
    operationName: t.string({
      description: 'The name of the operation.',
      resolve: (entry) => entry.leaf.operationName,
    }),
    operationHash: t.string({
      nullable: false,
      description: 'SHA-256 of the operation, hex.',
      resolve: (entry) => entry.leaf.operationHash,
    }),
    responseHash: t.string({
      nullable: false,
      description: "SHA-256 of the exact bytes of the response's `data`, hex.",
      resolve: (entry) => entry.leaf.responseHash,
    }),
    tokenId: t.string({
      nullable: false,
      description: 'The `jti` of the token that was shown.',
      resolve: (entry) => entry.leaf.token,
    }),
  }),
});

export const access: Access = {
  DisclosedRecords: fields(['kind', 'count', 'ids'], disclosureReader),
  Disclosure: fields(
    [
      'index',
      'leafHash',
      'requestId',
      'at',
      'memberId',
      'member',
      'app',
      'grantId',
      'grantVersion',
      'grant',
      'purpose',
      'categories',
      'labels',
      'records',
      'fields',
      'operationName',
      'operationHash',
      'responseHash',
      'tokenId',
    ],
    disclosureReader,
  ),
};
