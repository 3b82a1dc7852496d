import { getOperationAST, parse } from 'graphql';
import { z } from 'zod';
import type { App as AppRow, AppOperation as OperationRow } from '../db/generated/prisma/client.ts';
import { GatewayError } from '../errors.ts';
import { builder } from '../graphql/kit/builder.ts';
import { idOf } from '../graphql/kit/ids.ts';
import { type Access, fields, open, overseer, partner } from '../graphql/kit/rules.ts';
import { InvalidInput, userErrors } from '../graphql/kit/user-errors.ts';
import { App } from './apps.graphql.ts';
import { registerOperations } from './operations.ts';

const AppOperation = builder.prismaObject('AppOperation', {
  description: 'A trusted document: an operation that an app may send by its id.',
  fields: (t) => ({
    documentId: t.string({
      nullable: false,
      description: 'What to send instead of the document: `sha256:` and the hash of its text.',
      resolve: ({ hash }) => `sha256:${hash}`,
    }),
    name: t.string({
      description: "The operation's name.",
      resolve: ({ document }) => getOperationAST(parse(document))?.name?.value ?? null,
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

const RegisterOperationsInput = builder.inputType('RegisterOperationsInput', {
  description: 'Documents for an app of yours.',
  fields: (t) => ({
    appId: t.globalID({ required: true, description: 'The app.' }),
    documents: t.stringList({
      required: true,
      description: 'Their texts, each with one named operation; at most a hundred at a time.',
    }),
  }),
});

type Registered = { readonly app: AppRow; readonly operations: readonly OperationRow[] };

const RegisterOperationsPayload = builder
  .objectRef<Registered>('RegisterOperationsPayload')
  .implement({
    description: 'The documents that were sent, as they are registered now.',
    fields: (t) => ({
      app: t.field({
        type: App,
        nullable: false,
        description: 'The app.',
        resolve: ({ app }) => app,
      }),
      operations: t.field({
        type: [AppOperation],
        nullable: { list: false, items: false },
        description: 'The documents.',
        resolve: ({ operations }) => [...operations],
      }),
    }),
  });

const documents = z.array(z.string()).min(1).max(100);

builder.mutationField('registerOperations', (t) =>
  t.field({
    type: RegisterOperationsPayload,
    description: 'Registers trusted documents for an app of yours. What is registered stays.',
    errors: { types: userErrors },
    args: {
      input: t.arg({ type: RegisterOperationsInput, required: true, description: 'Which.' }),
    },
    resolve: (_parent, { input }, { services, viewer }, { schema }) => {
      if (viewer.kind !== 'PARTNER') throw new GatewayError('FORBIDDEN');
      if (!documents.safeParse(input.documents).success) {
        throw new InvalidInput('Wanted: 1 to 100 documents.', 'input.documents');
      }
      const id = idOf('App', input.appId, 'input.appId');
      const app = { id, partnerId: viewer.partnerId };
      return registerOperations(services.database, app, input.documents, schema);
    },
  }),
);

export const access: Access = {
  Mutation: { registerOperations: partner },
  App: { operations: overseer },
  AppOperation: fields(['documentId', 'name', 'document', 'registeredAt'], open),
  RegisterOperationsPayload: fields(['app', 'operations'], open),
};
