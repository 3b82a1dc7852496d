import { hash } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import type pg from 'pg';
import { z } from 'zod';
import type { Database } from '../db/database.ts';
import type { App, AppOperation } from '../db/generated/prisma/client.ts';
import type { DocumentLimits } from '../graphql/kit/document-limits.ts';
import { InvalidInput, NotFound } from '../graphql/kit/user-errors.ts';
import { namesOfExecutable } from './executable.ts';

/** How many documents one app may have registered. */
const mostOperations = 1_000;

/** SHA-256 of a document's text, hex: what clients send instead of the document. */
export const documentHash = (document: string): string => hash('sha256', document);

/** What a document must be, to be executed by `/graphql`. */
export type Executable = { readonly schema: GraphQLSchema; readonly limits: DocumentLimits };

/**
 * Registers documents that an app may then send by their hash. A document that is registered already
 * stays as it is.
 *
 * @throws NotFound when the partner has no such app; then no document is read
 * @throws InvalidInput naming the document that cannot be executed, and why; then none is registered
 */
export async function registerOperations(
  { prisma }: Database,
  app: { readonly id: string; readonly partnerId: string },
  documents: readonly string[],
  { schema, limits }: Executable,
): Promise<{ app: App; operations: AppOperation[] }> {
  // Whose an app is never changes, so what is found here holds below too.
  const found = await prisma.app.findFirst({ where: { id: app.id, partnerId: app.partnerId } });
  if (found === null) throw new NotFound('app', 'input.appId');
  const names = await namesOfExecutable(documents, schema, limits);
  const data = documents.map((document, at) => ({
    appId: app.id,
    hash: documentHash(document),
    name: names[at] ?? null,
    document,
  }));
  return prisma.$transaction(async (tx) => {
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
