import { z } from 'zod';
import type { Scope } from '../scope.ts';
import type { Category } from '../vocabulary.ts';
import { isCategory } from '../vocabulary.ts';
import type { DoorConnection } from './connection.ts';
import { coversKind, type RecordKind } from './record-kind.ts';
import { scopeParameters } from './scope-parameters.ts';
import { countStatement } from './statement.ts';

/** How many records of a category a scope covers, and how many of them bear a sensitivity label. */
export type RecordCount = {
  readonly category: Category;
  readonly records: number;
  readonly sensitive: number;
};

/** Counts what a scope covers of a kind. The numbers are the member's own to know, and nobody else's. */
export async function countRecords(
  connection: DoorConnection,
  kind: RecordKind,
  scope: Scope,
): Promise<RecordCount[]> {
  if (!coversKind(kind, scope)) return [];
  const parameters = { ord: 0, ...scopeParameters(kind, scope, { payments: false }) };
  const { rows } = await connection.query({
    name: `door-count-${kind.name}`,
    text: countStatement(kind),
    values: [JSON.stringify([parameters])],
  });
  return countRows.parse(rows);
}

const countRows = z.array(
  z.object({
    category: z.string().refine(isCategory),
    records: z.coerce.number(),
    sensitive: z.coerce.number(),
  }),
);
