import { usePersistedOperations } from '@graphql-yoga/plugin-persisted-operations';
import { GraphQLError } from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import { z } from 'zod';
import { type ErrorCode, GatewayError } from '../../errors.ts';
import type { TrustedDocuments } from '../trusted-documents.ts';
import type { Viewers } from './authenticate.ts';

/** The parameter by which a document is named; Yoga refuses parameters that it was not told of. */
export const documentIdParameter = 'documentId';

/**
 * Takes the id of a trusted document in place of its text. There is no registration on the way: a hash
 * that is unknown is refused, whatever text comes with it the next time.
 *
 * @param only whether a text is refused
 */
export function sendById(documents: TrustedDocuments, only: boolean, viewers: Viewers): Plugin {
  return usePersistedOperations({
    allowArbitraryOperations: !only,
    extractPersistedOperationId: hashOf,
    getPersistedOperation: async (hash, request) =>
      (await documents.find(hash, viewers.get(request))) ?? null,
    customErrors: {
      notFound: () =>
        refusal(
          'DOCUMENT_NOT_TRUSTED',
          'There is no trusted document of this id for you. Register it, or send its text where that is allowed.',
        ),
      keyNotFound: () =>
        refusal(
          'BAD_REQUEST',
          'Send `query`, the text of a document, or `documentId`: "sha256:" and the hash of a trusted one.',
        ),
      persistedQueryOnly: () =>
        refusal(
          'DOCUMENT_NOT_TRUSTED',
          'Only trusted documents are executed here. Register this one, and send its `documentId`.',
        ),
    },
  });
}

const refusal = (code: ErrorCode, message: string) =>
  new GraphQLError(message, { originalError: new GatewayError(code, { message }) });

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const byDocumentId = z.object({
  documentId: z
    .string()
    .startsWith('sha256:')
    .transform((id) => id.slice('sha256:'.length))
    .pipe(hex),
});
/** As Apollo's clients send it. */
const byExtension = z.object({
  extensions: z.object({ persistedQuery: z.object({ version: z.literal(1), sha256Hash: hex }) }),
});

function hashOf(parameters: GraphQLParams): string | null {
  return (
    byDocumentId.safeParse(parameters).data?.documentId ??
    byExtension.safeParse(parameters).data?.extensions.persistedQuery.sha256Hash ??
    null
  );
}
