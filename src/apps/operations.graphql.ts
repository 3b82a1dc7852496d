import { queryFromInfo } from '@pothos/plugin-prisma';
import { z } from 'zod';
import { builder } from '../graphql/kit/builder.ts';
import {
  defineConnection,
  keysetPage,
  pageArguments,
  pageComplexity,
} from '../graphql/kit/pages.ts';
import { type Access, fields, open, overseer } from '../graphql/kit/rules.ts';
import { App } from './apps.graphql.ts';

export const AppOperation = builder.prismaObject('AppOperation', {
  description: 'A trusted document: an operation that an app may send by its id.',
  // Beside these a column is read only where it is asked for: documents are long.
  select: { appId: true, hash: true },
  fields: (t) => ({
    documentId: t.string({
      nullable: false,
      description: 'What to send instead of the document: `sha256:` and the hash of its text.',
      resolve: ({ hash }) => `sha256:${hash}`,
    }),
    name: t.exposeString('name', {
      description: "The operation's name; absent where it was registered before names were kept.",
    }),
    document: t.exposeString('document', {
      nullable: false,
      description: 'Its text.',
      // As long as many names.
      complexity: 50,
    }),
    registeredAt: t.expose('registeredAt', {
      type: 'DateTime',
      nullable: false,
      description: 'When it was registered.',
    }),
  }),
});

const { type: AppOperationConnection, access: connectionAccess } = defineConnection(
  AppOperation,
  'AppOperation',
);

builder.prismaObjectFields(App, (t) => ({
  operations: t.field({
    type: AppOperationConnection,
    description:
      'Its trusted documents, in the order of their ids: for its own partner, auditors and admins.',
    // Each app's page is a statement of its own.
    complexity: (page) => ({ ...pageComplexity(page), field: 10 }),
    args: pageArguments,
    // Of the app alone: what is selected here is read before anybody has judged who asks.
    select: { id: true, partnerId: true },
    resolve: (app, page, context, info) => {
      const { viewer, services } = context;
      if (viewer.kind === 'PARTNER' && viewer.partnerId !== app.partnerId) return null;
      return keysetPage(context, page, {
        list: ['operations', app.id],
        position: z.string(),
        find: (last, take) =>
          services.database.prisma.appOperation.findMany({
            ...queryFromInfo({
              context,
              info,
              typeName: 'AppOperation',
              paths: [['nodes'], ['edges', 'node']],
            }),
            where: { appId: app.id, ...(last === undefined ? {} : { hash: { gt: last } }) },
            orderBy: { hash: 'asc' },
            take,
          }),
        positionOf: ({ hash }) => hash,
      });
    },
  }),
}));

export const access: Access = {
  App: { operations: overseer },
  AppOperation: fields(['documentId', 'name', 'document', 'registeredAt'], open),
  ...connectionAccess,
};
