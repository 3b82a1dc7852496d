import { writeFile } from 'node:fs/promises';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { documentHash } from '../apps/operations.ts';
import { shippedOperations } from '../gateway/trusted-documents.ts';
import { type AccessTree, buildSchema } from '../graphql/schema.ts';

const schemaFile = new URL('../../schema/schema.graphql', import.meta.url);
const accessFile = new URL('../../schema/access.txt', import.meta.url);
const operationsFile = new URL('../../schema/operations.json', import.meta.url);

/** `npm run schema`: writes what reviewers read and CI compares. */
export async function printSchemaFiles(): Promise<number> {
  const { schema, access } = buildSchema();
  await writeFile(schemaFile, `${printSchema(lexicographicSortSchema(schema))}\n`);
  await writeFile(accessFile, printAccess(access));
  const ids = [...(await shippedOperations())].map(([name, text]) => [
    name,
    `sha256:${documentHash(text)}`,
  ]);
  await writeFile(operationsFile, `${JSON.stringify(Object.fromEntries(ids), null, 2)}\n`);
  return 0;
}

/** One line a field: `Type.field: ruleName`. */
export function printAccess(access: AccessTree): string {
  const lines = [...access].flatMap(([type, rules]) =>
    Object.entries(rules).map(([field, { name }]) => `${type}.${field}: ${name}\n`),
  );
  return lines.sort().join('');
}
