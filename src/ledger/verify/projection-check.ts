import { z } from 'zod';
import { decodeLeaf, type Leaf } from '../leaf.ts';
import type { Finding } from './finding.ts';

/** The columns beside an entry's bytes. */
const projection = z.object({
  release_id: z.string(),
  kind: z.string(),
  /** Epoch milliseconds. */
  at: z.coerce.number(),
  plan_id: z.string().nullable(),
  member_id: z.string().nullable(),
  app_id: z.string().nullable(),
  partner_id: z.string().nullable(),
  grant_id: z.string().nullable(),
  grant_version: z.number().nullable(),
  purpose: z.string().nullable(),
  categories: z.array(z.string()),
  labels: z.array(z.string()),
});
export type Projection = z.infer<typeof projection>;

/** Reads the columns of a row. */
export const readProjection = (row: unknown): Projection => projection.parse(row);

/**
 * Holds an entry's columns against its bytes, which are the authority.
 *
 * @returns the leaf, where the bytes are one
 */
export function checkProjection(
  index: bigint,
  bytes: Uint8Array,
  columns: Projection,
  findings: Finding[],
): Leaf | undefined {
  const leaf = decodeLeaf(bytes);
  if (leaf === undefined) {
    const message = `entry ${index} is no leaf that this version knows`;
    findings.push({ level: 'TABLES', class: 'PROJECTION', message, index });
    return undefined;
  }
  const expected = projectionOf(leaf);
  for (const name of projection.keyof().options) {
    if (JSON.stringify(columns[name]) === JSON.stringify(expected[name])) continue;
    const message = `entry ${index}: the column ${name} is not what its bytes say`;
    findings.push({ level: 'TABLES', class: 'PROJECTION', message, index });
  }
  return leaf;
}

/** What ledger.append makes of a leaf. */
function projectionOf(leaf: Leaf): Projection {
  const text = (name: string): string | null => {
    const value: unknown = Reflect.get(leaf, name);
    return typeof value === 'string' ? value : null;
  };
  const texts = (name: string): string[] => {
    const value: unknown = Reflect.get(leaf, name);
    return Array.isArray(value) ? value.map(String) : [];
  };
  return {
    release_id: leaf.release,
    kind: leaf.kind,
    at: leaf.at,
    plan_id: text('plan'),
    member_id: text('member'),
    app_id: text('app'),
    partner_id: text('partner'),
    grant_id: text('grant'),
    grant_version: 'grantVersion' in leaf ? leaf.grantVersion : null,
    purpose: text('purpose'),
    categories: texts('categories'),
    labels: texts('labels'),
  };
}
