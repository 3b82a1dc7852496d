import { builder } from '../graphql/kit/builder.ts';
import { type Access, fields, open, overseer } from '../graphql/kit/rules.ts';
import { App } from './apps.graphql.ts';

export const AppOperation = builder.prismaObject('AppOperation', {
  description: 'A trusted document: an operation that an app may send by its id.',
  fields: (t) => ({
    documentId: t.string({
      nullable: false,
      description: 'What to send instead of the document: `sha256:` and the hash of its text.',
      resolve: ({ hash }) => `sha256:${hash}`,
    }),
    name: t.exposeString('name', {
      description: "The operation's name; absent where it was registered before names were kept.",
    }),
    document: t.exposeString('document', { nullable: false, description: 'Its text.' }),
    registeredAt: t.field({
      type: 'DateTime',
      nullable: false,
      description: 'When it was registered.',
      resolve: ({ registeredAt }) => registeredAt,
    }),
  }),
});

builder.prismaObjectFields(App, (t) => ({
  operations: t.field({
    type: [AppOperation],
    description: 'Its trusted documents: for its own partner, auditors and admins.',
    // An app may have a thousand.
    complexity: { field: 1, multiplier: 100 },
    select: { partnerId: true, operations: { orderBy: { hash: 'asc' } } },
    resolve: (app, _args, { viewer }) =>
      viewer.kind === 'PARTNER' && viewer.partnerId !== app.partnerId ? null : app.operations,
  }),
}));

export const access: Access = {
  App: { operations: overseer },
  AppOperation: fields(['documentId', 'name', 'document', 'registeredAt'], open),
};
