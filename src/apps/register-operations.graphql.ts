import { z } from 'zod';
import type { App as AppRow, AppOperation as OperationRow } from '../db/generated/prisma/client.ts';
import { GatewayError } from '../errors.ts';
import { builder } from '../graphql/kit/builder.ts';
import { idOf } from '../graphql/kit/ids.ts';
import { type Access, fields, open, partner } from '../graphql/kit/rules.ts';
import { InvalidInput, userErrors } from '../graphql/kit/user-errors.ts';
import { App } from './apps.graphql.ts';
import { AppOperation } from './operations.graphql.ts';
import { registerOperations } from './operations.ts';

/** How many documents one request may register. */
const mostAtOnce = 10;
/** How many characters a document may have; the table holds to it too. */
const longestDocument = 20_000;
/** To parse and judge a document is as much work as to answer hundreds of fields. */
const costOfDocument = 500;

const RegisterOperationsInput = builder.inputType('RegisterOperationsInput', {
  description: 'Documents for an app of yours.',
  fields: (t) => ({
    appId: t.globalID({ required: true, description: 'The app.' }),
    documents: t.stringList({
      required: true,
      description:
        `Their texts, each with one named operation, within the limits that hold for what is sent: ` +
        `at most ${mostAtOnce} at a time, of ${longestDocument} characters each.`,
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
        complexity: { field: 1, multiplier: mostAtOnce },
        resolve: ({ operations }) => [...operations],
      }),
    }),
  });

const documents = z
  .array(
    z
      .string()
      .max(
        longestDocument,
        `Wanted: ${longestDocument} characters at most. Shorten the document, or make several of it.`,
      ),
  )
  .min(1, 'Wanted: at least one document.')
  .max(mostAtOnce, `Wanted: ${mostAtOnce} documents at most. Send the others in further requests.`);

function checkedDocuments(given: readonly string[]): readonly string[] {
  const parsed = documents.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = ['input', 'documents', ...(issue?.path ?? [])].join('.');
  throw new InvalidInput(issue?.message ?? 'The documents cannot be read.', path);
}

builder.mutationField('registerOperations', (t) =>
  t.field({
    type: RegisterOperationsPayload,
    description: 'Registers trusted documents for an app of yours. What is registered stays.',
    errors: { types: userErrors },
    complexity: ({ input }) => 1 + costOfDocument * input.documents.length,
    args: {
      input: t.arg({ type: RegisterOperationsInput, required: true, description: 'Which.' }),
    },
    resolve: (_parent, { input }, { services, viewer }, { schema }) => {
      if (viewer.kind !== 'PARTNER') throw new GatewayError('FORBIDDEN');
      const texts = checkedDocuments(input.documents);
      const app = {
        id: idOf('App', input.appId, 'input.appId'),
        partnerId: viewer.partnerId,
      };
      const limits = services.documentLimits;
      return registerOperations(services.database, app, texts, { schema, limits });
    },
  }),
);

export const access: Access = {
  Mutation: { registerOperations: partner },
  RegisterOperationsPayload: fields(['app', 'operations'], open),
};
