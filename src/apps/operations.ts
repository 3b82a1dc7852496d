import { hash } from 'node:crypto';
import { type GraphQLSchema, getOperationAST, parse, validate } from 'graphql';
import type pg from 'pg';
import { z } from 'zod';
import type { Database } from '../db/database.ts';
import type { App, AppOperation } from '../db/generated/prisma/client.ts';
import { InvalidInput, NotFound } from '../graphql/kit/user-errors.ts';

/** How many documents one app may have registered. */
const mostOperations = 1_000;

/** SHA-256 of a document's text, hex: what clients send instead of the document. */
export const documentHash = (document: string): string => hash('sha256', document);

/**
 * Registers documents that an app may then send by their hash. A document that is registered already
 * stays as it is.
 *
 * @param schema what the documents must be valid against
 * @throws NotFound when the partner has no such app
 * @throws InvalidInput naming the document that cannot be executed, and why; then none is registered
 */
export async function registerOperations(
  database: Database,
  app: { readonly id: string; readonly partnerId: string },
  documents: readonly string[],
  schema: GraphQLSchema,
): Promise<{ app: App; operations: AppOperation[] }> {
  for (const [at, document] of documents.entries()) checkExecutable(document, at, schema);
  return database.prisma.$transaction(async (tx) => {
    const found = await tx.app.findFirst({ where: { id: app.id, partnerId: app.partnerId } });
    if (found === null) throw new NotFound('app', 'input.appId');
    const data = documents.map((document) => ({
      appId: app.id,
      hash: documentHash(document),
      document,
    }));
    await tx.appOperation.createMany({ data, skipDuplicates: true });
    if ((await tx.appOperation.count({ where: { appId: app.id } })) > mostOperations) {
      throw new InvalidInput(`An app has ${mostOperations} documents at most.`, 'input.documents');
    }
    const operations = await tx.appOperation.findMany({
      where: { appId: app.id, hash: { in: data.map((one) => one.hash) } },
      orderBy: { hash: 'asc' },
    });
    return { app: found, operations };
  });
}

function checkExecutable(document: string, at: number, schema: GraphQLSchema): void {
  const path = `input.documents.${at}`;
  try {
    const parsed = parse(document, { maxTokens: 10_000 });
    const fault = validate(schema, parsed, undefined, { maxErrors: 1 })[0];
    if (fault) throw fault;
    // One operation a document: its name is what logs and the ledger tell it by.
    if (!getOperationAST(parsed)?.name) {
      throw new InvalidInput('Wanted: one operation, with a name.', path);
    }
  } catch (cause) {
    if (cause instanceof InvalidInput) throw cause;
    throw new InvalidInput(cause instanceof Error ? cause.message : 'It cannot be read.', path);
  }
}

/** The document that an app has registered under a hash. */
export async function findOperation(
  pool: pg.Pool,
  appId: string,
  documentHash: string,
): Promise<string | undefined> {
  const { rows } = await pool.query({
    name: 'apps-find-operation',
    text: 'select document from public.app_operation where app_id = $1 and hash = $2',
    values: [appId, documentHash],
  });
  return z.array(z.object({ document: z.string() })).parse(rows)[0]?.document;
}
